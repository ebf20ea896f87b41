"""What `mulin verify` checks again of access: the chain of looks, and that every role has its entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from mulin import canon
from mulin.core.access.actions.acts import KIND
from mulin.core.access.actions.looks import CHAIN, LEAST, digest, seal_text
from mulin.core.access.actions.roles import grant_refs
from mulin.core.access.models import Look, LookSeal, RoleGrant
from mulin.core.records.checks import Check, Finding, register
from mulin.core.records.models import Chain, Day, Entry


def _looks() -> Iterator[int | Finding]:
    """Every seal from the looks it covers, the chain from its beginning, and the heads printed with the days."""
    head, seq, last_id = canon.GENESIS, 0, 0
    heads = {0: canon.GENESIS}
    removed = _removed()
    for seal in LookSeal.objects.select_related("tombstone").order_by("seq").iterator():
        where = f"查看记录 {seal.hour:%Y-%m-%d %H}"
        seq += 1
        if seal.seq != seq or seal.previous != head:
            yield Finding(where, f"第 {seal.seq} 次封存接不上前一次")
            seq = seal.seq
        rows = Look.objects.filter(pk__gt=last_id, pk__lte=seal.last_id).order_by("pk")
        count, looks = digest(rows.iterator(chunk_size=2000))
        tomb = getattr(seal, "tombstone", None)
        if tomb is not None:
            yield from _buried(seal, where, still=count, removed=removed.get(seal.seq))
            count, looks = seal.count, tomb.looks
        text = seal_text(seq=seal.seq, hour=seal.hour, last_id=seal.last_id, count=seal.count, looks=looks)
        if count != seal.count:
            yield Finding(where, f"这一小时封存时有 {seal.count} 条查看记录，现在有 {count} 条")
        elif canon.link(seal.previous, text) != seal.hash:
            yield Finding(where, "这一小时的查看记录被改动过")
        head, last_id = seal.hash, seal.last_id
        heads[seal.seq] = head
        yield count
    chain = Chain.objects.filter(name=CHAIN).first()
    if (chain.seq if chain else 0, chain.head if chain else canon.GENESIS) != (seq, head):
        yield Finding("查看记录", "查看记录的末尾不对，可能被截短")
    for day in Day.objects.order_by("date"):
        printed = json.loads(day.heads).get(CHAIN)
        if printed and heads.get(printed["seq"]) != printed["head"]:
            yield Finding(day.date.isoformat(), f"{day.date} 封存的查看记录，如今已不是原样")


def _buried(seal: LookSeal, where: str, *, still: int, removed: datetime | None) -> Iterator[Finding]:
    """What is wrong with looks that a tombstone stands for: still there, gone in silence, or gone too early."""
    if still:
        yield Finding(where, "这一小时的查看记录已声明到期删除，却还在")
    if removed is None:
        yield Finding(where, "这一小时的查看记录不在了，台账里没有到期删除的记录")
    elif removed < seal.hour + LEAST:
        yield Finding(where, "这一小时的查看记录没有留够六个月就删了")


def _removed() -> dict[int, datetime]:
    """Which seals' looks the register says were let go, and when."""
    told: dict[int, datetime] = {}
    acts = Entry.objects.filter(thread__kind=KIND, verb="looks.expired").order_by("seq")
    for at, payload in acts.values_list("at", "payload").iterator():
        facts = json.loads(payload)
        told.update(dict.fromkeys(range(facts["from"], facts["to"] + 1), at))
    return told


def _grants() -> Iterator[int | Finding]:
    """Roles in the table are exactly those the register tells of: nobody gave herself one behind its back."""
    told: dict[str, dict[str, str]] = {}
    ended: set[str] = set()
    acts = Entry.objects.filter(thread__kind=KIND, verb__in=["role.granted", "role.ended"]).order_by("seq")
    for verb, payload in acts.values_list("verb", "payload").iterator():
        refs = json.loads(payload)
        if verb == "role.granted":
            told[refs["grant"]] = refs
        else:
            ended.add(refs["grant"])
    for grant in RoleGrant.objects.select_related("login", "place").iterator():
        said = told.pop(str(grant.uuid), None)
        where = f"{grant.login.username} {grant.role}"
        if said is None:
            yield Finding(where, "这项授权在台账里没有记录")
        elif said != grant_refs(grant):
            yield Finding(where, "这项授权和台账里记的不一样")
        elif (grant.ended_at is not None) != (str(grant.uuid) in ended):
            yield Finding(where, "这项授权是否结束，和台账里记的不一样")
        yield 1
    for name in told:
        yield Finding(name, "台账里有这项授权，表里却没有了")


def register_own() -> None:
    """The checks of access."""
    register(Check("查看记录链", Look.objects.count, _looks))
    register(Check("授权", RoleGrant.objects.count, _grants))
