"""What a program sent or asked, read into plain values; everything that is wrong is said at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

from mulin.apps.voice.actions.posting import Post, fingerprint
from mulin.apps.voice.queries.locating import Sure, locate
from mulin.apps.voice.queries.requests import CLOSED, OPEN, Asked
from mulin.apps.voice.rules.geo_services import SERVICES, Service, answers
from mulin.apps.voice.views.open311.answers import Wrong
from mulin.core.places.geometry import Point, e7
from mulin.core.places.models import Place
from mulin.core.refusals import Refusal

SPAN = timedelta(days=90)
MOST = 1000  # requests in one answer, by the specification
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,40})\](?:\[\d*\])?")


def clean(text: str) -> str:
    """Text as it may be stored."""
    return text.replace("\x00", "").strip()


def _list(text: str) -> tuple[str, ...]:
    return tuple(one for one in map(str.strip, text.split(",")) if one)


def check_jurisdiction(given: str, street: Place, host: str) -> None:
    """One machine serves one sub-district: its code, its host name, or nothing.

    Raises
    ------
    Wrong
        404: it is somebody else's.
    """
    if given and given.casefold() not in {street.code.casefold(), host.partition(":")[0].casefold()}:
        raise Wrong(404, _("没有这个 jurisdiction_id：%(given)s") % {"given": given[:80]})


def service_of(code: str) -> Service:
    """The service of a code.

    Raises
    ------
    Wrong
        400: none was given; 404: there is no such service.
    """
    if not code:
        raise Wrong(400, _("缺 service_code。"))
    if code not in SERVICES:
        raise Wrong(404, _("没有这个 service_code：%(given)s") % {"given": code[:80]})
    return SERVICES[code]


def read_moment(name: str, text: str) -> datetime | None:
    """A moment with its zone; nothing when nothing is written.

    Raises
    ------
    Wrong
        400: it is none.
    """
    if not text:
        return None
    try:  # a plus that was not encoded arrives as a blank
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not 1 < at.year < 9999:
        raise Wrong(400, _("%(name)s 要像 2026-11-24T08:00:00+08:00 这样写，带时区。") % {"name": name})
    return at


def asked_of(get: QueryDict, *, now: datetime) -> Asked:
    """Which requests are wanted.

    Raises
    ------
    Wrong
        400: a date, a status, too long a span, too many numbers; 404: a service there is not.
    """
    numbers = _list(clean(get.get("service_request_id", "")))
    if numbers:
        if len(numbers) > MOST:
            raise Wrong(400, _("一次最多问 %(most)s 个号。") % {"most": MOST})
        return Asked(numbers=numbers)
    services = _list(get.get("service_code", ""))
    for code in services:
        service_of(code)
    statuses = _list(get.get("status", ""))
    if not set(statuses) <= {OPEN, CLOSED}:
        raise Wrong(400, _("status 只能是 open 或者 closed。"))
    start, end = read_moment("start_date", get.get("start_date", "")), read_moment("end_date", get.get("end_date", ""))
    if start is None:
        start = (end or now) - SPAN
    if end is None:
        end = start + SPAN
    if end - start > SPAN:
        raise Wrong(400, _("start_date 和 end_date 之间最多 90 天。"))
    return Asked(services=services, statuses=statuses, start=start, end=end)


def page_of(get: QueryDict) -> tuple[int, int]:
    """First and last of the rows wanted (`page`, `page_size`: the usual extension).

    Raises
    ------
    Wrong
        400: no number, or out of range.
    """
    values = []
    for name, usual, most in (("page", 1, 100_000), ("page_size", MOST, MOST)):
        text = get.get(name, "") or str(usual)
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
            raise Wrong(400, _("%(name)s 要是 1 到 %(most)s 的整数。") % {"name": name, "most": most})
        values.append(int(text))
    page, size = values
    return (page - 1) * size, page * size


def _point(post: QueryDict, wrong: list[str]) -> Point | None:
    lat, lon = clean(post.get("lat", "")), clean(post.get("long", ""))
    if not lat and not lon:
        return None
    if not lat or not lon:
        wrong.append(_("lat 和 long 要一起给。"))
        return None
    try:
        return e7(lon, 180), e7(lat, 90)
    except Refusal as refusal:
        wrong.append(str(refusal))
        return None


def _attributes(post: QueryDict) -> Mapping[str, Sequence[str]]:
    given: dict[str, list[str]] = {}
    for name, values in post.lists():
        match = _ATTRIBUTE.fullmatch(name)
        if match:
            given.setdefault(match[1], []).extend(clean(str(value)) for value in values)
    return given


def _name(post: QueryDict) -> str:
    """Family name first, as here, unless it is written in letters."""
    first, last = clean(post.get("first_name", "")), clean(post.get("last_name", ""))
    return f"{first} {last}".strip() if f"{first}{last}".isascii() else f"{last}{first}"


def read_post(post: QueryDict, street: Place) -> tuple[Post, Sure]:
    """What was posted, checked, and how its place was found.

    Raises
    ------
    Wrong
        400 with everything that is wrong; 404: a service there is not.
    """
    service = service_of(clean(post.get("service_code", "")))
    wrong: list[str] = []
    point = _point(post, wrong)
    address, address_id = clean(post.get("address_string", "")), clean(post.get("address_id", ""))
    if point is None and not address and not address_id and not wrong:
        wrong.append(_("要说在哪里：lat 和 long，或者 address_string，或者 address_id。"))
    kept, faults = answers(service, _attributes(post))
    wrong += faults
    if wrong:
        raise Wrong(400, *wrong)
    place, sure = locate(street, point=point, address=address, address_id=address_id)
    sent = Post(
        service_code=service.code,
        words=post.get("description", ""),
        place=place,
        point=point,
        address=address or address_id,
        name=_name(post),
        phone=clean(post.get("phone", "")),
        email=clean(post.get("email", "")),
        media_url=clean(post.get("media_url", "")),
        answers=kept,
        print=fingerprint({name: values for name, values in post.lists() if name != "api_key"}),
    )
    return sent, sure
