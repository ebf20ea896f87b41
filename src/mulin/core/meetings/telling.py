"""What the register says of a meeting, in a neighbour's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from mulin.core.records.writing import Line

_TELL: dict[str, Callable[[dict[str, Any]], tuple[str, str]]] = {
    "wanted": lambda fact: (_("要开一次会"), fact.get("title", "")),
    "called": lambda fact: (_("定了开会的时间地点"), fact.get("room", "")),
    "item_added": lambda fact: (_("加了一项议题"), fact.get("title", "")),
    "signed_in": lambda fact: (_("一人签到"), ""),
    "signed_out": lambda fact: (_("一人离场"), ""),
    "disposed": lambda fact: (_("一项议题有了结果"), fact.get("text", "")),
    "closed": lambda fact: (_("会开完了"), ""),
    "cancelled": lambda fact: (_("会取消了"), fact.get("reason", "")),
}


def tell(line: Line) -> tuple[str, str]:
    """The sentence and the text of one entry."""
    return _TELL[line.verb](line.payload)
