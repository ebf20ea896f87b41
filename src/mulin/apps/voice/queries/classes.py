"""Response classes: what may be chosen today, and the version a matter was opened under."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mulin.apps.voice.defaults import LOCAL
from mulin.apps.voice.models import Matter, ResponseClass
from mulin.core.language import title

KEY, SECONDS = "mulin.response-classes", 60


class Told(NamedTuple):
    """A class as pages show it: its name, how long it has, and where that comes from."""

    name: str
    span: str
    source: str


def versions() -> list[ResponseClass]:
    """Every version of every class, asked of the database at most once a minute."""
    rows: list[ResponseClass] | None = cache.get(KEY)
    if rows is None:
        rows = list(ResponseClass.objects.order_by("order", "code", "starts_on"))
        cache.set(KEY, rows, SECONDS)
    return rows


def name_of(row: ResponseClass) -> str:
    """Its name in the visitor's language."""
    return title(row.name, row.name_en)


def span_of(row: ResponseClass) -> str:
    """How long it has, in words."""
    if row.hours:
        return ngettext("%(n)d 小时", "%(n)d 小时", row.hours) % {"n": row.hours}
    if row.working_days:
        return ngettext("%(n)d 个工作日", "%(n)d 个工作日", row.working_days) % {"n": row.working_days}
    return ngettext("%(n)d 天", "%(n)d 天", row.days) % {"n": row.days}


def on(day: date) -> list[ResponseClass]:
    """The version of each class that holds on a day."""
    return [row for row in versions() if row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)]


def choices(day: date) -> list[tuple[str, str]]:
    """Code and name of the classes that may be chosen on a day."""
    return [(row.code, name_of(row)) for row in on(day)]


def told(matter: Matter) -> Told:
    """The version a matter was opened under."""
    for row in versions():
        if row.code == matter.klass and row.starts_on == matter.klass_from:
            return Told(name_of(row), span_of(row), _(row.source or LOCAL))
    return Told(matter.klass, "", _(LOCAL))
