from datetime import timedelta

import pytest
from django.http import Http404

from mulin.core import events
from mulin.core.events import MeetingDecided, MeetingWanted
from mulin.core.gate import PASSER_BY, SYSTEM
from mulin.core.meetings.actions import (
    add_item,
    call,
    cancel,
    close,
    dispose,
    open_meeting,
    sign_in,
    sign_out,
    want,
)  # fmt: skip
from mulin.core.meetings.actions.calling import meeting_version
from mulin.core.meetings.models import AgendaItem, Attendance, Meeting
from mulin.core.people.actions import add_person
from mulin.core.records import checks
from mulin.core.records.models import Entry, Thread
from mulin.core.records.writing import writing
from mulin.core.refusals import Changed, Refusal
from tests.core.nouns import NOW, build, later

pytestmark = pytest.mark.django_db
START = later(days=3)


@pytest.fixture
def town():
    return build()


@pytest.fixture
def matter(town):
    """A thread that wants a meeting."""
    with writing(by=SYSTEM, now=NOW) as writer:
        thread = writer.open(
            kind="matter",
            place_code="GH",
            place_path=town.three.path,
            state="meeting",
            year=2026,
            title="路灯",
            public=True,
        )
        writer.entry(thread, "noted", {})
    return thread.number


@pytest.fixture
def heard(monkeypatch):
    """What meetings tell the others."""
    told = []
    monkeypatch.setitem(events._handlers, MeetingDecided, [told.append])
    return told


def wanted(matter):
    events.publish(MeetingWanted(matter, "路灯", "BG/GH/3/", NOW))
    return Meeting.objects.select_related("thread").get()


def called(town, matter):
    number = wanted(matter).thread.number
    call(number=number, starts_at=START, room="二楼", notice="都来", by=town.secretary, now=NOW)
    return number


def nothing_found():
    assert list(checks.findings()) == []


def test_a_matter_at_the_top_gets_a_meeting(town, matter):
    meeting = wanted(matter)
    assert (meeting.state, meeting.kind, meeting.place, meeting.convenor) == ("wanted", "council", town.gh, town.office)
    assert meeting.thread.number.startswith("GH-2026-")
    assert (meeting.thread.title, meeting.thread.public) == ("商议：路灯", True)
    assert meeting.agenda.get().about == matter
    assert want(number=matter, title="路灯", place_path="BG/GH/3/", now=NOW) == meeting  # not a second one
    assert Meeting.objects.count() == 1
    nothing_found()


def test_a_whole_meeting(town, matter, heard):
    number = called(town, matter)
    wang = add_person(name="王桂芳", place=town.door, by=SYSTEM, now=NOW)
    sign_in(number=number, person=wang, by=town.secretary, now=START)
    sign_in(number=number, office=town.head, by=town.secretary, now=START)
    guest = sign_in(number=number, name="路过的人", capacity="guest", by=town.secretary, now=START)
    sign_out(number=number, seat=guest.uuid, by=town.secretary, now=START + timedelta(minutes=20))
    dispose(number=number, order=1, text="换声控灯", by=town.secretary, now=START + timedelta(hours=1))
    assert heard == [MeetingDecided(number, matter, "换声控灯", town.secretary.ref, START + timedelta(hours=1))]
    close(number=number, summary="定了换灯。", by=town.secretary, now=START + timedelta(hours=2))
    meeting = Meeting.objects.select_related("thread").get()
    assert (meeting.state, meeting.summary, meeting.thread.state) == ("held", "定了换灯。", "held")
    verbs = list(Entry.objects.filter(thread=meeting.thread).order_by("seq").values_list("verb", flat=True))
    assert verbs == [
        "wanted", "item_added", "called", "signed_in", "signed_in", "signed_in", "signed_out", "disposed", "closed",
    ]  # fmt: skip
    said = "".join(Entry.objects.filter(thread=meeting.thread).values_list("payload", flat=True))
    assert "王桂芳" not in said  # nobody is named in the register
    assert "俞主任" not in said
    nothing_found()


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: Meeting.objects.update(room="三楼"),
        lambda: Meeting.objects.update(summary="什么都没定"),
        lambda: Meeting.objects.update(starts_at=NOW),
        lambda: Meeting.objects.update(state="cancelled"),
        lambda: Meeting.objects.update(convenor=None),
        lambda: Meeting.objects.update(place_path="BG/YX/"),
        lambda: AgendaItem.objects.update(disposition="不换"),
        lambda: AgendaItem.objects.all().delete(),
        lambda: Attendance.objects.all().delete(),
        lambda: Attendance.objects.update(capacity="unit"),
        lambda: Attendance.objects.update(office=None),
        lambda: Meeting.objects.all().delete(),
    ],
)
def test_verify_finds_what_was_changed_behind_the_register(town, matter, heard, tamper):
    number = called(town, matter)
    sign_in(number=number, office=town.head, by=town.secretary, now=START)
    dispose(number=number, order=1, text="换灯", by=town.secretary, now=START)
    close(number=number, summary="定了", by=town.secretary, now=START)
    nothing_found()
    tamper()
    assert [finding.where for finding in checks.findings()] == [number]


def test_what_was_left_over_waits_for_another_meeting(town, matter, heard):
    number = called(town, matter)
    sign_in(number=number, office=town.head, by=town.secretary, now=START)
    dispose(number=number, order=1, text="材料不全,下次再议", postponed=True, by=town.secretary, now=START)
    assert heard == []
    close(number=number, summary="留到下次", by=town.secretary, now=START)
    new = Meeting.objects.get(state="wanted")
    assert new.agenda.get().about == matter
    cancel(number=new.thread.number, reason="停电", by=town.secretary, now=START)
    assert Meeting.objects.get(state="wanted").agenda.get().about == matter
    assert Meeting.objects.count() == 3
    nothing_found()


def test_a_handler_that_fails_undoes_the_decision(town, matter, monkeypatch):
    def broken(event):
        raise RuntimeError

    monkeypatch.setitem(events._handlers, MeetingDecided, [broken])
    number = called(town, matter)
    sign_in(number=number, office=town.head, by=town.secretary, now=START)
    before = Entry.objects.count()
    with pytest.raises(RuntimeError):
        dispose(number=number, order=1, text="换灯", by=town.secretary, now=START)
    assert Entry.objects.count() == before
    assert AgendaItem.objects.get().disposition == ""
    nothing_found()


def test_a_meeting_nobody_asked_for(town):
    meeting = open_meeting(kind="talk", title="春季恳谈", place=town.gh, by=town.secretary, now=NOW, key="k")
    assert open_meeting(kind="talk", title="春季恳谈", place=town.gh, by=town.secretary, now=NOW, key="k") == meeting
    item = add_item(number=meeting.thread.number, title="乱停车", by=town.secretary, now=NOW, key="i")
    assert add_item(number=meeting.thread.number, title="乱停车", by=town.secretary, now=NOW, key="i") == item
    nothing_found()
    for wrong in ({"kind": "party"}, {"title": ""}, {"title": "长" * 500}, {"place": town.three}):
        with pytest.raises(Refusal):
            open_meeting(**{"kind": "talk", "title": "会", "place": town.gh, **wrong}, by=SYSTEM, now=NOW)


def test_agenda_items_name_threads_that_exist(town, matter):
    number = open_meeting(kind="talk", title="恳谈", place=town.gh, by=town.secretary, now=NOW).thread.number
    assert (
        add_item(number=number, title="路灯", about=f" {matter.lower()} ", by=town.secretary, now=NOW).about == matter
    )
    for about in ("GH-2026-999999-0", "GH-2026-000999-9", "随便"):
        with pytest.raises(Refusal):
            add_item(number=number, title="x", about=about, by=town.secretary, now=NOW)


def test_nobody_signs_in_twice(town, matter):
    number = called(town, matter)
    wang = add_person(name="王桂芳", place=town.door, by=SYSTEM, now=NOW)
    seat = sign_in(number=number, person=wang, by=town.secretary, now=START, key="a")
    assert sign_in(number=number, person=wang, by=town.secretary, now=START, key="a") == seat
    with pytest.raises(Refusal):
        sign_in(number=number, person=wang, by=town.secretary, now=START)
    sign_out(number=number, seat=seat.uuid, by=town.secretary, now=START)
    sign_in(number=number, person=wang, by=town.secretary, now=START)  # came back
    sign_in(number=number, name="同名的人", by=town.secretary, now=START)
    sign_in(number=number, name="同名的人", by=town.secretary, now=START)
    nothing_found()


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "长" * 500}, {"name": "某人", "capacity": "king"}, {"name": "某人", "capacity": "office"}],
)
def test_who_cannot_be_signed_in(town, matter, wrong):
    with pytest.raises(Refusal):
        sign_in(number=called(town, matter), **wrong, by=town.secretary, now=START)


def test_names_at_the_door(town, matter):
    number = called(town, matter)
    for name in ("𠮷田", "👵", "阿依古丽·买买提", "长" * 120):
        assert sign_in(number=number, name=name, by=town.secretary, now=START).name == name


def test_calling_again_tells_when_somebody_was_faster(town, matter):
    meeting = wanted(matter)
    number, before = meeting.thread.number, meeting_version(meeting)
    call(number=number, starts_at=START, room="二楼", by=town.secretary, now=NOW, based_on=before)
    with pytest.raises(Changed):
        call(number=number, starts_at=START, room="三楼", by=town.secretary, now=NOW, based_on=before)
    assert Meeting.objects.get().room == "二楼"


@pytest.mark.parametrize(
    "wrong", [{"room": ""}, {"room": "长" * 81}, {"title": "长" * 121}, {"kind": "x"}, {"notice": "长" * 2001}]
)
def test_what_is_no_call(town, matter, wrong):
    with pytest.raises(Refusal):
        call(number=wanted(matter).thread.number, **{"starts_at": START, "room": "r", **wrong}, by=SYSTEM, now=NOW)


def test_who_may(town, matter):
    number = called(town, matter)
    for viewer in (PASSER_BY, town.worker, town.stranger):
        for act in (
            lambda: call(number=number, starts_at=START, room="r", by=viewer, now=NOW),  # noqa: B023
            lambda: add_item(number=number, title="x", by=viewer, now=NOW),  # noqa: B023
            lambda: sign_in(number=number, name="x", by=viewer, now=START),  # noqa: B023
            lambda: dispose(number=number, order=1, text="x", by=viewer, now=START),  # noqa: B023
            lambda: close(number=number, summary="x", by=viewer, now=START),  # noqa: B023
            lambda: cancel(number=number, reason="x", by=viewer, now=START),  # noqa: B023
            lambda: open_meeting(kind="talk", title="x", place=town.gh, by=viewer, now=NOW),  # noqa: B023
        ):
            with pytest.raises(Http404):
                act()
    with pytest.raises(Http404):
        call(number="GH-2026-000777-1", starts_at=START, room="r", by=town.secretary, now=NOW)
    assert Thread.objects.filter(kind="meeting").count() == 1
