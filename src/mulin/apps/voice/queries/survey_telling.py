"""What the register says of a survey, in a neighbour's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mulin.core.records.writing import Line


def _closed(fact: dict[str, Any]) -> tuple[str, str]:
    n = sum(fact["answers"].values())
    return ngettext("问卷收齐了，收到 %(n)d 份", "问卷收齐了，收到 %(n)d 份", n) % {"n": n}, ""


def _opened(fact: dict[str, Any]) -> tuple[str, str]:
    n = fact["questions"]
    return ngettext("问卷开始了，%(n)d 道题", "问卷开始了，%(n)d 道题", n) % {"n": n}, ""


def _drawn(fact: dict[str, Any]) -> tuple[str, str]:
    n = fact["drawn"]
    return ngettext("照公布的办法抽了 %(n)d 户", "照公布的办法抽了 %(n)d 户", n) % {"n": n}, fact["code"]


TELL: dict[str, Callable[[dict[str, Any]], tuple[str, str]]] = {
    "survey_made": lambda _fact: (_("在准备一份问卷"), ""),
    "survey_announced": lambda fact: (_("公布了怎么抽样"), fact["seed"]),
    "survey_drawn": _drawn,
    "survey_opened": _opened,
    "survey_corrected": lambda fact: (_("改了问卷里的错别字"), f"{fact['was']} → {fact['now']}"),
    "survey_closed": _closed,
    "survey_published": lambda _fact: (_("公布了问卷的结果"), ""),
}


def tell(line: Line) -> tuple[str, str]:
    """The sentence and the text of one entry."""
    return TELL[line.verb](line.payload)
