"""The year as it stands in the register."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.rules.matter import Outcome, Phase
from mulin.core.access.models import Login, RoleGrant
from mulin.core.meetings.models import Meeting
from mulin.core.people.models import Person
from mulin.core.places.models import Kind, Place
from mulin.core.records import checks
from mulin.core.records.days import local_day, midnight
from mulin.core.records.models import Attachment, Day, Entry
from mulin.project.demo import build, diaries, year
from mulin.project.tick import tick
from tests.project.demo.conftest import FEW, TODAY, Home, lives_in


def test_it_is_a_year_of_life(demo: build.Built, all_stories: list[object]) -> None:
    outcomes = Counter(Matter.objects.values_list("outcome", flat=True))
    from_diaries = sum("title" in raw for writer in diaries.WRITERS for raw in diaries.entries(writer))
    assert sum(outcomes.values()) - from_diaries == len(all_stories) >= 60
    not_solved = sum(outcomes.values()) - outcomes[Outcome.SOLVED]
    assert not_solved >= 30
    assert outcomes[Outcome.SOLVED] > not_solved
    assert demo.actions <= 20_000
    assert demo.residents == Person.objects.count() > 2900
    assert Place.objects.filter(kind__in=[Kind.COMMUNITY, Kind.VILLAGE]).count() == 15


def test_nothing_is_wrong_with_it(demo: build.Built) -> None:
    assert list(checks.findings()) == []


def test_every_day_until_yesterday_is_sealed(demo: build.Built) -> None:
    today = local_day(timezone.now())
    days = list(Day.objects.order_by("date").values_list("date", flat=True))
    assert TODAY - timedelta(days=1) <= days[-1] < max(TODAY, today)  # a visitor of a later day seals the days before
    assert days == [days[0] + timedelta(days=step) for step in range(len(days))]
    assert len(days) >= 365


def test_time_only_goes_forward(demo: build.Built) -> None:
    moments = list(Entry.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert local_day(moments[-1]) <= max(TODAY, local_day(timezone.now()))


def test_something_waits_at_every_stage(demo: build.Built) -> None:
    phases = Counter(Matter.objects.values_list("phase", flat=True))
    for phase in (Phase.ASKED, Phase.ACCEPTED, Phase.RETURNED, Phase.PROMISED, Phase.PLANNED, Phase.DONE):
        assert phases[phase] >= 1, phase
    states = Counter(Voice.objects.values_list("state", flat=True))
    assert set(states) == set(Voice.State.values)
    assert states[Voice.State.WAITING] >= 12
    stack = Voice.objects.filter(stack__isnull=False)
    assert stack.count() >= 3
    assert not stack.exclude(slip_printed_at=None).exists()
    assert Meeting.objects.filter(state=Meeting.State.HELD).count() >= 3


def test_danger_is_answered_within_two_hours(demo: build.Built) -> None:
    dangers = Matter.objects.filter(klass="danger")
    assert dangers.count() >= 5
    for matter in dangers:
        first = Entry.objects.filter(thread=matter.thread, verb__in=["promised", "explained"]).earliest("seq")
        assert first.at - matter.clock_start <= timedelta(hours=2), matter


def test_what_was_delivered_can_be_seen(demo: build.Built, demo_home: Home) -> None:
    rows = Attachment.objects.all()
    assert rows.count() >= 100
    assert all((demo_home.files / row.path).is_file() for row in rows)


def test_nobody_who_owned_a_matter_judged_it(demo: build.Built) -> None:
    units = {f"login:{uuid}" for uuid in Login.objects.filter(kind=Login.Kind.UNIT).values_list("uuid", flat=True)}
    assert units
    assert not Entry.objects.filter(verb="judged", actor__in=units).exists()
    by_workers = Entry.objects.filter(verb="judged", actor__startswith="login:").values_list("actor", flat=True)
    callback = RoleGrant.objects.get(role="callback").login
    assert Counter(by_workers)[f"login:{callback.uuid}"] >= 50


Head = tuple[int, str, str]


def _head() -> Head:
    last = Entry.objects.latest("seq")
    return last.seq, last.hash, Day.objects.latest("date").code


@pytest.fixture(scope="module")
def head_of_another(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Head:
    """The end of the register that the same seed and day gave in a file of its own."""
    folder = tmp_path_factory.mktemp("another")
    with django_db_blocker.unblock(), lives_in(Home(folder / "mulin.sqlite3", folder / "files")):
        build.build(FEW)
        return _head()


@pytest.mark.django_db
def test_it_can_be_built_into_the_database_of_the_run(head_of_another: Head) -> None:
    """And the same seed and day give the same register, on another database too."""
    assert build.is_empty()
    built = build.fill(FEW)
    assert build.standing() == built
    assert not build.is_empty()
    assert _head() == head_of_another
    assert head_of_another[0] > 200
    said = Entry.objects.count()
    tick(midnight(TODAY) + year.MORNING)
    assert Entry.objects.count() == said  # what falls due was done already; doing it again changes nothing
    assert Matter.objects.filter(outcome=Outcome.SOLVED).count() >= 3


@pytest.mark.django_db
def test_a_build_that_does_not_verify_fails_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    found = checks.Finding("#1", "不对")
    monkeypatch.setattr(checks, "findings", lambda: iter([found]))
    monkeypatch.setattr(year, "live", lambda *_args, **_words: None)
    with pytest.raises(build.DemoIsWrong, match="#1"):
        build.fill(build.Options(TODAY, residents=60, communities=("CP",)))
