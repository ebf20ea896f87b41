"""How long rows of signing in are kept: looks, counters of tries, links, sessions, revoked cards, form tokens, jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mulin.core.access.actions.looks import let_go, old_seals
from mulin.core.access.models import Attempt, Card, LookSeal, OneTimeLink
from mulin.core.records import retention
from mulin.core.records.models import Once
from mulin.core.records.retention import Kept, before

SIX_MONTHS = 184
_LEAST_NEEDED = _("用完就没有用处了（个人信息保护法第十九条），天数是本地定的")


def _looks(now: datetime, days: int) -> QuerySet[LookSeal]:
    return old_seals(now=now, days=days)


def _drop_looks(seals: Sequence[LookSeal], now: datetime) -> int:
    return let_go(seals, now=now)


def _attempts(now: datetime, days: int) -> QuerySet[Attempt]:
    return Attempt.objects.filter(window_ends_at__lt=before(now, days)).order_by("pk")


def _links(now: datetime, days: int) -> QuerySet[OneTimeLink]:
    return OneTimeLink.objects.filter(expires_at__lt=before(now, days)).order_by("pk")


def _sessions(now: datetime, days: int) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before(now, days)).order_by("pk")


def _cards(now: datetime, days: int) -> QuerySet[Card]:
    return Card.objects.filter(revoked_at__lt=before(now, days)).order_by("pk")


def _once(now: datetime, days: int) -> QuerySet[Once]:
    # a demo's marks stay: by them its tour finds the stories, and a real installation knows and refuses it
    return Once.objects.filter(at__lt=before(now, days)).exclude(key__startswith="demo:").order_by("pk")


def register() -> None:
    """Name the classes of this package, and those of the register that have no name on them."""
    retention.register(
        Kept(
            "access.looks",
            _("谁看过谁的资料"),
            366,
            _("本人要能查得到；法律要求至少六个月"),
            _looks,
            _drop_looks,
            floor=SIX_MONTHS,
            floor_source=_("网络安全法第二十一条，网络日志至少六个月"),
        )
    )
    plain = retention.delete
    retention.register(Kept("access.attempts", _("输错密码的计数"), 1, _LEAST_NEEDED, _attempts, plain, most=1))
    retention.register(Kept("access.links", _("过期的一次性链接"), 30, _LEAST_NEEDED, _links, plain))
    retention.register(Kept("access.sessions", _("过期的登录状态"), 1, _LEAST_NEEDED, _sessions, plain))
    retention.register(Kept("access.cards", _("停用了的邻里卡"), 366, _LEAST_NEEDED, _cards, plain))
    retention.register(Kept("records.once", _("防止重复提交的记号"), 30, _LEAST_NEEDED, _once, plain))
