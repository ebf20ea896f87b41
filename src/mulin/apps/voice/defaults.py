"""What a new installation starts with: the response classes, dated data with its source, edited later as data."""

from __future__ import annotations

from datetime import date
from typing import Any

SOURCE = "参照各地接诉即办的通行做法（非法规条文），本地可改"
CLASSES = [
    ("danger", "有危险，2 小时", "danger: 2 hours", 2, 0),
    ("utility", "水电气热，24 小时", "utilities: 24 hours", 24, 0),
    ("ordinary", "一般的事，7 天", "ordinary: 7 days", 0, 7),
    ("complex", "复杂的事，15 天", "complex: 15 days", 0, 15),
]


def provide(*, using: str, **_: Any) -> None:
    """After a migration: when there is no response class at all, the usual ones."""
    from mulin.apps.voice.models import ResponseClass  # noqa: PLC0415

    if ResponseClass.objects.using(using).exists():
        return
    ResponseClass.objects.using(using).bulk_create(
        ResponseClass(
            code=code,
            name=name,
            name_en=name_en,
            hours=hours,
            days=days,
            source=SOURCE,
            starts_on=date(2000, 1, 1),
            order=order,
        )
        for order, (code, name, name_en, hours, days) in enumerate(CLASSES)
    )
