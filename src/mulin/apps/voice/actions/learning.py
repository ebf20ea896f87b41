"""What the workers' decisions teach: every night the categoriser is trained anew on all of them.

It learns from the words of voices, so it goes with them: what a version was trained on is read afresh each night,
shredded words are never read again, and the bytes of every version that had read words shredded since are emptied in
the same night. Figures of a version stay.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from django.core.cache import cache
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from mulin import canon
from mulin.apps.voice.models import Decision, Learnt, Voice
from mulin.apps.voice.queries import categories
from mulin.core import jobs
from mulin.core.jobs.work import Work
from mulin.core.records.days import local_day
from mulin.engines.text import Example, Model, Quality, train

NAME = "voice.learn"
FEWEST = 20  # decisions before anything but the words of the categories is used
KEPT = 5  # versions whose bytes are kept
KIND = "detail"  # suggestions are made from what was said, before a title is written


def examples(codes: set[str]) -> Iterator[Example]:
    """Every decided matter with the category it has now: its public title, and the words of the voice that began it."""
    decided = Decision.objects.order_by("matter", "-pk")
    seen = set()
    rows = decided.values_list(
        "matter", "matter__category", "matter__title", "matter__thread__voice__words__text", "matter__description"
    )
    for matter, label, title, words, description in rows.iterator():
        if matter not in seen and label in codes:
            yield Example(label, title, words or description)
        seen.add(matter)


def outlived() -> QuerySet[Learnt]:
    """Versions that learnt from words that were shredded afterwards."""
    shredded = Voice.objects.filter(
        thread__matter__decisions__pk__lte=OuterRef("last_decision"),
        words__shredded_at__gt=OuterRef("made_at"),
    )
    return Learnt.objects.filter(Exists(shredded), forgotten_at=None)


def learn(work: Work) -> None:
    """Train if somebody decided since, or if words were erased; the newest version is used unless one is held."""
    now = work.now()
    erased = list(outlived().values_list("version", flat=True))
    newest = Learnt.objects.order_by("-version").defer("data").first()
    last = Decision.objects.aggregate(last=Max("pk"))["last"] or 0
    work.tell(examples=newest.examples if newest else 0, erased=len(erased))
    if not erased and newest is not None and newest.last_decision == last:
        return
    taxonomy = categories.words_of(categories.on(local_day(now)))
    with work.held():
        lesson = list(examples(set(taxonomy)))
        model = train(lesson, taxonomy) if len(lesson) >= FEWEST else None
    with work.step():
        held = Learnt.objects.filter(in_use=True).exclude(held_by="").exclude(version__in=erased).exists()
        _forget(Learnt.objects.filter(version__in=erased), now)
        if model is not None:
            _keep(model, number=(newest.version if newest else 0) + 1, last=last, now=now, use=not held)
        stale = Learnt.objects.filter(forgotten_at=None, in_use=False).order_by("-version")[KEPT:]
        _forget(Learnt.objects.filter(pk__in=[row.pk for row in stale.defer("data")]), now)
        work.tell(examples=len(lesson))
    cache.delete(categories.IN_USE)


def _forget(rows: QuerySet[Learnt], now: datetime) -> None:
    rows.update(data=b"", forgotten_at=now, in_use=False, held_by="")


def _keep(model: Model, *, number: int, last: int, now: datetime, use: bool) -> Learnt:
    data = model.to_bytes()
    if use:
        Learnt.objects.filter(in_use=True).update(in_use=False)
    return Learnt.objects.create(
        version=number,
        made_at=now,
        examples=model.examples,
        last_decision=last,
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        in_use=use,
        **_figures(model),
    )


def _thousandths(share: float) -> int:
    return round(share * 1000)


def _figures(model: Model) -> dict[str, object]:
    quality: Quality | None = model.qualities.get(KIND)
    if quality is None:
        return {}
    table = {
        f"{model.labels[truth]} {model.labels[said]}": count
        for truth, row in enumerate(quality.table)
        for said, count in enumerate(row)
        if count
    }
    return {
        "measured": quality.examples,
        "right": _thousandths(quality.accuracy),
        "right_of_three": _thousandths(quality.top3),
        "sure": _thousandths(quality.filed),
        "sure_right": _thousandths(quality.filed_right),
        "margin": round(quality.margin * 1000) if quality.filed else None,
        "table": canon.dumps(table),
    }


def counts(row: Learnt) -> dict[tuple[str, str], int]:
    """How often which category (second) was said of which (first)."""
    return {(pair.split()[0], pair.split()[1]): n for pair, n in json.loads(row.table).items()}


def register() -> None:
    """Name the job."""
    tells = {"examples": _("学了几件事"), "erased": _("连同删掉的话一起删掉的版本")}
    jobs.register(NAME, learn, title=_("学社工定的类别"), tells=tells)
