"""The main job through the actions: said, made a matter, promised, delivered, judged, reopened one level higher."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.http import Http404

from mulin.apps.voice.actions import answering, intake, joining, judging, matters, slips
from mulin.apps.voice.actions.answering import Photo
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Commitment, Matter, Voice
from mulin.apps.voice.rules.matter import Phase
from mulin.core.gate import Viewer
from mulin.core.records import checks
from mulin.core.records.models import Entry
from mulin.core.refusals import Refusal
from tests.world import NOON, World, later, photo

pytestmark = pytest.mark.django_db


def heard(world: World, words: str = "楼道灯不亮，晚上不敢下楼。", **more: object) -> intake.Slip:
    given = {
        "by": world.worker,
        "now": NOON,
        "words": words,
        "channel": "counter",
        "place": world.door,
        "speaker": Speaker(person=world.wang),
        **more,
    }
    return intake.record(**given)


def opened(world: World, number: str, **more: object) -> Matter:
    given = {
        "number": number,
        "title": "3 幢楼道灯不亮",
        "description": "二楼到三楼的灯坏了。",
        "category": "shared",
        "klass": "ordinary",
        "ask": world.property,
        "by": world.worker,
        "now": later(hours=1),
        **more,
    }
    return matters.open_matter(**given)


def delivered(world: World, number: str, *, by: Viewer | None = None, start: float = 2) -> Matter:
    unit = by or world.unit
    matter = answering.promise(
        number=number, what="换灯", due=date(2026, 3, 5), by=unit, now=later(hours=start), key=f"p{start}"
    )
    commitment = Commitment.objects.filter(matter=matter).latest("pk")
    return answering.deliver(
        number=number,
        commitment=commitment.uuid,
        text="换好了",
        photos=[Photo(photo())],
        by=unit,
        now=later(hours=start + 1),
    )


def holder_of(slip: intake.Slip) -> Viewer:
    return Viewer(slips=frozenset({slip.voice.thread.number}))


def clean() -> bool:
    return list(checks.findings()) == []


def test_an_old_resident_says_it_is_solved(world: World) -> None:
    slip = heard(world)
    number = slip.voice.thread.number
    assert number.startswith("GH-2026-000001-")
    assert slips.fits(slip.voice, slip.secret.lower().replace("-", " "))
    matter = opened(world, number)
    assert matter.thread.number == number
    assert matter.phase == Phase.ASKED
    assert matter.due_at == slip.voice.recorded_at.replace(hour=16, minute=0) + timedelta(days=7)  # midnight there
    answering.accept(number=number, by=world.unit, now=later(hours=2))
    matter = delivered(world, number)
    assert (matter.phase, matter.outcome) == (Phase.DONE, "")
    matter = judging.judge(
        voice=number, heard=True, solved=True, satisfied=5, how="slip", by=holder_of(slip), now=later(days=1)
    )
    assert (matter.phase, matter.outcome) == (Phase.CLOSED, "solved")
    assert clean()


def test_not_solved_reopens_one_level_higher_up_to_a_meeting(world: World) -> None:
    slip = heard(world)
    number = slip.voice.thread.number
    opened(world, number)
    holders = []
    for level, unit in enumerate([world.unit, world.worker, world.clerk]):
        delivered(world, number, by=unit, start=2 + 30 * level)
        matter = judging.judge(
            voice=number,
            heard=True,
            solved=False,
            satisfied=2,
            how="slip",
            by=holder_of(slip),
            now=later(hours=10 + 30 * level),
            key=f"j{level}",
        )
        holders.append((matter.level, matter.holder.key, matter.phase))
    assert holders == [(1, "GH:committee", "open"), (2, "street:office", "open"), (3, "street:office", "meeting")]
    with pytest.raises(Refusal, match="不在办理中"):
        answering.promise(number=number, what="再来", due=date(2026, 3, 20), by=world.clerk, now=later(days=5))
    assert clean()


def test_only_those_who_spoke_judge(world: World) -> None:
    slip = heard(world)
    number = slip.voice.thread.number
    opened(world, number)
    delivered(world, number)
    say = {"voice": number, "heard": True, "solved": True, "satisfied": 5, "now": later(days=1)}
    with pytest.raises(Refusal, match="当初记录的人"):
        judging.judge(how="phone", by=world.worker, **say)
    with pytest.raises(Http404):
        judging.judge(how="phone", by=world.stranger, **say)
    with pytest.raises(Http404):
        judging.judge(how="slip", by=world.colleague, **say)
    unit_with_slip = Viewer(ref=world.unit.ref, groups=world.unit.groups, slips=frozenset({number}))
    with pytest.raises(Refusal, match="办这件事的单位"):
        judging.judge(how="slip", by=unit_with_slip, **say)
    assert judging.judge(how="phone", by=world.callback, **say).outcome == "solved"
    assert Entry.objects.get(verb="judged").on_behalf_of == str(world.wang.uuid)


def test_silence_is_never_solved(world: World) -> None:
    slip = heard(world)
    number = slip.voice.thread.number
    opened(world, number)
    delivered(world, number)
    assert judging.close_windows(now=later(days=7)) == 0
    assert judging.close_windows(now=later(days=8)) == 1
    assert Matter.objects.get().outcome == "unjudged"
    again = judging.say_again(voice=number, text="又不亮了", by=holder_of(slip), now=later(days=20))
    assert (again.level, again.phase, again.outcome) == (1, "open", "")
    assert clean()


def test_many_voices_the_majority_decides_and_the_share_is_kept(world: World) -> None:
    slips_ = [heard(world)]
    slips_ += [heard(world, f"我也看见了 {index}", speaker=Speaker(name=f"邻居{index}")) for index in range(2)]
    number = slips_[0].voice.thread.number
    opened(world, number)
    for slip in slips_[1:]:
        joining.link(voice=slip.voice.thread.number, matter=number, by=world.worker, now=later(hours=2))
    delivered(world, number, start=3)
    for slip, solved in zip(slips_, [True, False, False], strict=True):
        matter = judging.judge(
            voice=slip.voice.thread.number,
            heard=True,
            solved=solved,
            satisfied=3,
            how="slip",
            by=holder_of(slip),
            now=later(days=1),
        )
    assert (matter.level, matter.round) == (1, 2)
    assert '"share":[1,3,3]' in Entry.objects.get(verb="reopened").payload
    assert clean()


def test_declined_goes_to_the_office_the_same_moment(world: World) -> None:
    number = heard(world).voice.thread.number
    opened(world, number)
    matter = answering.decline(number=number, reason="灯杆归供电", by=world.unit, now=later(hours=3))
    assert (matter.holder, matter.phase) == (world.office, "returned")
    with pytest.raises(Http404):
        matters.ask(number=number, unit=world.water, by=world.worker, now=later(hours=4))
    matter = matters.ask(number=number, unit=world.water, by=world.clerk, now=later(hours=4))
    assert (matter.holder, matter.phase, matter.level) == (world.water, "asked", 0)


def test_another_date_wants_somebody_elses_yes(world: World) -> None:
    number = heard(world).voice.thread.number
    opened(world, number)
    answering.promise(number=number, what="换灯", due=date(2026, 3, 5), by=world.unit, now=later(hours=2))
    with pytest.raises(Refusal, match="要比原来的晚"):
        answering.propose_date(number=number, due=date(2026, 3, 4), text="忙", by=world.unit, now=later(hours=3))
    answering.propose_date(number=number, due=date(2026, 3, 9), text="灯没到货", by=world.unit, now=later(hours=3))
    matter = matters.agree_date(number=number, agreed=True, by=world.worker, now=later(hours=4))
    assert Commitment.objects.get().due_on == date(2026, 3, 9)
    assert matter.due_at == NOON.replace(hour=16) + timedelta(days=7)
    assert clean()


def test_proof_is_wanted_and_a_broken_photo_leaves_nothing(world: World) -> None:
    number = heard(world).voice.thread.number
    opened(world, number)
    answering.promise(number=number, what="换灯", due=date(2026, 3, 5), by=world.unit, now=later(hours=2))
    commitment = Commitment.objects.get().uuid
    before = Entry.objects.count()
    for photos in ([], [Photo(b"GIF89a not a photo")]):
        with pytest.raises((Refusal, ValueError)):
            answering.deliver(
                number=number, commitment=commitment, text="好了", photos=photos, by=world.unit, now=later(hours=3)
            )
    assert Entry.objects.count() == before
    assert Matter.objects.get().phase == "promised"


def test_a_second_press_records_once_and_shows_the_same_slip(world: World) -> None:
    first = heard(world, key="form-1")
    second = heard(world, key="form-1")
    assert first.secret == second.secret
    assert Voice.objects.count() == 1


def test_merging_keeps_every_slip_and_can_be_undone(world: World) -> None:
    old, young = heard(world), heard(world, "三楼也不亮", now=later(days=2), speaker=Speaker(person=world.li))
    a, b = old.voice.thread.number, young.voice.thread.number
    opened(world, a)
    opened(world, b, now=later(days=2, hours=1))
    matter = joining.merge(number=a, into=b, by=world.worker, now=later(days=3), reason="同一盏灯")
    assert matter.thread.number == b
    assert matter.clock_start == NOON  # the oldest voice governs
    assert matter.voice_count == 2
    assert clean()
    back = joining.unmerge(number=a, by=world.worker, now=later(days=4), reason="其实是两盏")
    assert (back.phase, back.voice_count) == ("open", 1)
    assert Matter.objects.get(thread__number=b).voice_count == 1
    assert clean()


def test_a_voice_whose_matter_was_merged_leaves_only_with_the_whole_matter(world: World) -> None:
    first, second = heard(world).voice.thread.number, heard(world).voice.thread.number
    opened(world, first)
    opened(world, second)
    joining.merge(number=second, into=first, by=world.worker, now=later(hours=2), reason="同一盏灯")
    with pytest.raises(Refusal, match="重新分开"):
        joining.unlink(voice=second, matter=first, by=world.worker, now=later(hours=3), reason="不是")
    joining.unmerge(number=second, by=world.worker, now=later(hours=3), reason="两盏灯")
    assert Matter.objects.get(thread__number=second).voice_count == 1


def test_forgetting_shreds_the_words_and_the_chain_stays_whole(world: World) -> None:
    slip = heard(world, "我家里的事不想留着。")
    number = slip.voice.thread.number
    intake.withdraw(number=number, by=holder_of(slip), now=later(hours=1), forget=True)
    voice = Voice.objects.select_related("words").get()
    assert voice.words.text == ""
    assert voice.state == "withdrawn"
    assert clean()


def test_a_stranger_finds_nothing(world: World) -> None:
    number = heard(world).voice.thread.number
    with pytest.raises(Http404):
        opened(world, number, by=world.stranger)
    with pytest.raises(Http404):
        intake.withdraw(number=number, by=Viewer(), now=later(hours=1))


@pytest.mark.parametrize(("words", "why"), [("  \n ", "还没有写"), ("字" * 20001, "最多记 20000")])
def test_bad_words_are_refused_in_words(world: World, words: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        heard(world, words)


@pytest.mark.parametrize("words", ["😀😀", "𠀀𪚥龘", "a\x00b", "半个 \ud83d 字", "<script>alert(1)</script>"])
def test_strange_characters_survive(world: World, words: str) -> None:
    slip = heard(world, words)
    assert Voice.objects.select_related("words").get(pk=slip.voice.pk).words.text
    assert clean()
