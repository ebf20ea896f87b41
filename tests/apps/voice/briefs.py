"""A made-up brief for tests: two matters, one delivered and judged, a voice that may be quoted and one that may not."""

from __future__ import annotations

from mulin.apps.voice.actions import answering, brief, intake, judging, matters
from mulin.apps.voice.actions.brief import Asking
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Brief, Commitment
from mulin.core.gate import Grant, Viewer
from mulin.core.records.days import local_day
from tests.world import World, later, photo

ASKING = Asking("四楼以上的灯", "区住建局", "请把老小区楼道灯列入明年的改造。")
QUOTED, PRIVATE = "晚上一个人不敢下楼，灯坏了半年", "我家在三楼，别说是我讲的"


def deputy(world: World) -> Viewer:
    return Viewer(ref="login:deputy", name="代表", grants=(Grant("brief.write", world.street.path),))


def a_matter(world: World, words: str, speaker: Speaker, *, public: bool = False) -> str:
    voice = intake.record(
        by=world.worker, now=later(), words=words, channel="counter", place=world.door, speaker=speaker
    ).voice
    number = voice.thread.number
    if public:
        intake.consent(number=number, public=True, by=world.worker, now=later())
    matters.open_matter(
        number=number, title="楼道灯", description="灯不亮", category="shared", klass="ordinary", ask=world.property,
        by=world.worker, now=later(hours=1),
    )  # fmt: skip
    return number


def delivered(world: World, number: str, voice: str, *, solved: bool) -> None:
    answering.promise(number=number, what="换灯", due=local_day(later(days=3)), by=world.unit, now=later(hours=3))
    promise = Commitment.objects.get(matter__thread__number=number)
    answering.deliver(
        number=number, commitment=promise.uuid, text="换了", photos=[answering.Photo(photo())], by=world.unit,
        now=later(days=5),
    )  # fmt: skip
    judging.judge(
        voice=voice, heard=True, solved=solved, satisfied=5, how="phone", by=world.callback, now=later(days=6)
    )


def two_matters(world: World) -> tuple[str, str]:
    one = a_matter(world, QUOTED, Speaker(person=world.wang), public=True)
    two = a_matter(world, PRIVATE, Speaker(person=world.li))
    delivered(world, one, one, solved=True)
    return one, two


def published(world: World) -> tuple[Brief, tuple[str, str]]:
    numbers = two_matters(world)
    made = brief.make(asking=ASKING, place=world.street, by=deputy(world), now=later(days=7))
    number = made.thread.number
    brief.choose(number=number, matters=numbers, by=deputy(world))
    return brief.publish(number=number, by=deputy(world), now=later(days=8)), numbers
