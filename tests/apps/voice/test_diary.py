"""The diary: kept once, changed within a day, read by nobody else, drawn from, struck when somebody is forgotten."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from django.utils import timezone

from mulin.apps.voice.actions import diary
from mulin.apps.voice.actions.diary import Note, Settled
from mulin.apps.voice.actions.diary_handover import hand_over, take_back
from mulin.apps.voice.models import DiaryAddition, DiaryEntry, DiaryHandOver, DiaryThing, DiaryVoice, Voice
from mulin.apps.voice.queries import diary as queries
from mulin.core import gate
from mulin.core.access.models import Look
from mulin.core.gate import SYSTEM
from mulin.core.people import holdings
from mulin.core.records import checks, retention
from mulin.core.records.models import Entry, Findable
from mulin.core.refusals import Refusal
from tests.browsers import signed_in
from tests.world import NOON, World, later

DAY = timedelta(days=1)


def note(world: World, text: str = "楼道灯不亮", **more: object) -> Note:
    kept = {"heard_at": NOON, "written_at": NOON, "door": "3-201", "community": world.gh} | more
    return Note(text=text, **kept)  # type: ignore[arg-type]


def texts(rows: object) -> list[str]:
    return [row.text for row in rows]  # type: ignore[attr-defined]


def test_the_same_entry_sent_again_is_one_entry(world: World) -> None:
    one = note(world, settled=Settled("watched", whom="物业", due_on=date(2026, 3, 5)))
    for _ in range(3):
        diary.write(note=one, by=world.worker, now=NOON)
    assert (DiaryEntry.objects.count(), DiaryThing.objects.count(), Entry.objects.count()) == (1, 1, 0)
    assert DiaryEntry.objects.get().place == world.door


def test_entries_stand_in_the_order_in_which_things_were_heard(world: World) -> None:
    for minute in (3, 1, 2):
        diary.write(note=note(world, str(minute), heard_at=later(minutes=-minute)), by=world.worker, now=NOON)
    assert texts(queries.entries(world.worker)) == ["1", "2", "3"]


def test_later_words_of_one_phone_replace_its_earlier_ones_and_these_do_not_come_back(world: World) -> None:
    one = note(world, "先写的")
    diary.write(note=one, by=world.worker, now=NOON)
    two = replace(
        one,
        text="改过的",
        written_at=later(minutes=2),
        replaces=(NOON,),
        door="3-202",
        settled=Settled("watched", whom="物业", due_on=date(2026, 3, 5)),
    )
    for sent in (two, one, two):
        entry = diary.write(note=sent, by=world.worker, now=later(minutes=3))
    assert texts(DiaryEntry.objects.all()) == ["改过的"]
    assert (entry.door, entry.additions.count(), entry.things.count()) == ("3-202", 0, 1)
    after = note(world, "两天后才连上", written_at=later(minutes=9), uuid=one.uuid, replaces=(NOON, later(minutes=2)))
    for _ in range(2):
        diary.write(note=after, by=world.worker, now=later(days=2))
    assert texts(DiaryEntry.objects.all()) == ["改过的"]
    assert texts(DiaryAddition.objects.all()) == ["两天后才连上"]


@pytest.mark.parametrize("minutes", [-5, 5])
def test_words_that_were_not_before_her_are_never_overwritten(world: World, minutes: int) -> None:
    """A phone that is wrong about the time, or was without a connection, against what the tablet put right."""
    first = note(world, "灯不亮")
    entry = diary.write(note=first, by=world.worker, now=NOON)
    place = {"community": world.gh, "door": "3-201", "heard_at": NOON}
    diary.change(uuid=entry.uuid, text="灯不亮，平板上改的", by=world.worker, now=later(minutes=1), **place)
    diary.write(note=first, by=world.worker, now=later(minutes=2))  # the phone never heard that it had arrived
    mine = replace(first, text="灯不亮，手机上改的", written_at=later(minutes=minutes), replaces=(NOON,))
    for _ in range(2):
        diary.write(note=mine, by=world.worker, now=later(minutes=9))
    entry.refresh_from_db()
    assert (entry.text, texts(entry.additions.all())) == ("灯不亮，平板上改的", ["灯不亮，手机上改的"])


def test_a_form_opened_before_another_change_is_told_so_and_keeps_its_words(world: World) -> None:
    entry = diary.write(note=note(world), by=world.worker, now=timezone.now())
    client = signed_in("gh-worker", "worker", world.gh)
    page = f"/desk/diary/{entry.uuid}/"
    seen = re.findall(r'name="seen" value="([0-9a-f]{64})"', client.get(page).content.decode())
    typed = {"seen": seen, "community": world.gh.path, "heard_at": "2026-03-02T12:00"}
    assert client.post(f"{page}change/", typed | {"text": "平板"}).status_code == 302
    late = client.post(f"{page}change/", typed | {"text": "手机"})
    assert late.status_code == 422
    assert "另一台设备" in late.content.decode()
    assert "手机" in late.content.decode()
    entry.refresh_from_db()
    assert entry.text == "平板"


def test_words_are_changed_within_a_day_and_only_added_to_afterwards(world: World) -> None:
    entry = diary.write(note=note(world), by=world.worker, now=NOON)
    change = {"uuid": entry.uuid, "community": world.gh, "door": "3-202", "heard_at": NOON, "by": world.worker}
    diary.change(text="三楼的灯不亮", now=NOON + DAY, **change)
    with pytest.raises(Refusal):
        diary.change(text="改不了了", now=NOON + DAY + timedelta(seconds=1), **change)
    diary.add(uuid=entry.uuid, text="修好了", by=world.worker, now=later(days=9), key="k")
    diary.add(uuid=entry.uuid, text="修好了", by=world.worker, now=later(days=9), key="k")
    entry.refresh_from_db()
    assert (entry.text, entry.place.name, texts(entry.additions.all())) == ("三楼的灯不亮", "3 幢 202", ["修好了"])


@pytest.mark.parametrize(
    ("text", "settled", "heard"),
    [
        ("", None, NOON),
        (" \n", None, NOON),
        ("字" * 20_001, None, NOON),
        ("好", Settled("together"), NOON),
        ("好", Settled("watched", whom="物业"), NOON),
        ("好", None, later(minutes=6)),
        ("好", None, later(days=-365 * 61)),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    world: World, text: str, settled: Settled | None, heard: datetime
) -> None:
    with pytest.raises(Refusal, match="。"):
        diary.write(note=note(world, text, settled=settled, heard_at=heard), by=world.worker, now=NOON)
    assert not DiaryEntry.objects.exists()


def test_a_door_nobody_knows_is_kept_as_it_was_typed_and_makes_no_place(world: World) -> None:
    entry = diary.write(note=note(world, door="9-909"), by=world.worker, now=NOON)
    assert (entry.door, entry.place) == ("9-909", world.gh)


def test_nobody_else_reads_changes_or_takes_over_an_entry(world: World) -> None:
    one = note(world, "只有我看得到", settled=Settled("watched", due_on=date(2026, 3, 5)))
    entry = diary.write(note=one, by=world.worker, now=NOON)
    thing = entry.things.get().uuid
    for other in (world.colleague, world.stranger, world.callback, world.clerk, world.unit, SYSTEM):
        for purpose in ("read", "list", "search", "print", "export"):
            assert not gate.visible(DiaryEntry.objects.all(), other, purpose).exists()
        assert not queries.due(other, today=date(2026, 3, 9))
    for act in (
        lambda by: diary.write(note=replace(one, text="抢来的"), by=by, now=NOON),
        lambda by: diary.add(uuid=entry.uuid, text="多嘴", by=by, now=NOON),
        lambda by: diary.done(uuid=entry.uuid, thing=thing, by=by, now=NOON),
        lambda by: diary.tag(uuid=entry.uuid, people=[], household="", by=by, now=NOON),
        lambda by: diary.draw(uuid=entry.uuid, words="灯", place=world.door, person=None, by=by, now=NOON),
    ):
        with pytest.raises(Http404):
            act(world.colleague)
    assert (texts(DiaryEntry.objects.all()), Voice.objects.count()) == (["只有我看得到"], 0)


def test_what_is_late_stands_on_top_until_it_is_done(world: World) -> None:
    for text, day in (("后", 9), ("先", 3)):
        settled = Settled("watched", whom="物业", due_on=date(2026, 3, day))
        diary.write(note=note(world, text, settled=settled), by=world.worker, now=NOON)
    again = diary.write(note=note(world, "回头", follow_on=date(2026, 3, 5)), by=world.worker, now=NOON)
    due = queries.due(world.worker, today=date(2026, 3, 6))
    assert [(one.entry.text, one.late) for one in due] == [("先", True), ("回头", True), ("后", False)]
    diary.done(uuid=due[0].entry.uuid, thing=due[0].thing.uuid, by=world.worker, now=NOON)  # type: ignore[union-attr]
    diary.done(uuid=again.uuid, thing=None, by=world.worker, now=NOON)
    assert [one.entry.text for one in queries.due(world.worker, today=date(2026, 3, 6))] == ["后"]


def test_voices_are_drawn_from_an_entry_and_do_not_point_back(world: World) -> None:
    entry = diary.write(
        note=note(world, "王桂芳说灯不亮；她儿子欠着债", heard_at=later(hours=-5)), by=world.worker, now=NOON
    )
    slips = [
        diary.draw(
            uuid=entry.uuid, words=words, place=world.door, person=world.wang, by=world.worker, now=NOON, key=words
        )
        for words in ("灯不亮", "石阶松了", "灯不亮")
    ]
    assert [one.voice.pk for one in entry.drawn.order_by("pk")] == [slips[0].voice.pk, slips[1].voice.pk]
    voice = slips[0].voice
    assert (voice.channel, voice.words.text, voice.speaker, voice.heard_at) == (
        "diary",
        "灯不亮",
        world.wang,
        entry.heard_at,
    )
    said = " ".join(Entry.objects.values_list("payload", flat=True))
    assert str(entry.uuid) not in said
    assert "债" not in said
    assert not [one for check in checks.all_checks() for one in check.run() if not isinstance(one, int)]


def test_a_voice_of_another_diary_is_found_by_the_check(world: World) -> None:
    entry = diary.write(note=note(world), by=world.worker, now=NOON)
    diary.draw(uuid=entry.uuid, words="灯", place=world.door, person=None, by=world.worker, now=NOON)
    DiaryEntry.objects.update(author=world.colleague.ref)
    check = next(one for one in checks.all_checks() if one.name == "民情日记")
    assert ["不是从这本日记里提出来的" in one.what for one in check.run() if not isinstance(one, int)] == [True]


def test_words_are_found_in_ones_own_diary_alone(world: World) -> None:
    for by in (world.worker, world.colleague):
        entry = diary.write(note=note(world, f"灯不亮 {by.name}"), by=by, now=NOON)
        diary.add(uuid=entry.uuid, text="后来装了感应灯", by=by, now=NOON)
    for words in ("不亮", "感应", "灯", "3-201"):
        assert texts(queries.found(world.worker, words)) == [f"灯不亮 {world.worker.name}"]
    assert not queries.found(world.clerk, "灯")


def test_who_is_forgotten_is_struck_from_the_diary(world: World) -> None:
    tagged = diary.write(note=note(world, "3-201 王桂芳摔了一跤"), by=world.worker, now=NOON)
    diary.tag(uuid=tagged.uuid, people=[str(world.wang.uuid)], household="", by=world.worker, now=NOON)
    named = diary.write(note=note(world, "听李志强说王桂芳病了", door="3-202"), by=world.worker, now=NOON)
    diary.add(uuid=named.uuid, text="王桂芳出院了", by=world.worker, now=NOON)
    part = holdings.find("diary")
    assert part
    rows = list(part.lines(world.wang))
    assert len(rows) == 2
    assert not [row for row in rows if "摔" in row.text or "病" in row.text]
    assert part.erase(world.wang, SYSTEM, NOON).gone == 2
    assert texts(DiaryEntry.objects.order_by("pk")) == ["某人摔了一跤", "听李志强说某人病了"]
    assert texts(DiaryAddition.objects.all()) == ["某人出院了"]
    tagged.refresh_from_db()
    assert (tagged.door, tagged.place, tagged.people.count()) == ("", world.gh, 0)
    assert not list(part.lines(world.wang))
    assert not queries.found(world.worker, "王桂芳")


def test_a_diary_goes_after_ten_years(world: World) -> None:
    old = diary.write(note=note(world, "十年前"), by=world.worker, now=NOON)
    diary.draw(uuid=old.uuid, words="灯", place=world.door, person=None, by=world.worker, now=NOON)
    diary.write(note=note(world, "昨天", heard_at=later(days=3652)), by=world.worker, now=later(days=3653))
    before = Findable.objects.count()
    gone = {name: went for name, went in retention.run(now=later(days=3653, seconds=1)) if name == "voice.diary"}
    assert gone == {"voice.diary": 1}
    assert texts(DiaryEntry.objects.all()) == ["昨天"]
    assert not DiaryVoice.objects.exists()
    assert Findable.objects.count() < before


def test_people_of_elsewhere_are_not_tagged(world: World) -> None:
    entry = diary.write(note=note(world), by=world.worker, now=NOON)
    for unknown in (uuid4(), UUID(int=0)):
        with pytest.raises(Http404):
            diary.tag(uuid=entry.uuid, people=[str(unknown)], household="", by=world.worker, now=NOON)
    households, people = queries.living_at(entry, world.worker)
    assert (len(households), people) == (1, [world.wang])


def test_only_a_handing_over_lets_a_colleague_read_and_only_what_was_there(world: World) -> None:
    entry = diary.write(note=note(world, "交接前"), by=world.worker, now=NOON)
    diary.tag(uuid=entry.uuid, people=[str(world.wang.uuid)], household="", by=world.worker, now=NOON)
    hand_over(successor=UUID(world.colleague.ref.removeprefix("login:")), by=world.worker, now=later(minutes=1))
    diary.write(note=note(world, "交接后"), by=world.worker, now=later(minutes=2))
    assert texts(queries.entries(world.colleague, author=world.worker.ref)) == ["交接前"]
    assert not gate.visible(DiaryEntry.objects.all(), world.colleague, "search")
    assert not queries.entries(world.clerk, author=world.worker.ref)
    said = Look.objects.get()
    assert (said.subject, said.field, said.viewer) == (world.wang.uuid, "diary", world.colleague.ref)
    with pytest.raises(Http404):
        diary.add(uuid=entry.uuid, text="多嘴", by=world.colleague, now=NOON)
    with pytest.raises(Http404):
        take_back(handover=DiaryHandOver.objects.get().uuid, by=world.colleague, now=later(minutes=3))
    take_back(handover=DiaryHandOver.objects.get().uuid, by=world.worker, now=later(minutes=3))
    assert not queries.entries(world.colleague, author=world.worker.ref)


CANARY = "日记里的金丝雀甲子"


@pytest.mark.parametrize(
    ("name", "role", "place"),
    [("gh-colleague", "secretary", "gh"), ("office-1", "office", "street"), ("callback", "steward", "street")],
)
def test_no_page_of_anybody_else_holds_a_word_of_it(world: World, name: str, role: str, place: str) -> None:
    entry = diary.write(note=note(world, CANARY, heard_at=later(days=-1)), by=world.worker, now=NOON)
    own = signed_in("gh-worker", "worker", world.gh)
    assert CANARY in own.get("/desk/diary/").content.decode()
    assert CANARY in own.get(f"/desk/diary/?q={CANARY}").content.decode()
    other = signed_in(name, role, getattr(world, place))
    assert other.get(f"/desk/diary/{entry.uuid}/").status_code == 404
    assert other.get(f"/desk/diary/of/{entry.author.removeprefix('login:')}/").status_code == 404
    for page in ("/desk/", "/desk/diary/", "/desk/diary/due/", "/desk/voices/", "/office/", "/register/"):
        assert CANARY not in other.get(page).content.decode(), page
    for page in ("/desk/diary/", "/search/"):
        assert CANARY not in other.get(page, {"q": CANARY[:6]}).content.decode(), page
