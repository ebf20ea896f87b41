"""What a speaker may do with her own words afterwards, by whichever door: her slip, the counter, a paper form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.apps.voice.actions import intake, judging
from mulin.core.gate import Viewer
from mulin.core.refusals import Refusal


class Own(models.TextChoices):
    """The seven things."""

    MORE = "more", gettext_lazy("补充几句")
    CONFIRM = "confirm", gettext_lazy("看过了，没记错")
    AGAIN = "again", gettext_lazy("又出问题了")
    SHOW = "show", gettext_lazy("同意公开原话")
    HIDE = "hide", gettext_lazy("不再公开原话")
    WITHDRAW = "withdraw", gettext_lazy("收回")
    FORGET = "forget", gettext_lazy("收回并删掉原话")


WITH_WORDS = frozenset({Own.MORE, Own.AGAIN})


def act(*, number: str, what: str, text: str, by: Viewer, now: datetime, key: str = "") -> None:
    """Do one of the seven for the voice of that number.

    Raises
    ------
    Refusal
        What the action itself refuses, or words are wanted and none are there.
    Http404
        She is neither the speaker nor a worker acting for her.
    """
    if what in WITH_WORDS and not text.strip():
        raise Refusal(_("要补充的话还没有写。"))
    ways: dict[str, Callable[[], object]] = {
        Own.MORE: lambda: intake.correct(number=number, words=text, by=by, now=now, key=key),
        Own.CONFIRM: lambda: intake.confirm(number=number, by=by, now=now),
        Own.AGAIN: lambda: judging.say_again(voice=number, text=text, by=by, now=now, key=key),
        Own.SHOW: lambda: intake.consent(number=number, public=True, by=by, now=now),
        Own.HIDE: lambda: intake.consent(number=number, public=False, by=by, now=now),
        Own.WITHDRAW: lambda: intake.withdraw(number=number, by=by, now=now),
        Own.FORGET: lambda: intake.withdraw(number=number, by=by, now=now, forget=True),
    }
    ways[what]()
