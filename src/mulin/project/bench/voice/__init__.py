"""What hearing costs as a town speaks for years: recording, listing, searching, the topics; and how each grows.

The ground is a small demo, made by the real actions; on it a crowd speaks (`crowd`), and `mulin verify` is run over
everything before anything is measured.
"""

from __future__ import annotations

import math
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from mulin.project.bench import Figure, Missing, Options, cpu_s
from mulin.project.bench.pages import town

TITLE = "voice: recording, listing, searching and grouping 10,000 and 100,000 voices, and how each grows"
SIZES, QUICK, MILLION = (10_000, 100_000), (1_000, 10_000), 1_000_000
SEARCH_MS = {"sqlite": 5.0, "postgresql": 10.0}
SEED = 1


def label(size: int) -> str:
    """A size as the figures name it.

    Examples
    --------
    >>> label(100_000)
    '1e5'
    """
    return f"1e{round(math.log10(size))}"


def run(options: Options) -> Iterator[Figure]:
    """Let a town grow, and measure at each size."""
    sizes = QUICK if options.quick else (*SIZES, MILLION) if options.million else SIZES
    with ExitStack() as stack:
        url = os.environ.get("DATABASE_URL", "") if options.database == "postgresql" else ""
        if options.database == "postgresql" and not url:
            from mulin.project.bench.ledger import Server  # noqa: PLC0415 - only where PostgreSQL is measured

            url = stack.enter_context(Server.started()).url
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mulin-bench-")))
        town.at(folder, url)
        try:
            yield from growing(sizes, options)
        finally:
            town.leave()


def growing(sizes: tuple[int, ...], options: Options) -> Iterator[Figure]:
    """A town in the default database that grows from size to size, and what is measured at each."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from mulin.apps.voice.models import Voice  # noqa: PLC0415
    from mulin.core.records import checks  # noqa: PLC0415
    from mulin.core.records.days import local_day  # noqa: PLC0415
    from mulin.project.bench.voice.crowd import Crowd  # noqa: PLC0415
    from mulin.project.demo import build, year  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    now = timezone.now()
    build.fill(build.Options(local_day(year.latest_morning(now)), seed=SEED, residents=400, communities=("GH",)))
    crowd = Crowd(seed=SEED, now=now)
    grown: dict[str, list[tuple[int, float]]] = {}
    for size in sizes:
        began = cpu_s()
        for done in crowd.speak(size - Voice.objects.count()):
            town.say(f"{done} 条")
        town.analyse()
        yield Figure(
            f"build.cpu_s@{label(size)}", round(cpu_s() - began, 1), "s", note=f"{Voice.objects.count()} voices"
        )
        wrong = [f"{one.where}: {one.what}" for one in checks.findings()]
        if wrong:
            raise Missing("；".join(wrong[:5]))
        for figure in figures(size, options):
            yield figure
            base = figure.name.partition("@")[0]
            if figure.value and base.endswith(("p95_ms", "cpu_s")):
                grown.setdefault(base.rpartition(".")[0], []).append((size, figure.value))
    for name, points in grown.items():
        (few, first), (many, last) = points[0], points[-1]
        slope = math.log(last / first) / math.log(many / few)
        yield Figure(f"growth_exponent.{name}", round(slope, 2), note=f"{label(few)} to {label(many)}; 1 is linear")


def figures(size: int, options: Options) -> Iterator[Figure]:
    """Everything that is measured at one size."""
    from mulin.apps.voice.models import Voice  # noqa: PLC0415
    from mulin.project.bench.voice import questions, working  # noqa: PLC0415

    at, each = label(size), 10 if options.quick else 40
    texts = dict(Voice.objects.values_list("pk", "words__text"))
    asked = questions.questions(list(texts.values()), each)
    yield from questions.speed(asked, at, SEARCH_MS[options.database])
    yield from questions.exactness(asked[:: 2 if size <= MILLION // 10 else 20], texts, at)
    yield working.intake(at, 60 if options.quick else 300)
    yield working.lists(at, 3 if options.quick else 10)
    began = time.process_time()
    groups = working.refresh_topics()
    spent = time.process_time() - began
    yield Figure(f"topics_refresh.cpu_s@{at}", round(spent, 2), "s", note=f"{groups} topics")
