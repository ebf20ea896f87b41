"""The three rates: only those who spoke count, silence is never solved, each round counts, every figure is its rows."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from mulin.apps.voice.actions import answering, clocks, intake, joining, judging, matters
from mulin.apps.voice.actions.answering import Photo
from mulin.apps.voice.models import Commitment, Matter, RateRule, Round
from mulin.apps.voice.queries import rates
from mulin.apps.voice.queries.rates import BY, PARTS, Narrow
from mulin.apps.voice.rules.rates import Rate, Which, months
from mulin.core.records import checks
from mulin.core.records.days import local_day
from tests.world import NOON, World, later, photo

MARCH = Narrow((202603,))
PHOTO = Photo(photo())


@given(n=st.integers(1, 3000), data=st.data())
def test_the_interval_holds_the_share_and_narrows_with_more(n: int, data: st.DataObject) -> None:
    good = data.draw(st.integers(0, n))
    low, high = Rate(good, n).interval
    assert 0 <= low <= Rate(good, n).percent <= high <= 100
    more = Rate(good * 100, n * 100).interval
    assert more[1] - more[0] <= high - low


def test_known_intervals() -> None:
    """Newcombe (1998), table I: 81 of 263, 15 of 148, 1 of 29; 95 in 100."""
    assert Rate(81, 263).interval == (25, 37)  # 0.2553 to 0.3662
    assert Rate(15, 148).interval == (6, 17)  # 0.0624 to 0.1605
    assert Rate(1, 29).interval == (0, 18)  # 0.0061 to 0.1718


def test_of_too_few_nothing_is_shown() -> None:
    assert not Rate(9, 9).enough
    assert Rate(9, 10).enough
    assert Rate(2, 3, least=3).enough


def test_months_go_back_over_the_year() -> None:
    assert months(202601, 2) == [202601, 202512]


class Street:
    """Matters that go through what the test says."""

    def __init__(self, world: World) -> None:
        self.world = world

    def heard(self, now=NOON) -> str:
        return intake.record(
            by=self.world.worker, now=now, words="灯", channel="counter", place=self.world.door
        ).voice.thread.number

    def opened(self, now=NOON, voices: int = 1, category: str = "shared") -> tuple[str, list[str]]:
        numbers = [self.heard(now) for _ in range(voices)]
        matters.open_matter(
            number=numbers[0],
            title="灯",
            description="灯",
            category=category,
            klass="ordinary",
            ask=self.world.property,
            by=self.world.worker,
            now=now,
        )
        for other in numbers[1:]:
            joining.link(voice=other, matter=numbers[0], by=self.world.worker, now=now)
        return numbers[0], numbers

    def promised(self, number: str, now) -> None:
        due = local_day(now) + timedelta(days=3)
        holder = Matter.objects.get(thread__number=number).holder
        by = self.world.unit if holder == self.world.property else self.world.worker
        answering.promise(number=number, what="修", due=due, by=by, now=now)

    def done(self, number: str, now) -> None:
        promise = Commitment.objects.filter(matter__thread__number=number, delivered_at=None).get()
        by = self.world.unit if promise.owner == self.world.property else self.world.worker
        answering.deliver(number=number, commitment=promise.uuid, text="好了", photos=[PHOTO], by=by, now=now)

    def judged(self, voice: str, solved: object, satisfied: int, now) -> None:
        judging.judge(
            voice=voice,
            heard=True,
            solved=bool(solved),
            satisfied=satisfied,
            how="phone",
            by=self.world.callback,
            now=now,
        )


@pytest.fixture
def street(world: World) -> Street:
    return Street(world)


def three(now, narrow: Narrow = MARCH) -> list[tuple[int, int, int]]:
    found = rates.three(narrow, now=now, least=10)
    return [(rate.good, rate.n, rate.silent) for rate in found]


def test_a_matter_not_due_yet_counts_nowhere_and_one_overdue_counts_as_unanswered(street: Street) -> None:
    number, _voices = street.opened()
    assert three(NOON) == [(0, 0, 0)] * 3
    end = Matter.objects.get(thread__number=number).due_at
    assert three(end) == [(0, 1, 1), (0, 0, 0), (0, 0, 0)]  # late from the very second
    street.promised(number, later(days=20))
    assert three(later(days=20)) == [(0, 1, 0), (0, 0, 0), (0, 0, 0)]


def test_answered_at_the_last_second_is_in_time(street: Street) -> None:
    number, _voices = street.opened()
    end = Matter.objects.get(thread__number=number).due_at
    street.promised(number, end - timedelta(seconds=1))
    assert three(later(days=1))[0] == (1, 1, 0)


def test_a_pause_is_no_lateness(street: Street, world: World) -> None:
    number, _voices = street.opened()
    clocks.pause(
        number=number, reason="party", until=local_day(later(days=12)), text="", by=world.worker, now=later(days=1)
    )
    assert three(later(days=14))[0] == (0, 0, 0)
    street.promised(number, later(days=15))
    assert three(later(days=15))[0] == (1, 1, 0)


def test_silence_is_non_response_and_never_solved(street: Street) -> None:
    number, _voices = street.opened()
    street.promised(number, later(hours=1))
    street.done(number, later(hours=2))
    judging.close_windows(now=later(days=9))
    assert three(later(days=9)) == [(1, 1, 0), (0, 0, 1), (0, 0, 1)]


def test_each_round_counts_and_broken_again_takes_solved_back(street: Street, world: World) -> None:
    number, (first, second) = street.opened(voices=2)
    street.promised(number, later(hours=1))
    street.done(number, later(hours=2))
    street.judged(first, solved=False, satisfied=2, now=later(hours=3))
    street.judged(second, solved=False, satisfied=4, now=later(hours=4))
    assert three(later(hours=4)) == [(1, 1, 0), (0, 1, 0), (0, 1, 0)]
    street.promised(number, later(days=1))
    street.done(number, later(days=2))
    street.judged(first, solved=True, satisfied=5, now=later(days=3))
    street.judged(second, solved=True, satisfied=4, now=later(days=3))
    assert three(later(days=3)) == [(2, 2, 0), (1, 2, 0), (1, 2, 0)]
    judging.say_again(voice=first, text="又暗了", by=world.worker, now=later(days=10))
    assert three(later(days=10)) == [(2, 2, 0), (0, 2, 0), (1, 2, 0)]
    assert [row.result for row in Round.objects.order_by("number")] == ["not_solved", "again", ""]
    assert not list(checks.findings())


def test_an_explanation_that_is_taken_is_judged_and_not_solved(street: Street, world: World) -> None:
    number, (voice,) = street.opened()
    answering.explain(number=number, text="没法", ground="管道", by=world.unit, now=later(hours=1))
    street.judged(voice, solved=True, satisfied=4, now=later(hours=2))
    assert three(later(hours=2)) == [(1, 1, 0), (0, 1, 0), (1, 1, 0)]


def test_what_was_merged_counts_once(street: Street, world: World) -> None:
    number, _one = street.opened()
    other, _two = street.opened()
    joining.merge(number=other, into=number, by=world.worker, now=later(hours=1), reason="同一件")
    assert three(later(days=30))[0] == (0, 1, 1)
    joining.unmerge(number=other, by=world.worker, now=later(hours=2), reason="两件")
    assert three(later(days=30))[0] == (0, 2, 2)
    assert not list(checks.findings())


def test_every_figure_is_exactly_its_rows(street: Street, world: World) -> None:
    """A random month: whole and in every grouping, counts by the engine equal the list behind the link."""
    dice, end = random.Random(5), later(days=27)  # noqa: S311 - a die
    for index in range(24):
        start = later(hours=index)
        number, voices = street.opened(start, dice.choice([1, 1, 3]), dice.choice(["shared", "noise"]))
        if dice.random() < 0.85:
            street.promised(number, start + timedelta(days=dice.choice([1, 2, 9])))
            street.done(number, start + timedelta(days=10))
            for voice in voices[: dice.choice([0, 1, 3])]:
                if Matter.objects.get(thread__number=number).phase == "done":
                    street.judged(voice, dice.random() < 0.7, dice.randint(1, 5), start + timedelta(days=11))
    judging.close_windows(now=end)
    assert all(sum(one) for one in three(end))
    narrows = [MARCH, Narrow((202603,), place="BG/GH/"), Narrow((202603,), unit=str(world.property.uuid))]
    narrows += [Narrow((202603,), category="noise"), Narrow((202603, 202602))]
    for narrow in narrows:
        whole = rates.three(narrow, now=end, least=1)
        for which, rate in whole.named():
            counted = {part: rates.rows(which, part, narrow, now=end).count() for part in PARTS}
            assert (rate.good, rate.n, rate.silent) == (counted["good"], counted["all"], counted["silent"])
            assert counted["good"] + counted["rest"] == counted["all"]
        for by in BY:
            found = rates.table(by, narrow, now=end, least=1).values()
            for index in range(3):
                assert sum(one[index].n for one in found) == whole[index].n
                assert sum(one[index].good for one in found) == whole[index].good
    assert not list(checks.findings())


@pytest.mark.django_db
def test_the_page_shows_no_share_of_few_and_links_lead_to_as_many_rows(world: World, monkeypatch) -> None:
    street, now = Street(world), later(days=9)
    for _ in range(3):
        number, _voices = street.opened()
        street.promised(number, later(hours=1))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    page = Client().get("/rates/").content.decode()
    assert "还太少（3 件）" in page
    assert "%</b>" not in page
    RateRule.objects.update(least=3)
    from django.core.cache import cache  # noqa: PLC0415

    cache.clear()
    page = Client().get("/rates/").content.decode()
    cache.clear()
    assert "100%" in page
    links = set(re.findall(r'href="(/rates/rows/\?rate=answered[^"]*)"', page))
    assert links
    for link in links:
        rows = Client().get(link.replace("&amp;", "&")).content.decode()
        wanted = 0 if "part=silent" in link else 3
        assert len(re.findall(r'<th scope="row">', rows)) == wanted


@pytest.mark.django_db
@pytest.mark.parametrize(
    "junk", ["?span=x&month=999999", "?unit=zz&place=%00&by=;", "?month=202613&category=%F0%9F%98%80"]
)
def test_a_strange_address_is_answered(junk: str) -> None:
    assert Client().get(f"/rates/{junk}").status_code == 200
    assert Client().get(f"/rates/rows/{junk}&rate=x&part=y&page=99").status_code == 200


def test_which_names_are_binding() -> None:
    assert [*Which] == ["answered", "solved", "satisfied"]
