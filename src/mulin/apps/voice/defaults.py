"""What a new installation starts with: the response classes, dated data with its source, edited later as data."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from mulin.apps.voice.rules.categories import USUAL

LEAST = 10  # so many judged rounds make a share worth showing
SOURCE = gettext_noop("参照各地接诉即办的通行做法（非法规条文），本地可改")
LOCAL = gettext_noop("本地规定")
CLASSES = [  # code, names, hours, days, days of pause, and so many hours late for community, office, leaders
    ("danger", "有危险，2 小时", "danger: 2 hours", 2, 0, 3, (0, 2, 24)),
    ("utility", "水电气热，24 小时", "utilities: 24 hours", 24, 0, 7, (0, 24, 72)),
    ("ordinary", "一般的事，7 天", "ordinary: 7 days", 0, 7, 60, (24, 72, 168)),
    ("complex", "复杂的事，15 天", "complex: 15 days", 0, 15, 180, (24, 120, 336)),
]


def provide(*, using: str, **_: Any) -> None:
    """After a migration: when there is no response class at all, the usual ones; and so the categories."""
    _classes(using)
    _categories(using)


def _categories(using: str) -> None:
    from mulin.apps.voice.models import Category  # noqa: PLC0415

    if Category.objects.using(using).exists():
        return
    Category.objects.using(using).bulk_create(
        Category(**usual._asdict(), starts_on=date(2000, 1, 1), order=order) for order, usual in enumerate(USUAL)
    )


def _classes(using: str) -> None:
    from mulin.apps.voice.models import RateRule, ResponseClass  # noqa: PLC0415

    if not RateRule.objects.using(using).exists():
        RateRule.objects.using(using).create(least=LEAST, source=LOCAL, starts_on=date(2000, 1, 1))
    if ResponseClass.objects.using(using).exists():
        return
    ResponseClass.objects.using(using).bulk_create(
        ResponseClass(
            code=code,
            name=name,
            name_en=name_en,
            hours=hours,
            days=days,
            pause_days=pause,
            tell_community=late[0],
            tell_office=late[1],
            tell_leaders=late[2],
            source=SOURCE,
            starts_on=date(2000, 1, 1),
            order=order,
        )
        for order, (code, name, name_en, hours, days, pause, late) in enumerate(CLASSES)
    )
