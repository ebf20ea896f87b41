"""Checking everything again: what `mulin verify` runs.

A check is a generator: it yields a number of rows done (for the progress bar) and findings. Apps add theirs in
`AppConfig.ready` with `register`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Count

from mulin import canon
from mulin.core.records import appendonly
from mulin.core.records.days import day_text
from mulin.core.records.models import Chain, Day, Entry, Sealed, SealKey, Thread
from mulin.core.records.sealed import mac
from mulin.core.records.writing import REGISTER, body


@dataclass(frozen=True)
class Finding:
    """Something that does not agree; `where` is a number, a day or a table, `what` a plain sentence."""

    where: str
    what: str


@dataclass(frozen=True)
class Check:
    """A named check and how many rows it will look at."""

    name: str
    size: Callable[[], int]
    run: Callable[[], Iterator[int | Finding]]


_checks: list[Check] = []


def register(check: Check) -> None:
    """Add a check; one of the same name is replaced."""
    _checks[:] = [other for other in _checks if other.name != check.name] + [check]


def all_checks() -> list[Check]:
    """Every check there is."""
    return list(_checks)


def findings(progress: Callable[[str, int, int], None] | None = None) -> Iterator[Finding]:
    """Run every check and give what it finds; `progress` hears (check, done, of)."""
    for check in _checks:
        size, done = check.size(), 0
        for step in check.run():
            if isinstance(step, Finding):
                yield step
            else:
                done += step
                if progress:
                    progress(check.name, done, size)


def _chain() -> Iterator[int | Finding]:
    """The register from its first entry: every hash again, no gap in the numbers, the head as stored."""
    head, seq = canon.GENESIS, 0
    rows = Entry.objects.select_related("thread").order_by("seq")
    for row in rows.iterator(chunk_size=2000):
        seq += 1
        if row.seq != seq:
            yield Finding(f"#{seq}", f"台账缺第 {seq} 条，下一条是第 {row.seq} 条")
            seq = row.seq
        if row.previous != head:
            yield Finding(f"#{row.seq}", f"第 {row.seq} 条（{row.thread.number}）接不上前一条")
        text = body(
            seq=row.seq,
            number=row.thread.number,
            verb=row.verb,
            actor=row.actor,
            on_behalf_of=row.on_behalf_of,
            at=row.at,
            payload=row.payload,
        )
        if canon.link(row.previous, text) != row.hash:
            yield Finding(f"#{row.seq}", f"第 {row.seq} 条（{row.thread.number}）的内容被改动过")
        head = row.hash
        yield 1
    chain = Chain.objects.filter(name=REGISTER).first()
    stored = (chain.seq, chain.head) if chain else (0, canon.GENESIS)
    if stored != (seq, head):
        yield Finding("台账", f"台账末尾不对：记着 {stored[0]} 条，数出 {seq} 条；可能被截短")


def _days() -> Iterator[int | Finding]:
    """Every sealed day: its code again, and the heads still in the register."""
    before = ""
    for day in Day.objects.order_by("date"):
        if canon.code(day_text(day.date, day.heads, before)) != day.code:
            yield Finding(day.date.isoformat(), f"{day.date} 的校验码和当日记录对不上")
        before = day.code
        head = json.loads(day.heads).get(REGISTER)
        if head and head["seq"]:
            entry = Entry.objects.filter(seq=head["seq"]).values_list("hash", flat=True).first()
            if entry != head["head"]:
                yield Finding(day.date.isoformat(), f"{day.date} 封存的台账第 {head['seq']} 条，如今已不是原样")
        yield 1


def _sealed() -> Iterator[int | Finding]:
    """Sealed texts: the MAC in the entry, or a redaction that explains its absence."""
    redacted: set[str] = set()
    for payload in Entry.objects.filter(verb="redacted").values_list("payload", flat=True).iterator():
        redacted.update(json.loads(payload)["sealed"])
    keys = {str(key.sealed.uuid): bytes(key.secret) for key in SealKey.objects.select_related("sealed").iterator()}
    texts = {str(row.uuid): row for row in Sealed.objects.iterator()}
    for row in Entry.objects.filter(payload__contains='"sealed":"').select_related("thread").iterator():
        for value in json.loads(row.payload).values():
            if not (isinstance(value, dict) and "sealed" in value):
                continue
            name = value["sealed"]
            if name in redacted:
                if name in keys or (name in texts and texts[name].text):
                    yield Finding(row.thread.number, f"第 {row.seq} 条的原话已声明删除，却还在")
            elif name not in keys or name not in texts:
                yield Finding(row.thread.number, f"第 {row.seq} 条的原话不见了，又没有删除的记录")
            elif mac(keys[name], texts[name].text) != value["mac"]:
                yield Finding(row.thread.number, f"第 {row.seq} 条的原话被改动过")
        yield 1


def _triggers() -> Iterator[int | Finding]:
    """The locks of the database itself."""
    for name in appendonly.missing():
        yield Finding(name, f"数据库里少了保护锁 {name}：运行 mulin migrate 可以装回")
    yield 1


def _numbers() -> Iterator[int | Finding]:
    """Every thread has at least its opening entry."""
    silent = Thread.objects.annotate(said=Count("entries")).filter(said=0)
    for number in silent.values_list("number", flat=True):
        yield Finding(number, f"{number} 在台账里没有任何条目")
    yield 1


def register_own() -> None:
    """The register's own checks."""
    register(Check("台账链", Entry.objects.count, _chain))
    register(Check("每日校验码", Day.objects.count, _days))
    register(Check("密封的原话", Entry.objects.filter(payload__contains='"sealed":"').count, _sealed))
    register(Check("只增不改的锁", lambda: 1, _triggers))
    register(Check("台账号", lambda: 1, _numbers))
