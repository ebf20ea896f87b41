"""What is held about somebody here: how she wants to be told, and what she was told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.core.gate import Viewer
from mulin.core.notifications.models import Notification, Wish
from mulin.core.people import holdings
from mulin.core.people.holdings import Done, Row
from mulin.core.people.models import Person


def _lines(person: Person) -> Iterator[Row]:
    where = _("捎话")
    for wish in Wish.objects.filter(person=person):
        said = [str(wish.get_way_display()), wish.address, str(wish.get_pace_display())]
        yield Row(wish.set_at, _("您要怎么告诉您"), " · ".join(part for part in said if part), where)
    for row in Notification.objects.filter(person=person).order_by("pk"):
        state = str(row.get_outcome_display()) or _("还没说到")
        yield Row(row.at, f"{row.get_way_display()} · {state}", row.text, row.number)


def _forget(person: Person, by: Viewer, now: datetime) -> Done:  # noqa: ARG001
    gone = Notification.objects.filter(person=person).delete()[0] + Wish.objects.filter(person=person).delete()[0]
    return Done(gone)


def register() -> None:
    """Join her copy and her erasure."""
    holdings.register(
        "notifications",
        gettext_lazy("怎么告诉您、告诉过您什么"),
        lines=_lines,
        erase=_forget,
        covers=["notifications.Wish", "notifications.Notification"],
    )
