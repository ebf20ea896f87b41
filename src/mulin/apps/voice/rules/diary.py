"""What may be done to an entry of the diary, as pure functions of when and what."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from mulin.core.refusals import Refusal

LONGEST = 20_000  # characters of one entry
CHANGEABLE = timedelta(days=1)
AHEAD = timedelta(minutes=5)  # a phone's clock may run so much fast
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OLDEST = timedelta(days=365 * 60)
WITH_WHOM, WITH_DAY = frozenset({"together"}), frozenset({"watched"})


def clean(text: str) -> str:
    """The text as it may be kept.

    Raises
    ------
    Refusal
        Empty or too long.
    """
    kept = text.replace("\x00", "").replace("\r\n", "\n").strip().encode("utf-8", "ignore").decode("utf-8")
    if not kept:
        raise Refusal(_("还没有写听到了什么。"))
    if len(kept) > LONGEST:
        raise Refusal(
            _("一次最多记 %(most)s 个字，现在有 %(now)s 个。请分成几条。") % {"most": LONGEST, "now": len(kept)}
        )
    return kept


def digest(text: str) -> str:
    """SHA-256 of the words, by which a form knows whether they are still those it was opened with."""
    return hashlib.sha256(text.encode()).hexdigest()


def moment(at: datetime) -> str:
    """A moment of writing as the name of that writing under its uuid.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 3, 2, 4, 0, 0, 7000, tzinfo=UTC))
    '1772424000007000'
    """
    return str((at - EPOCH) // timedelta(microseconds=1))


def check_heard(heard: datetime, now: datetime) -> None:
    """Insist on a moment at which something can have been heard.

    Raises
    ------
    Refusal
        In the future, or longer ago than anybody remembers.
    """
    if heard > now + AHEAD:
        raise Refusal(_("听到的时间不能在将来。"))
    if heard < now - OLDEST:
        raise Refusal(_("听到的时间太早了，请检查年份。"))


def check_way(way: str, whom: str, due_on: date | None) -> None:
    """Insist on what a way out needs: with whom it was settled, until when somebody is pressed.

    Raises
    ------
    Refusal
        It is missing.
    """
    if way in WITH_WHOM and not whom.strip():
        raise Refusal(_("协调解决要写和谁一起。"))
    if way in WITH_DAY and due_on is None:
        raise Refusal(_("限期督办要写到哪一天。"))


def may_change(received: datetime, now: datetime) -> bool:
    """Whether the words may still be changed.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 4, tzinfo=UTC)
    >>> may_change(noon, noon + timedelta(hours=24)), may_change(noon, noon + timedelta(hours=24, seconds=1))
    (True, False)
    """
    return now - received <= CHANGEABLE
