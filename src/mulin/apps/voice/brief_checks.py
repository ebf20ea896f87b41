"""What `mulin verify` asks of briefs: what was published still says the same, and what it cites is in the register."""

from __future__ import annotations

import json
from collections.abc import Iterator

from mulin import canon
from mulin.apps.voice.models import Brief
from mulin.core.records import checks
from mulin.core.records.checks import Finding
from mulin.core.records.models import Entry

SAID = ("brief_published", "brief_answered")


def _briefs() -> Iterator[int | Finding]:
    """Every brief beside its entries."""
    heads = {*Brief.objects.values_list("head", flat=True)}
    known = {canon.GENESIS, *Entry.objects.filter(hash__in=heads).values_list("hash", flat=True)}
    for brief in Brief.objects.select_related("thread").order_by("pk").iterator():
        rows = Entry.objects.filter(thread=brief.thread_id, verb__in=SAID).values_list("verb", "payload")
        said = {verb: json.loads(payload) for verb, payload in rows}
        for what in _wrong(brief, said, known):
            yield Finding(brief.thread.number, what)
        yield 1


def _wrong(brief: Brief, said: dict[str, dict[str, object]], heads: set[str]) -> Iterator[str]:
    published, answered = (said.get(verb) for verb in SAID)
    if brief.state == Brief.State.DRAFT:
        if said:
            yield "台账里已经公布，却还是草稿"
        return
    if published is None:
        yield "公布了的建议，台账里没有公布的条目"
        return
    if published["content"] != brief.digest:
        yield "公布以后改动过：标题、请谁办、办什么、数字或者根据，和台账记下的指纹对不上"
    if brief.head not in heads:
        yield "公布时写下的台账指纹，台账里没有"
    now = (brief.answer, str(brief.answered_on)) if brief.state == Brief.State.ANSWERED else None
    if now != ((answered["text"], answered["on"]) if answered else None):
        yield "答复和台账里记的不一样"
    yield from _cited(brief)


def _cited(brief: Brief) -> Iterator[str]:
    try:
        counted = json.loads(brief.figures)
        cited = {number: (seq, hashed) for number, seq, hashed in counted["cited"]}
        numbers = [*counted["matters"]]
    except (ValueError, KeyError, TypeError):
        yield "公布时记下的数字读不出来"
        return
    if {*numbers} != {*cited} or {*numbers} != {*brief.matters.values_list("thread__number", flat=True)}:
        yield "作根据的事项和公布时的不一样"
    entries = Entry.objects.filter(seq__in=[seq for seq, _hashed in cited.values()])
    stand = {seq: (number, hashed) for seq, number, hashed in entries.values_list("seq", "thread__number", "hash")}
    for number, (seq, hashed) in cited.items():
        if seq not in stand:
            yield f"引的台账第 {seq} 条（{number}）不在了"
        elif stand[seq] != (number, hashed):
            yield f"引的台账第 {seq} 条（{number}）不是公布时的那一条"


def register() -> None:
    """Join the nightly check."""
    checks.register(checks.Check("建议", Brief.objects.count, _briefs))
