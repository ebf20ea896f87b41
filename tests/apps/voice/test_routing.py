"""Who answers for what where, and handing on: the first receiver stays responsible until the other says yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from mulin.apps.voice.actions import answering, handover, intake, matters
from mulin.apps.voice.actions.routes import add_route, end_route
from mulin.apps.voice.models import Matter, Route
from mulin.apps.voice.queries import categories as known
from mulin.apps.voice.queries import routes
from mulin.apps.voice.queries.timeline import story
from mulin.apps.voice.rules.routing import choose
from mulin.core.groups.queries import units_for
from mulin.core.places.models import Place
from mulin.core.records import checks
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal
from tests.browsers import signed_in
from tests.world import NOON, World, later

TODAY = local_day(NOON)


@pytest.fixture(autouse=True)
def nothing_known_from_before():
    cache.clear()
    yield
    cache.clear()


@dataclass(frozen=True)
class Way:
    place_path: str
    category: str


PATHS = ["BG/", "BG/GH/", "BG/GH/3/", "BG/YX/"]
ways = st.lists(
    st.builds(Way, st.sampled_from(PATHS), st.sampled_from(["", "noise", "clean"])), max_size=8, unique=True
)


@given(found=ways, path=st.sampled_from(["BG/GH/3/201/", "BG/GH/4/", "BG/YX/1/"]))
def test_the_nearest_place_wins_and_there_the_category(found: list[Way], path: str) -> None:
    chosen = choose(found, path, "noise")
    fitting = [way for way in found if path.startswith(way.place_path) and way.category in {"", "noise"}]
    if not fitting:
        assert chosen is None
        return
    assert chosen in fitting
    deepest = max(len(way.place_path) for way in fitting)
    assert len(chosen.place_path) == deepest
    assert chosen.category == "noise" or not any(
        way.category == "noise" and len(way.place_path) == deepest for way in fitting
    )


def suggested(world: World, category: str, day: date = TODAY) -> routes.Suggestion:
    cache.clear()
    units = units_for(world.door.path)
    return routes.suggestions(world.door.path, known.names().items(), units=units, day=day)[category]


def add(world: World, place: Place, category: str, unit, *, day: date = TODAY) -> Route:
    return add_route(
        place=place, category=category, unit=unit, starts_on=day, source="街道会议", by=world.clerk, now=NOON
    )


def test_the_office_is_the_fallback_and_routes_come_and_go_by_day(world: World) -> None:
    assert suggested(world, "utilities").unit == world.office
    assert "兜底" in suggested(world, "utilities").why
    add(world, world.street, "utilities", world.water)
    add(world, world.gh, "", world.property, day=TODAY + timedelta(days=2))
    assert suggested(world, "utilities").unit == world.water
    assert "自来水营业所" in suggested(world, "utilities").why
    assert "街道会议" in suggested(world, "utilities").why
    assert suggested(world, "noise").unit == world.office
    assert suggested(world, "utilities", TODAY + timedelta(days=2)).unit == world.property
    end_route(route=Route.objects.get(category=""), by=world.clerk, now=NOON)
    assert suggested(world, "utilities", TODAY + timedelta(days=2)).unit == world.water


def test_a_later_route_ends_the_one_before_and_nonsense_is_refused(world: World) -> None:
    first = add(world, world.gh, "noise", world.property)
    add(world, world.gh, "noise", world.committee, day=TODAY + timedelta(days=5))
    first.refresh_from_db()
    assert first.ends_on == TODAY + timedelta(days=4)
    with pytest.raises(Refusal, match="停掉"):
        add(world, world.gh, "noise", world.property, day=TODAY + timedelta(days=3))
    with pytest.raises(Refusal, match="今天"):
        add(world, world.gh, "clean", world.property, day=TODAY - timedelta(days=1))
    with pytest.raises(Http404):
        add_route(
            place=world.gh, category="", unit=world.property, starts_on=TODAY, source="x", by=world.worker, now=NOON
        )


def test_gaps_are_named_place_by_place(world: World) -> None:
    add(world, world.street, "utilities", world.water)
    add(world, world.gh, "noise", world.committee)
    cache.clear()
    found = {gap.category: gap for gap in routes.gaps(known.names().items(), day=TODAY)}
    assert "utilities" not in found
    assert [place.name for place in found["noise"].places] == ["银杏里社区"]
    assert found["clean"].everywhere
    page = signed_in("office-1", "office", world.street).get("/desk/routes/").content.decode()
    assert "银杏里社区没有单位管" in page


def test_opening_by_the_table_asks_its_unit_and_says_why(world: World) -> None:
    now_day = date.today()  # noqa: DTZ011 - the page reads the clock
    Route.objects.create(
        place=world.gh,
        place_path=world.gh.path,
        category="shared",
        unit=world.property,
        starts_on=now_day - timedelta(days=2),
        source="街道会议",
        set_by="x",
        set_at=NOON,
    )
    number = intake.record(
        by=world.worker, now=NOON, words="灯", channel="counter", place=world.door
    ).voice.thread.number
    client = signed_in("gh-worker", "worker", world.gh)
    assert "街道会议" in client.get(f"/desk/voice/{number}/").content.decode()
    data = {
        "title": "灯",
        "description": "坏了",
        "category": "shared",
        "klass": "ordinary",
        "ask": "routed",
        "key": "k",
    }
    assert client.post(f"/desk/voice/{number}/open/", data).status_code == 302
    matter = Matter.objects.get()
    assert matter.holder == world.property
    asked = next(line for line in story(matter.thread) if line.verb == "asked")
    assert "按分工表：桂花新村社区的楼道与公共设施归桂花新村物业" in asked.text


def accepted(world: World) -> str:
    number = intake.record(
        by=world.worker, now=NOON, words="水", channel="counter", place=world.door
    ).voice.thread.number
    matters.open_matter(
        number=number,
        title="水",
        description="漏",
        category="utilities",
        klass="ordinary",
        ask=world.property,
        by=world.worker,
        now=NOON,
    )
    answering.accept(number=number, by=world.unit, now=later(hours=1))
    return number


def get(number: str) -> Matter:
    return Matter.objects.select_related("thread", "holder").get(thread__number=number)


def test_who_received_it_first_stays_responsible_until_the_other_agrees(world: World) -> None:
    number = accepted(world)
    end = get(number).due_at
    with pytest.raises(Refusal, match="先接的负责到底"):
        matters.ask(number=number, unit=world.water, by=world.worker, now=later(hours=2))
    handover.hand_over(number=number, unit=world.water, text="是总管", by=world.unit, now=later(hours=2))
    assert (get(number).holder, get(number).due_at) == (world.property, end)
    assert "对方答应以前，还由桂花新村物业负责" in story(get(number).thread)[-1].what
    for nobody in (world.unit, world.stranger):
        with pytest.raises((Refusal, Http404)):
            handover.answer_handover(number=number, agreed=True, text="", by=nobody, now=later(hours=3))
    assert get(number).holder == world.property
    handover.answer_handover(number=number, agreed=False, text="是户内的管", by=world.water_unit, now=later(hours=3))
    assert (get(number).holder, get(number).handover) == (world.property, "")
    handover.hand_over(number=number, unit=world.water, text="看过了，是总管", by=world.unit, now=later(hours=4))
    handover.answer_handover(number=number, agreed=True, text="", by=world.water_unit, now=later(hours=5))
    assert (get(number).holder, get(number).phase, get(number).due_at) == (world.water, "accepted", end)
    with pytest.raises(Http404):
        answering.promise(number=number, what="修", due=TODAY, by=world.unit, now=later(hours=6))
    assert not list(checks.findings())


def test_a_promise_ends_a_handover_and_the_other_unit_sees_what_is_offered(world: World) -> None:
    number = accepted(world)
    handover.hand_over(number=number, unit=world.water, text="是总管", by=world.worker, now=later(hours=2))
    client = signed_in("unit-water", None, world.street)
    assert number in client.get("/unit/").content.decode()
    page = client.get(f"/unit/matter/{number}/").content.decode()
    assert "接不接" in page
    answering.promise(number=number, what="先堵上", due=TODAY + timedelta(days=1), by=world.unit, now=later(hours=3))
    assert get(number).handover == ""
    with pytest.raises(Refusal):
        handover.answer_handover(number=number, agreed=True, text="", by=world.water_unit, now=later(hours=4))
    assert number not in client.get("/unit/").content.decode()
    assert not list(checks.findings())
