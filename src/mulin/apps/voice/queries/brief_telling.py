"""What the register says of a brief, in a neighbour's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mulin.core.records.writing import Line


def _published(fact: dict[str, Any]) -> tuple[str, str]:
    n = len(fact["matters"])
    said = ngettext("公布了建议，以 %(n)d 件事为据", "公布了建议，以 %(n)d 件事为据", n) % {"n": n}
    return said, _("请%(asked)s办") % {"asked": fact["asked"]}


TELL: dict[str, Callable[[dict[str, Any]], tuple[str, str]]] = {
    "brief_made": lambda _fact: (_("在写一份建议"), ""),
    "brief_published": _published,
    "brief_answered": lambda fact: (_("%(asked)s答复了建议") % {"asked": fact["asked"]}, fact["text"]),
}


def tell(line: Line) -> tuple[str, str]:
    """The sentence and the text of one entry."""
    return TELL[line.verb](line.payload)
