"""Every address × every kind of visitor × GET and POST: who is let in, and planted words that nobody else may read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from mulin.apps.voice.actions import answering, intake, matters
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Matter, Voice
from mulin.core.access.viewers import SLIPS
from mulin.core.pages import Admission
from mulin.core.records.days import local_day
from mulin.core.records.models import Entry, Once, Thread
from tests.browsers import signed_in
from tests.world import World, build

CANARY = "只有社区能看的原话甲乙丙"
NAME, PHONE = "王桂芳", "00000001001"
NOBODYS = "c0ffee00-0000-4000-8000-000000000000"  # a uuid under which there is nothing


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one


def admission(pattern: URLPattern) -> Admission | None:
    return getattr(pattern.callback, "admission", None)


ALL = list(patterns(get_resolver()))
VISITORS = ("passer-by", "worker", "worker elsewhere", "callback", "office", "unit", "other unit")


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def visitors(world: World) -> dict[str, Client]:
    known = {
        "passer-by": Client(),
        "worker": signed_in("gh-worker", "worker", world.gh),
        "worker elsewhere": signed_in("yx-worker", "worker", world.yx),
        "callback": signed_in("callback", "callback", world.street),
        "office": signed_in("office-1", "office", world.street),
        "unit": signed_in("unit-gh-property", None, world.gh),
        "other unit": signed_in("unit-water", None, world.street),
    }
    assert tuple(known) == VISITORS
    return known


@pytest.fixture
def numbers(world: World) -> dict[str, str]:
    """A waiting voice, and a matter that a unit works on; both private words."""
    now = timezone.now()
    said = []
    for words in (f"{CANARY}一", f"{CANARY}二"):
        slip = intake.record(
            by=world.worker,
            now=now,
            words=words,
            channel="counter",
            place=world.door,
            speaker=Speaker(person=world.wang),
        )
        said.append(slip.voice.thread.number)
    matters.open_matter(
        number=said[1],
        title="楼道灯",
        description="坏了",
        category="shared",
        klass="ordinary",
        ask=world.property,
        by=world.worker,
        now=now,
    )
    due = local_day(now) + timedelta(days=2)
    answering.promise(number=said[1], what="换灯", due=due, by=world.unit, now=now)
    answering.want_call(number=said[1], text="在家吗", by=world.unit, now=now)
    return {"waiting": said[0], "running": said[1]}


def test_every_address_declares_who_may_see_it() -> None:
    silent = [route for route, pattern in ALL if admission(pattern) is None]
    assert silent == []
    assert len(ALL) > 60


def address(route: str, pattern: URLPattern, world: World, number: str) -> str:
    given = {
        "number": number,
        "uuid": str(world.wang.uuid),
        "person": str(world.wang.uuid),
        "stack": NOBODYS,
        "group": str(world.property.uuid),
        "pk": "1",
        "order": "1",
        "what": "open",
        "name": "say",
        "value": "m",
        "kind": "staff",
        "role": "worker",
    }
    names = list(pattern.pattern.converters) or list(getattr(pattern.pattern.regex, "groupindex", {}))
    written = route.lstrip("^").rstrip("$")
    for name in names:
        value = given.get(name) or NOBODYS
        written = re.sub(rf"<(?:\w+:)?{name}>|\(\?P<{name}>[^)]*\)", value, written)
    return "/" + written.replace("\\", "")


def may_enter(rule: Admission, visitor: str, world: World) -> bool:
    viewer = {
        "worker": world.worker,
        "worker elsewhere": world.stranger,
        "callback": world.callback,
        "office": world.clerk,
        "unit": world.unit,
        "other unit": world.water_unit,
    }.get(visitor)
    if rule.everybody:
        return True
    return viewer is not None and rule.admits(viewer)


def look_at(answer: HttpResponse, *, rule: Admission, visitor: str, enters: bool, told: str) -> None:
    """What one visitor got for one request: never a fault, never more than she may see."""
    assert answer.status_code < 500, told
    if told.split(maxsplit=1)[0].upper() not in rule.methods:
        assert answer.status_code in {405, 404, 302}, told
    elif not enters:
        assert answer.status_code in {302, 404}, told
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/in/"), told
    body = b"" if answer.streaming else answer.content
    if visitor in {"passer-by", "worker elsewhere", "unit", "other unit"}:
        assert CANARY.encode() not in body, told
        assert NAME.encode() not in body, told
    if not (enters and "/phone/" in told):  # the pages that show a number, and write down that they did
        assert PHONE.encode() not in body, told


@pytest.mark.parametrize("visitor", VISITORS)
def test_the_whole_map_for_every_visitor(
    visitor: str, world: World, visitors: dict[str, Client], numbers: dict[str, str]
) -> None:
    """Whoever is not admitted gets 404 or the door, whatever the method; nobody gets a 500; private words stay."""
    seen = 0
    for route, pattern in ALL:
        rule = admission(pattern)
        assert rule is not None
        enters = may_enter(rule, visitor, world)
        for where in dict.fromkeys(address(route, pattern, world, number) for number in numbers.values()):
            methods = ["get"] if where.startswith(("/in/out/", "/tour", "/demo")) else ["get", "post"]
            for method in methods:
                answer = getattr(visitors[visitor], method)(where)
                told = f"{method} {where} as {visitor}: {answer.status_code}"
                look_at(answer, rule=rule, visitor=visitor, enters=enters, told=told)
                seen += 1
    assert seen > 500


def test_post_without_a_token_is_refused(world: World, numbers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    for route, pattern in ALL:
        rule = admission(pattern)
        assert rule is not None
        if "POST" in rule.methods:
            where = address(route, pattern, world, numbers["running"])
            assert client.post(where).status_code in {403, 404}, where


def test_reading_changes_nothing(world: World, visitors: dict[str, Client], numbers: dict[str, str]) -> None:
    def state() -> list[object]:
        return [
            list(Thread.objects.order_by("pk").values_list()),
            list(Matter.objects.order_by("pk").values_list()),
            list(Voice.objects.order_by("pk").values_list()),
            Entry.objects.count(),
            Once.objects.count(),
        ]

    before = state()
    for route, pattern in ALL:
        where = address(route, pattern, world, numbers["running"])
        for client in (visitors["worker"], visitors["unit"], visitors["office"]):
            client.get(where)
    assert state() == before


def test_a_slip_opens_only_its_own_voice(world: World, numbers: dict[str, str]) -> None:
    client = Client()
    session = client.session
    session[SLIPS] = [numbers["waiting"]]
    session.save()
    assert CANARY in client.get(f"/slip/{numbers['waiting']}/").content.decode()
    assert client.get(f"/slip/{numbers['running']}/").status_code == 404
    assert client.post(f"/slip/{numbers['running']}/withdraw/").status_code == 404
