"""The monthly report upwards (月报): its sections, each with figures, and what the office wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.models import Channel, Matter, MonthNote, Topic
from mulin.apps.voice.queries import categories, month, rates
from mulin.apps.voice.queries.month import Figures
from mulin.apps.voice.queries.rates import Narrow, Three
from mulin.apps.voice.rules.month import SECTIONS, Month
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.places.models import Place
from mulin.core.records.days import local_day

LATE, TOPICS = 20, 5
TITLES: dict[str, str | Promise] = {
    "heard": _("听到的"),
    "doing": _("办的"),
    "judged": _("评的"),
    "late": _("晚了的"),
    "topics": _("大家在说什么"),
    "raised": _("往上报的"),
    "meetings": _("开的会"),
}
NAMES: dict[str, str | Promise] = {
    "heard": _("听到的民声"),
    "about": _("归入事项的民声"),
    "opened": _("新立的事项"),
    "promised": _("答应办的"),
    "delivered": _("办完的"),
    "solved": _("评为解决了"),
    "not_solved": _("评为没有解决"),
    "unjudged": _("没有人来评"),
    "reopened": _("重新打开"),
    "late": _("今天还晚着"),
    "raised": _("晚了报上去的"),
    "meetings": _("开过的会"),
}
ACROSS = ("heard", "opened", "promised", "delivered", "solved", "not_solved", "unjudged", "reopened", "late")


@dataclass(frozen=True)
class Line:
    """One figure: what it is, how many, and to which rows it leads."""

    label: str
    n: int
    what: str
    place: str = ""
    key: str = ""
    parted: str = ""  # by what it is told apart: channel, category; empty for a whole

    @property
    def narrow(self) -> str:
        """What a link adds to lead to exactly its rows."""
        return urlencode({"place": self.place, "key": self.key})


@dataclass(frozen=True)
class Section:
    """One section with its figures and the office's comment."""

    code: str
    title: str
    lines: list[Line]
    note: MonthNote | None


@dataclass(frozen=True)
class Report:
    """Everything of a month, in one place or everywhere."""

    month: Month
    sections: list[Section]
    across: list[tuple[str, list[Line]]]
    three: Three
    late: list[Matter]
    topics: list[Topic]
    made_at: datetime
    communities: list[Place]
    heads: list[str] = field(default_factory=lambda: [str(NAMES[name]) for name in ACROSS])

    def lines(self) -> Iterable[tuple[str, Line]]:
        """Every figure with its section, those of the communities behind."""
        for section in self.sections:
            yield from ((section.code, line) for line in section.lines)
        for _place, lines in self.across:
            yield from (("places", line) for line in lines)


def _lines(found: Figures, month: Month) -> dict[str, list[Line]]:
    def whole(*names: str) -> list[Line]:
        return [Line(str(NAMES[name]), found.of(name), name, month.place) for name in names]

    def parted(what: str, by: str, names: dict[str, str]) -> list[Line]:
        keys = found.keys(what)
        return [Line(names.get(key, key), found.of(what, key=key), what, month.place, key, by) for key in keys]

    channels = {code: str(label) for code, label in Channel.choices}
    named = {key: categories.name(key) for what in ("about", "opened") for key in found.keys(what)}
    return {
        "heard": [*whole("heard"), *parted("heard", "channel", channels), *parted("about", "category", named)],
        "doing": [*whole("opened"), *parted("opened", "category", named), *whole("promised", "delivered")],
        "judged": whole("solved", "not_solved", "unjudged", "reopened"),
        "late": whole("late"),
        "topics": [],
        "raised": whole("raised"),
        "meetings": whole("meetings"),
    }


def report(asked: Month, places: list[Place], viewer: Viewer, *, now: datetime) -> Report:
    """Count and gather it; eight questions whatever the month."""
    found = month.figures(asked, now=now)
    lines = _lines(found, asked)
    notes = {row.section: row for row in MonthNote.objects.filter(month=asked.number, place_path=asked.place)}
    across = [
        (
            place.title,
            [Line(str(NAMES[name]), found.of(name, place=place.path), name, place.path) for name in ACROSS],
        )
        for place in places
        if not asked.place
    ]
    topics = gate.visible(Topic.objects.order_by("rank"), viewer, "list")
    late = month.rows("late", asked, "", now=now).select_related("thread", "holder")
    return Report(
        month=asked,
        sections=[Section(code, str(TITLES[code]), lines[code], notes.get(code)) for code in SECTIONS],
        across=across,
        three=rates.three(Narrow((asked.number,), place=asked.place), now=now, least=rates.least_on(local_day(now))),
        late=list(late[:LATE]),
        topics=list(topics.filter(place_path__below=asked.place)[:TOPICS] if asked.place else topics[:TOPICS]),
        made_at=now,
        communities=places,
    )
