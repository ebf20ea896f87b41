"""How long people's rows are kept: ended delegations, withdrawn consents, answered requests, people who moved away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mulin.core.gate import SYSTEM
from mulin.core.people import holdings
from mulin.core.people.erasing import forget
from mulin.core.people.models import Consent, DataRequest, Delegation, Person
from mulin.core.people.own_holdings import forget_words
from mulin.core.records import retention
from mulin.core.records.days import local_day
from mulin.core.records.retention import Kept, before
from mulin.core.refusals import Refusal

THREE_YEARS = 1096
_PROOF = _("要能证明当初有没有同意、有没有委托：三年（民法典第一百八十八条，诉讼时效）")


def _consents(now: datetime, days: int) -> QuerySet[Consent]:
    return Consent.objects.filter(withdrawn_at__lt=before(now, days)).order_by("pk")


def _delegations(now: datetime, days: int) -> QuerySet[Delegation]:
    return Delegation.objects.filter(ends_on__lt=local_day(before(now, days))).order_by("pk")


def _requests(now: datetime, days: int) -> QuerySet[DataRequest]:
    rows = DataRequest.objects.filter(answered_at__lt=before(now, days)).exclude(state=DataRequest.State.OPEN)
    return rows.select_related("thread", "words", "reason").order_by("pk")


def _drop_requests(rows: Sequence[DataRequest], now: datetime) -> int:
    for row in rows:
        forget_words(row, by=SYSTEM, now=now)
    return retention.delete(rows, now)


def _gone(now: datetime, days: int) -> QuerySet[Person]:
    """Those who left long ago and ask for nothing now; whom a part cannot let go yet, it keeps."""
    rows = Person.objects.filter(left_on__lt=local_day(before(now, days)))
    rows = rows.exclude(data_requests__state=DataRequest.State.OPEN)
    return holdings.not_busy(rows).order_by("pk")


def _forget(rows: Sequence[Person], now: datetime) -> int:
    gone = 0
    for row in rows:
        try:
            forget(person=row, by=SYSTEM, now=now)
        except Refusal:  # something came up since it was asked who is busy: another night
            continue
        gone += 1
    return gone


def register() -> None:
    """Name the classes of this package."""
    retention.register(Kept("people.consents", _("收回了的同意"), THREE_YEARS, _PROOF, _consents, retention.delete))
    retention.register(
        Kept("people.delegations", _("结束了的委托"), THREE_YEARS, _PROOF, _delegations, retention.delete)
    )
    retention.register(
        Kept(
            "people.requests",
            _("答复过的资料申请"),
            THREE_YEARS,
            _("处理情况要留记录（个人信息保护法第五十六条）"),
            _requests,
            _drop_requests,
            floor=THREE_YEARS,
            floor_source=_("个人信息保护法第五十六条，至少三年"),
        )
    )
    retention.register(
        Kept(
            "people.left",
            _("搬走了的人的登记"),
            731,
            _("事情办完就不该再留（个人信息保护法第十九条）；两年是本地定的"),
            _gone,
            _forget,
        )
    )
