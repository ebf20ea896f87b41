"""What a page costs in a sub-district of full size: CPU and queries of one request, beside a bare Django view.

The town has 50,000 residents and 20,000 matters: the demo's year, made by the real actions, then multiplied, and
verified as `mulin verify` does. It is kept in the system's temporary folder for the next run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

from mulin.project.bench import Figure, Options, peak_memory_mb
from mulin.project.bench.pages import town
from mulin.project.bench.pages.town import FULL, QUICK, Size

TITLE = "pages: CPU and queries of a request at 50,000 residents and 20,000 matters, beside a bare Django view"


def run(options: Options) -> Iterator[Figure]:
    """Build or find the town, then measure its pages."""
    size = QUICK if options.quick else FULL
    with ExitStack() as stack:
        url = ""
        if options.database == "postgresql":
            url = os.environ.get("DATABASE_URL", "")
            if not url:
                from mulin.project.bench.ledger import Server  # noqa: PLC0415

                url = stack.enter_context(Server.started()).url
        town.set_up(size, url)
        town.build_town(size)
        town.working_copy(size)
        try:
            yield from figures(size, rounds=3 if options.quick else 5, times=5 if options.quick else 10)
        finally:
            town.leave()


def figures(size: Size, *, rounds: int, times: int) -> Iterator[Figure]:
    """Measure every page of the town that stands in the database."""
    from mulin.apps.voice.models import Matter  # noqa: PLC0415
    from mulin.core.people.models import Person  # noqa: PLC0415
    from mulin.project.bench.pages import bare, measuring, routes  # noqa: PLC0415

    yield Figure("town.residents", Person.objects.count(), note="" if size == FULL else "a small town, for a look")
    yield Figure("town.matters", Matter.objects.count())
    for route in routes.routes(routes.today()):
        yield from measuring.page(route, rounds=rounds, times=times)
    bare.clear()
    yield Figure("memory.peak_mb", round(peak_memory_mb(), 1), "MB", note=f"load {measuring.load()}")
