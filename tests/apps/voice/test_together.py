"""What belongs together: split and undone, unmerged after delivery, the oldest clock, a flood joined by one press."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client

from mulin.apps.voice.actions import intake, joining, judging, splitting
from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.queries import voices
from mulin.apps.voice.rules.matter import Phase
from mulin.core.gate import Viewer
from mulin.core.records import checks
from mulin.core.records.models import Entry
from mulin.core.refusals import Refusal
from tests.apps.voice.test_main_job import clean, delivered, heard, holder_of, opened
from tests.browsers import signed_in
from tests.world import NOON, World, later

pytestmark = pytest.mark.django_db


def split(world: World, number: str, moving: list[str], **more: object) -> Matter:
    given = {
        "voices": moving,
        "title": "单元门关不上",
        "description": "一单元的门。",
        "category": "property",
        "klass": "ordinary",
        "reason": "说的是门，不是灯",
        "by": world.worker,
        "now": later(days=2),
        **more,
    }
    return splitting.split(number=number, **given)


def three(world: World) -> tuple[str, str, str]:
    """A matter of three voices; the second was recorded first."""
    second = heard(world, "门关不上").voice.thread.number
    first = heard(world, now=later(hours=5)).voice.thread.number
    third = heard(world, "单元门坏了", now=later(hours=6)).voice.thread.number
    opened(world, first, now=later(hours=7))
    for number in (second, third):
        joining.link(voice=number, matter=first, by=world.worker, now=later(hours=8), reason="")
    return first, second, third


def facts(number: str) -> tuple[object, ...]:
    row = Voice.objects.select_related("words").get(thread__number=number)
    return row.words.text, row.slip_mac, row.recorded_at, row.heard_at, row.recorded_by


def test_some_voices_become_a_matter_of_their_own_and_both_have_their_own_clock(world: World) -> None:
    first, second, third = three(world)
    before = [facts(number) for number in (first, second, third)]
    shared = Matter.objects.get(thread__number=first)
    assert shared.clock_start == NOON, "the oldest voice governs"
    new = split(world, first, [second, third])
    old = Matter.objects.get(thread__number=first)
    assert (new.thread.number, new.voice_count, new.clock_start) == (second, 2, NOON)
    assert (old.voice_count, old.clock_start) == (1, later(hours=5))
    assert old.due_at is not None
    assert shared.due_at is not None
    assert old.due_at >= shared.due_at
    assert [entry.verb for entry in Entry.objects.filter(thread=old.thread)][-3:] == ["unlinked", "unlinked", "split"]
    assert list(Entry.objects.filter(thread=new.thread).values_list("verb", flat=True))[-1] == "opened"
    assert [facts(number) for number in (first, second, third)] == before
    assert clean()
    joining.merge(number=second, into=first, by=world.worker, now=later(days=3), reason="还是一件")
    again = Matter.objects.get(thread__number=first)
    assert (again.voice_count, again.clock_start) == (3, NOON)
    joining.unmerge(number=second, by=world.worker, now=later(days=4), reason="就是两件")
    assert Matter.objects.get(thread__number=second).voice_count == 2
    assert [facts(number) for number in (first, second, third)] == before
    assert clean()


def test_what_cannot_be_split_off(world: World) -> None:
    first, second, third = three(world)
    for moving, why in (([], "请勾选"), ([first], "不能单独拆出去"), ([first, second, third], "不能单独拆出去")):
        with pytest.raises(Refusal, match=why):
            split(world, first, moving)
    with pytest.raises(Refusal, match="为什么"):
        split(world, first, [second], reason=" ")
    with pytest.raises(Http404):
        split(world, first, [second], by=world.stranger)
    elsewhere = heard(world, "另一条").voice.thread.number
    with pytest.raises(Refusal, match="不在这件事里"):
        split(world, first, [elsewhere])
    assert Matter.objects.count() == 1
    assert clean()


def test_a_climbed_matter_gives_its_height_to_what_is_split_off(world: World) -> None:
    numbers = three(world)
    first, second, _third = numbers
    delivered(world, first, start=20)
    for number in numbers:
        by, at = Viewer(slips=frozenset({number})), later(hours=30)
        judging.judge(voice=number, heard=True, solved=False, satisfied=1, how="slip", by=by, now=at)
    matter = Matter.objects.get(thread__number=first)
    assert matter.level > 0
    new = split(world, first, [second])
    assert (new.level, new.holder_id) == (matter.level, matter.holder_id)
    assert clean()


def test_a_merged_matter_is_unmerged_after_the_other_was_delivered(world: World) -> None:
    one, two = heard(world), heard(world, "二楼的灯", now=later(hours=1))
    a, b = one.voice.thread.number, two.voice.thread.number
    opened(world, a, now=later(hours=2))
    opened(world, b, now=later(hours=2))
    before = [facts(a), facts(b)]
    joining.merge(number=a, into=b, by=world.worker, now=later(hours=3), reason="同一盏灯")
    assert Matter.objects.get(thread__number=b).clock_start == NOON
    matter = delivered(world, b, start=4)
    assert matter.phase == Phase.DONE
    back = joining.unmerge(number=a, by=world.worker, now=later(days=1), reason="是两盏灯")
    home = Matter.objects.get(thread__number=b)
    assert (back.phase, back.voice_count, back.clock_start) == (Phase.OPEN, 1, NOON)
    assert back.due_at is not None
    assert (home.phase, home.voice_count, home.clock_start) == (Phase.DONE, 1, later(hours=1))
    assert [facts(a), facts(b)] == before
    judging.judge(voice=b, heard=True, solved=True, satisfied=5, how="slip", by=holder_of(two), now=later(days=2))
    assert Matter.objects.get(thread__number=b).outcome == "solved"
    with pytest.raises(Refusal, match="不是评议的时候"):
        judging.judge(voice=a, heard=True, solved=True, satisfied=5, how="slip", by=holder_of(one), now=later(days=2))
    assert clean()


def test_a_voice_taken_out_meanwhile_stays_out_and_a_chain_of_merges_opens_from_its_end(world: World) -> None:
    a, extra, b, c = (heard(world, f"第{n}盏灯").voice.thread.number for n in range(4))
    for number in (a, b, c):
        opened(world, number)
    joining.link(voice=extra, matter=a, by=world.worker, now=later(hours=2), reason="")
    joining.merge(number=a, into=b, by=world.worker, now=later(hours=3), reason="同一件")
    joining.unlink(voice=extra, matter=b, by=world.worker, now=later(hours=4), reason="不是")
    joining.merge(number=b, into=c, by=world.worker, now=later(hours=5), reason="同一件")
    with pytest.raises(Refusal, match=f"请先把 {b} 分开"):
        joining.unmerge(number=a, by=world.worker, now=later(hours=6), reason="不是")
    joining.unmerge(number=b, by=world.worker, now=later(hours=6), reason="不是")
    joining.unmerge(number=a, by=world.worker, now=later(hours=7), reason="不是")
    assert [Matter.objects.get(thread__number=n).voice_count for n in (a, b, c)] == [1, 1, 1]
    assert Voice.objects.get(thread__number=extra).state == "waiting"
    assert clean()


def flood(world: World, count: int) -> list[str]:
    return [
        intake.record(
            by=Viewer(), now=NOON, words="楼下垃圾站太臭了", channel="web", place=world.gh, with_slip=False
        ).voice.thread.number
        for _ in range(count)
    ]


def test_a_thousand_equal_voices_are_one_row_and_one_press_joins_them_all(world: World) -> None:
    flood(world, 1000)
    other = heard(world, "楼道灯不亮", now=later(minutes=1)).voice.thread.number
    elsewhere = intake.record(by=world.clerk, now=NOON, words="楼下垃圾站太臭了", channel="web", place=world.yx)
    heaps = list(voices.pile(world.worker))
    assert [heap["n"] for heap in heaps] == [1000, 1]
    page = signed_in("gh-worker", "worker", world.gh).get("/desk/voices/").content.decode()
    assert "一字不差的有 1000 条" in page
    first = Voice.objects.get(pk=heaps[0]["first"]).thread.number
    matter = opened(world, first, same=True)
    assert matter.voice_count == 1000
    assert Voice.objects.filter(state="linked").count() == 1000
    assert {heap["n"] for heap in voices.pile(world.clerk)} == {1}
    elsewhere.voice.refresh_from_db()
    assert elsewhere.voice.state == "waiting", "the same words elsewhere are another thing"
    assert Voice.objects.get(thread__number=other).state == "waiting"
    assert list(checks.findings()) == []


def test_named_voices_are_opened_together(world: World) -> None:
    a, b, c = (heard(world, f"第{n}盏灯不亮").voice.thread.number for n in range(3))
    with pytest.raises(Http404):
        opened(world, a, together=[b, "GH-2026-999999-9"])
    assert Voice.objects.get(thread__number=a).state == "waiting", "all or nothing"
    assert opened(world, a, together=[b]).voice_count == 2
    with pytest.raises(Refusal, match="处理过了"):
        opened(world, c, together=[b])
    assert clean()


def test_one_sender_is_stopped_with_her_words_still_there_and_what_came_before_is_kept(world: World) -> None:
    client = Client()
    words = "楼下垃圾站太臭了，天天如此"
    given = {"community": world.gh.pk, "words": words, "kind": "complaint"}
    seen = [client.post("/say/", {**given, "key": f"flood-{n}"}) for n in range(40)]
    assert [answer.status_code for answer in seen].count(302) == Voice.objects.count() == 30
    assert seen[-1].status_code == 422
    assert "今天从这里说的太多了" in seen[-1].content.decode()
    assert words in seen[-1].content.decode()


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"words": "长" * 50_000}, 422, "一次最多记 20000 个字，现在有 50000 个"),
        ({"words": "🏮👵🏽‍🦳🇨🇳"}, 302, ""),
        ({"words": "灯坏了", "name": "13800000000"}, 422, "像是电话号码"),
        ({"words": "灯坏了", "name": "000-1234 5678"}, 422, "像是电话号码"),
        ({"words": "灯坏了", "name": "3幢的老李"}, 302, ""),
    ],
)
def test_odd_input_gets_a_clear_answer(world: World, given: dict[str, str], status: int, said: str) -> None:
    answer = Client().post("/say/", {"community": world.gh.pk, "kind": "complaint", **given})
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert Voice.objects.count() == (status == 302)
    if status == 422:
        assert given["words"][:20] in answer.content.decode(), "what was typed is kept"


def test_emoji_alone_are_kept_and_find_nothing(world: World) -> None:
    slip = heard(world, "😀😀😀😀😀")
    page = signed_in("gh-worker", "worker", world.gh).get(f"/desk/voice/{slip.voice.thread.number}/")
    assert page.status_code == 200
    assert "😀😀😀😀😀" in page.content.decode()


def test_a_resident_joins_her_own_voice_to_what_is_being_worked_on(world: World) -> None:
    number = heard(world).voice.thread.number
    opened(world, number)
    client = Client()
    given = {"community": world.gh.pk, "words": "楼道灯不亮，晚上不敢下楼，怕摔", "kind": "complaint", "key": "own"}
    page = client.post("/say/", given, follow=True)
    own = Voice.objects.latest("pk")
    assert "有人说过差不多的事，是同一件吗" in page.content.decode()
    typed = client.post("/say/alike/", given).content.decode()
    assert f'class="button button--quiet" href="/t/{number}/"><span>看看办得怎么样' in typed  # does what its words say
    assert "按“看看办得怎么样”" in typed
    assert typed.count(f"/t/{number}/") == 1
    assert "<form" not in typed
    assert Client().post(f"/said/{own.thread.number}/me-too/", {"number": number}).status_code == 404
    done = client.post(f"/said/{own.thread.number}/me-too/", {"number": number}, follow=True).content.decode()
    assert f"归在 {number}" in done
    own.refresh_from_db()
    assert own.state == "linked"
    assert own.links.get().reason == joining.HERSELF
    assert clean()


def test_nobody_joins_what_is_done_or_elsewhere(world: World) -> None:
    number = heard(world).voice.thread.number
    opened(world, number)
    here, there = heard(world), heard(world, place=world.yx, by=world.clerk)
    mine = Viewer(slips=frozenset({here.voice.thread.number, there.voice.thread.number}))
    with pytest.raises(Refusal, match="别的社区"):
        joining.link_own(voice=there.voice.thread.number, matter=number, by=mine, now=later(hours=3))
    delivered(world, number)
    with pytest.raises(Refusal, match="办完或者了结"):
        joining.link_own(voice=here.voice.thread.number, matter=number, by=mine, now=NOON + timedelta(days=1))
    assert clean()
