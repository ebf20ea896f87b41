"""Clocks: days end at local midnight, versions hold for what was opened under them, pauses end, late is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from mulin.apps.voice.actions import answering, clocks, intake, joining, judging, matters
from mulin.apps.voice.actions.rules import Version, set_class
from mulin.apps.voice.models import Matter, ResponseClass
from mulin.apps.voice.queries import classes
from mulin.apps.voice.queries.timeline import story
from mulin.apps.voice.rules import clock
from mulin.apps.voice.rules.clock import Allowance
from mulin.core.records import checks
from mulin.core.records.days import ZONE, end_of, local_day
from mulin.core.records.holidays import NOTICES
from mulin.core.records.workdays import Calendar
from mulin.core.refusals import Refusal
from tests.world import NOON, World, later

FIRST = datetime(1986, 1, 1, tzinfo=UTC)
moments = st.integers(0, 42 * 365 * 24 * 60).map(lambda minute: FIRST + timedelta(minutes=minute))
KNOWN = Calendar({day: works for notice in NOTICES for day, works, _name in notice.days()})


def is_midnight(moment: datetime) -> bool:
    local = moment.astimezone(ZONE)
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


@given(start=moments, days=st.integers(0, 400))
def test_a_due_day_ends_at_local_midnight_whatever_the_zone_did_that_year(start: datetime, days: int) -> None:
    end = clock.due(start, Allowance(days=days))
    assert is_midnight(end)
    assert clock.last_day(end) == local_day(start) + timedelta(days=days)
    assert end > start


@given(start=moments, days=st.integers(1, 40))
def test_working_days_end_at_the_midnight_of_a_worked_day(start: datetime, days: int) -> None:
    end = clock.due(start, Allowance(working_days=days), KNOWN)
    assert is_midnight(end)
    assert KNOWN.works(clock.last_day(end))
    assert KNOWN.count(local_day(start) + timedelta(days=1), clock.last_day(end)) == days
    assert end >= clock.due(start, Allowance(days=days))


@given(start=moments, minutes=st.integers(0, 5000), span=st.integers(0, 90), early=st.integers(0, 100_000))
def test_a_pause_moves_days_by_days_and_breaking_it_off_never_gives_more(
    start: datetime, minutes: int, span: int, early: int
) -> None:
    at = start + timedelta(minutes=minutes)
    until = local_day(at) + timedelta(days=span)
    back_at = min(at + timedelta(minutes=early), end_of(until))
    for allowance, working in (
        (Allowance(days=7), None),
        (Allowance(working_days=5), KNOWN),
        (Allowance(hours=24), None),
    ):
        end = clock.due(start, allowance, KNOWN)
        moved = clock.paused(end, at=at, until=until, working=working)
        back = clock.resumed(end, paused_at=at, at=back_at, working=working)
        assert end <= back <= moved
        assert is_midnight(moved) or allowance.hours
        assert is_midnight(back) or allowance.hours
        if not allowance.hours and working is None:
            assert (clock.last_day(moved) - clock.last_day(end)).days == clock.stood(at, until)


def opened(world: World, klass: str = "ordinary", now: datetime = NOON) -> str:
    number = intake.record(
        by=world.worker, now=now, words="灯不亮", channel="counter", place=world.door
    ).voice.thread.number
    matters.open_matter(
        number=number,
        title="楼道灯不亮",
        description="二楼",
        category="shared",
        klass=klass,
        ask=world.property,
        by=world.worker,
        now=now,
    )
    return number


def get(number: str) -> Matter:
    return Matter.objects.select_related("thread", "holder").get(thread__number=number)


FIVE = Version("一般的事", "ordinary", 0, 0, 5, 10, 24, 48, 72)


def test_a_new_version_holds_from_its_day_and_old_matters_keep_theirs(world: World) -> None:
    before = opened(world)
    set_class(code="ordinary", version=FIVE, starts_on=date(2026, 3, 3), source="区里的通知", by=world.clerk, now=NOON)
    same_day = opened(world)
    after = opened(world, now=later(days=1))
    assert clock.last_day(get(before).due_at) == clock.last_day(get(same_day).due_at) == date(2026, 3, 9)
    assert clock.last_day(get(after).due_at) == date(2026, 3, 10)  # Tuesday, and five working days
    assert classes.told(get(before)).source == ResponseClass.objects.get(code="ordinary", ends_on__isnull=False).source
    answering.explain(number=before, text="办不了", ground="没钱", by=world.unit, now=later(days=2))
    voice = get(before).links.get().voice
    judging.judge(
        voice=voice.thread.number,
        heard=True,
        solved=False,
        satisfied=1,
        how="phone",
        by=world.callback,
        now=later(days=2),
    )
    assert get(before).round == 2
    assert clock.last_day(get(before).due_at) == date(2026, 3, 11)  # seven days as when it was opened, not five
    assert not list(checks.findings())


def test_a_version_is_refused_when_it_makes_no_sense(world: World) -> None:
    def change(**more: object) -> Version:
        return Version(**{**{name: getattr(FIVE, name) for name in FIVE.__dataclass_fields__}, **more})

    def put(version: Version, day: date = date(2026, 4, 1), source: str = "通知", by=world.clerk) -> None:
        set_class(code="ordinary", version=version, starts_on=day, source=source, by=by, now=NOON)

    for wrong in (
        change(hours=2),
        change(working_days=0),
        change(tell_office=1),
        change(name=" "),
        change(working_days=999),
    ):
        with pytest.raises(Refusal):
            put(wrong)
    with pytest.raises(Refusal):
        put(FIVE, source=" ")
    with pytest.raises(Refusal, match="今天"):
        put(FIVE, day=date(2026, 3, 1))
    with pytest.raises(Http404):
        put(FIVE, by=world.worker)
    put(FIVE)
    with pytest.raises(Refusal, match="2026-04-01"):
        put(FIVE)


def test_an_older_voice_moves_the_end_by_whole_days(world: World) -> None:
    old = intake.record(by=world.worker, now=NOON, words="早说了", channel="counter", place=world.door)
    number = opened(world, now=later(days=2, hours=5))
    joining.link(voice=old.voice.thread.number, matter=number, by=world.worker, now=later(days=3))
    end = get(number).due_at
    assert is_midnight(end)
    assert clock.last_day(end) == date(2026, 3, 9)
    assert not list(checks.findings())


def test_pauses_are_limited_in_all_and_a_pause_broken_off_counts_what_it_took(world: World) -> None:
    number = opened(world, "utility")
    assert ResponseClass.objects.get(code="utility").pause_days == 7
    with pytest.raises(Refusal, match="最晚停到 2026-03-08"):
        clocks.pause(number=number, reason="party", until=date(2026, 3, 9), text="", by=world.worker, now=NOON)
    clocks.pause(number=number, reason="party", until=date(2026, 3, 8), text="出差", by=world.worker, now=NOON)
    assert get(number).due_at == later(hours=24) + (end_of(date(2026, 3, 8)) - NOON)
    clocks.resume(number=number, by=world.worker, now=later(days=2))
    assert get(number).due_at == later(days=3)
    with pytest.raises(Refusal, match="还能停 5 天"):
        clocks.pause(number=number, reason="party", until=date(2026, 3, 9), text="", by=world.worker, now=later(days=2))
    clocks.pause(number=number, reason="party", until=date(2026, 3, 8), text="", by=world.worker, now=later(days=2))
    assert clocks.end_pauses(now=later(days=6)) == 0
    assert clocks.end_pauses(now=later(days=7)) == 1
    assert clocks.end_pauses(now=later(days=7)) == 0
    with pytest.raises(Refusal, match="已经停满"):
        clocks.pause(number=number, reason="party", until=date(2026, 3, 9), text="", by=world.worker, now=later(days=7))
    assert get(number).paused_until is None
    assert not list(checks.findings())


def test_a_promise_during_a_pause_keeps_its_day(world: World) -> None:
    number = opened(world)
    clocks.pause(number=number, reason="season", until=date(2026, 3, 20), text="", by=world.worker, now=NOON)
    answering.promise(number=number, what="修", due=date(2026, 3, 25), by=world.unit, now=later(days=1))
    clocks.resume(number=number, by=world.worker, now=later(days=2))
    assert clock.last_day(get(number).due_at) == date(2026, 3, 25)
    assert not list(checks.findings())


def told(number: str) -> list[str]:
    return [line.what for line in story(get(number).thread) if line.verb == "late_told"]


def test_late_goes_up_one_step_at_a_time_and_never_twice(world: World) -> None:
    number = opened(world)
    end = get(number).due_at
    assert clocks.tell_late(now=end + timedelta(hours=23, minutes=59)) == 0
    assert clocks.tell_late(now=end + timedelta(hours=24)) == 1
    assert clocks.tell_late(now=end + timedelta(hours=24)) == 0
    after_a_week = end + timedelta(days=7)
    assert [clocks.tell_late(now=after_a_week) for _ in range(4)] == [1, 1, 0, 0]
    assert told(number) == ["晚了，报给桂花新村居委会", "晚了，报给街道办事处", "晚了，报给街道办事处领导班子"]
    assert get(number).holder == world.property  # telling takes nothing off whoever has to do it
    answering.promise(number=number, what="修", due=date(2026, 3, 20), by=world.unit, now=after_a_week)
    assert get(number).told == 0
    assert clocks.tell_late(now=end_of(date(2026, 3, 20)) + timedelta(hours=25)) == 1
    assert len(told(number)) == 4
    assert not list(checks.findings())


def test_danger_is_told_the_minute_it_is_late(world: World) -> None:
    number = opened(world, "danger")
    assert clocks.tell_late(now=later(hours=1, minutes=59)) == 0
    assert clocks.tell_late(now=later(hours=2)) == 1
    assert told(number) == ["晚了，报给桂花新村居委会"]
