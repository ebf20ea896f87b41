"""办得怎么样: the three rates in plain words for everybody, and exactly the rows behind every figure."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import dateformat, timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.apps.voice.queries import categories, rates
from mulin.apps.voice.queries.paging import Deep
from mulin.apps.voice.queries.rates import BY, PARTS, Narrow, Three
from mulin.apps.voice.rules.rates import Which, months
from mulin.core.groups.models import Group
from mulin.core.pages import page
from mulin.core.places.models import Place
from mulin.core.places.queries import asked_place, communities
from mulin.core.records.days import local_day

ROWS = 20
SPANS = {1: gettext_lazy("这个月"), 3: gettext_lazy("最近三个月"), 12: gettext_lazy("最近一年")}
GROUPS = dict(
    zip(BY, (gettext_lazy("按社区"), gettext_lazy("按单位"), gettext_lazy("按类别"), gettext_lazy("按月")), strict=True)
)
Chosen = dict[str, str | int]


class Line(NamedTuple):
    """A row of the table: what it is of, the rates, and how a link narrows to it."""

    name: str
    three: Three
    link: str


def month_name(month: int) -> str:
    """2026年11月."""
    return dateformat.format(date(month // 100, month % 100, 1), _("Y年n月"))


def this_month(now: datetime) -> int:
    """The month on the wall calendar: 202611."""
    return int(f"{local_day(now):%Y%m}")


def span_of(now: datetime, span: int = 3) -> Narrow:
    """So many months up to this one, everywhere."""
    return Narrow(tuple(months(this_month(now), span)))


def asked_month(text: str) -> int:
    """A month as addresses of rates write it, 202611; 0 when it is none."""
    known = text.isascii() and text.isdecimal() and len(text) == 6
    return int(text) if known and text[:4] >= "2000" and 1 <= int(text[4:]) <= 12 else 0


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""


def narrow_of(request: HttpRequest, now: datetime) -> tuple[Narrow, Chosen]:
    """What the address asks for, and the same as the parameters of a link."""
    get = request.GET
    span = int(get["span"]) if get.get("span") in {str(span) for span in SPANS} else 3
    month = asked_month(get.get("month", ""))
    wanted = {
        "place": asked_place(get.get("place", "")),
        "unit": _uuid(get.get("unit", "")),
        "category": get.get("category", "")[:40].replace("\x00", ""),
    }
    narrow = Narrow((month,) if month else span_of(now, span).months, **wanted)
    kept: Chosen = {name: value for name, value in wanted.items() if value}
    return narrow, kept | ({"month": month} if month else {"span": span})


def _of_what(narrow: Narrow) -> list[str]:
    """What the figures are narrowed to, in words."""
    found: list[str] = []
    if narrow.place:
        found += [place.title for place in Place.objects.filter(path=narrow.place)]
    if narrow.unit:
        found += [unit.title for unit in Group.objects.filter(uuid=narrow.unit)]
    if narrow.category:
        found.append(categories.name(narrow.category))
    return found


def _lines(by: str, found: dict[Any, Three], chosen: Chosen) -> list[Line]:
    """The groups that have figures, named: places in their order, months latest first, others the largest first."""
    names: dict[Any, tuple[str, Chosen]]
    if by == "community":
        names = {place.path: (place.title, {"place": place.path}) for place in communities()}
    elif by == "unit":
        units = Group.objects.filter(pk__in=found)
        names = {unit.pk: (unit.title, {"unit": str(unit.uuid)}) for unit in units}
    elif by == "category":
        names = {code: (categories.name(code), {"category": code}) for code in found}
    else:
        names = {month: (month_name(month), {"month": month}) for month in sorted(found, reverse=True)}
    order = [key for key in names if key in found]
    if by in {"unit", "category"}:
        order.sort(key=lambda key: (-found[key].answered.n, names[key][0]))
    return [Line(names[key][0], found[key], urlencode(_with(chosen, names[key][1]))) for key in order]


def _with(chosen: Chosen, more: Chosen) -> Chosen:
    both = chosen | more
    if "month" in both:
        both.pop("span", None)
    return both


@page(everybody=True)
def overview(request: HttpRequest) -> HttpResponse:
    """The three rates, and a table of them."""
    now = timezone.now()
    narrow, chosen = narrow_of(request, now)
    by = request.GET.get("by", "")
    by = by if by in BY else "community"
    least = rates.least_on(local_day(now))
    lines = _lines(by, rates.table(by, narrow, now=now, least=least), chosen)
    context = {
        "three": rates.three(narrow, now=now, least=least).named(),
        "link": urlencode(chosen),
        "page": Paginator(lines, ROWS).get_page(request.GET.get("page")),
        "of_what": _of_what(narrow),
        "month": month_name(narrow.months[0]) if "month" in chosen else "",
        "span": chosen.get("span"),
        "spans": SPANS,
        "by": by,
        "groups": GROUPS,
        "least": least,
    }
    return render(request, "voice/rates.html", context)


@page(everybody=True)
def rows(request: HttpRequest) -> HttpResponse:
    """The rounds behind one figure."""
    now = timezone.now()
    narrow, chosen = narrow_of(request, now)
    which = Which(request.GET["rate"]) if request.GET.get("rate") in {*Which} else Which.ANSWERED
    part = request.GET.get("part", "")
    part = part if part in PARTS else "all"
    context = {
        "page": Deep(rates.rows(which, part, narrow, now=now), ROWS).get_page(request.GET.get("page")),
        "which": str(which),
        "part": part,
        "parts": PARTS,
        "of_what": _of_what(narrow),
        "months": [month_name(month) for month in (narrow.months[-1], narrow.months[0])],
        "link": urlencode(chosen),
        "now": now,
    }
    return render(request, "voice/rate_rows.html", context)
