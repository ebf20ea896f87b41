"""The three rates with how many they are of and how many said nothing; of too few no share is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from mulin.apps.voice.queries.rates import Narrow, least_on, table, three
from mulin.apps.voice.queries.rates import Three as Rates
from mulin.apps.voice.rules.rates import Rate, months
from mulin.core.records.days import local_day
from mulin.portal.api import shapes
from mulin.portal.api.declaring import Answer, Parameter, endpoint
from mulin.portal.api.parameters import PLACE

MONTHS = Parameter(
    "months",
    "How many months, this one included.",
    {"type": "integer", "minimum": 1, "maximum": 24, "default": 3},
)


def _rate(rate: Rate) -> dict[str, Any]:
    share = {"percent": rate.percent, "low": rate.interval[0], "high": rate.interval[1]} if rate.enough else None
    return {"n": rate.n, "silent": rate.silent, "share": share}


def _rates(found: Rates) -> dict[str, Any]:
    return {name: _rate(rate) for name, rate in found._asdict().items()}


@endpoint(
    "/api/v1/rates",
    name="rates",
    summary=gettext_lazy("响应率、解决率、满意率：全街道的和各社区的。"),
    schema=shapes.RATES,
    parameters=(MONTHS, PLACE),
)
def rates(given: Mapping[str, Any], now: datetime) -> Answer:
    """As on the page of the rates."""
    today = local_day(now)
    span = tuple(months(int(f"{today:%Y%m}"), given["months"]))
    narrow, least = Narrow(span, place=given.get("place", "")), least_on(today)
    by_place = table("community", narrow, now=now, least=least)
    value = {
        "months": [f"{month // 100}-{month % 100:02}" for month in span],
        "least": least,
        **_rates(three(narrow, now=now, least=least)),
        "places": [{"place": path, **_rates(found)} for path, found in sorted(by_place.items())],
    }
    return Answer(value)
