"""What the register says of requests about one's own data: that they were made and answered, never about what."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from mulin.core.records.writing import Line

KIND = "rights"

_TELL: dict[str, Callable[[], str]] = {
    "rights.asked": lambda: _("有人申请查、改或删自己的资料"),
    "rights.given": lambda: _("把资料副本交给了本人"),
    "rights.corrected": lambda: _("照本人说的改了资料"),
    "rights.refused": lambda: _("没有同意申请，理由告诉了本人"),
    "rights.erased": lambda: _("照本人的申请删除了资料"),
    "redacted": lambda: _("删掉了申请里写的字"),
}


def tell(line: Line) -> tuple[str, str]:
    """The sentence of one entry; there is no text to show."""
    return _TELL[line.verb](), ""
