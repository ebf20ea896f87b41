"""Reading the register itself: lines, days, and whether a printed code still fits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from mulin.canon import code
from mulin.core.records.days import day_text
from mulin.core.records.models import Day, Entry
from mulin.core.records.writing import REGISTER


def entries() -> QuerySet[Entry]:
    """Every line, the newest first. What a line says in words is its app's to tell; here stands that it was said."""
    return Entry.objects.select_related("thread").order_by("-seq")


class Lines(Paginator):  # type: ignore[type-arg]  # generic only in the stubs
    """The register in pages. Its numbers have no gap, so that nothing need be counted or passed over for any page."""

    def __init__(self, per_page: int) -> None:
        super().__init__(entries(), per_page)

    @cached_property
    def count(self) -> int:
        """How many lines there are: the number of the last."""
        return Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0

    def page(self, number: int | str) -> Page:  # type: ignore[type-arg]
        """One page, the newest lines first."""
        number = self.validate_number(number)
        top = self.count - (number - 1) * self.per_page
        return Page(entries().filter(seq__lte=top, seq__gt=top - self.per_page), number, self)


def latest_day() -> Day | None:
    """The day sealed last."""
    return Day.objects.order_by("-date").first()


@dataclass(frozen=True)
class Standing:
    """A sealed day compared with the register of now."""

    day: Day
    seq: int
    head: str
    code_fits: bool
    head_fits: bool

    @property
    def whole(self) -> bool:
        """Whether nothing up to that day was rewritten, as far as its head can tell."""
        return self.code_fits and self.head_fits


def standing(day: Day) -> Standing:
    """Compare a sealed day with the register: its code again, and its head where it stood.

    The head fits only when the entry has the hash that was sealed; that the entries before it lead to that hash is
    computed by `mulin verify`.
    """
    before = Day.objects.filter(date__lt=day.date).order_by("-date").values_list("code", flat=True).first() or ""
    head = json.loads(day.heads).get(REGISTER, {"seq": 0, "head": ""})
    stored = Entry.objects.filter(seq=head["seq"]).values_list("hash", flat=True).first()
    return Standing(
        day=day,
        seq=head["seq"],
        head=head["head"],
        code_fits=code(day_text(day.date, day.heads, before)) == day.code,
        head_fits=head["seq"] == 0 or stored == head["head"],
    )
