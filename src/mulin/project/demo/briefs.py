"""Two briefs of the demo: a people's deputy's, which has been answered, and one of the office that waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from mulin.apps.voice.actions import brief
from mulin.apps.voice.actions.brief import Asking
from mulin.apps.voice.models import Matter
from mulin.core.gate import Viewer
from mulin.core.records.days import local_day, midnight
from mulin.project.demo.cast import DEPUTY
from mulin.project.demo.schedule import day_of
from mulin.project.demo.telling import Stage

MOST = 8
LIGHTS = Asking(
    "老旧小区的公共设施，请列入明年的改造",
    "区住房和建设局",
    "楼道灯、门禁、长椅、扶手，同一类事一年里说了又说，修一次坏一次。请把几个没有维修资金的老小区列入明年的改造，"
    "先办天黑以后最不安全的几处。",
)
STREETS = Asking(
    "停车和过街，请区里统一排一排",
    "区交通运输局",
    "车没处停，老人孩子过不了街，几个社区都有人说，社区和物业自己排不下来。"
    "请定一家牵头，说明哪个路口、哪年、办到哪一步。",
)
ABOUT = {LIGHTS: "shared", STREETS: "parking"}  # what each rests on: the matters of this category
ANSWER = "来件收到。其中三个小区已经列入明年的改造计划，四月前公布方案，请街道组织居民看图纸；其余的排在后年。"


def _at(stage: Stage, day: int, minutes: int) -> datetime:
    return midnight(day_of(stage.today, day)) + timedelta(minutes=minutes)


def _published(stage: Stage, asking: Asking, by: Viewer, now: datetime) -> str:
    """Rests on what most neighbours spoke of until then; empty where nobody has spoken of it."""
    chosen = Matter.objects.filter(category=ABOUT[asking]).order_by("-voice_count", "thread__number")
    matters = list(chosen.values_list("thread__number", flat=True)[:MOST])
    if not matters:
        return ""
    number = brief.make(asking=asking, place=stage.ground.street, by=by, now=now).thread.number
    brief.choose(number=number, matters=matters, by=by)
    brief.publish(number=number, by=by, now=now)
    stage.done += 3
    return number


def live(stage: Stage) -> Iterator[datetime]:
    """The deputy's in autumn, answered four weeks later; the office's some days ago."""
    deputy = stage.cast.viewers[DEPUTY]
    now = _at(stage, 290, 600)
    yield now
    number = _published(stage, LIGHTS, deputy, now)
    if number:
        now = _at(stage, 318, 640)
        yield now
        brief.answer(number=number, text=ANSWER, on=local_day(now), by=deputy, now=now)
        stage.done += 1
    now = _at(stage, 355, 630)
    yield now
    _published(stage, STREETS, stage.cast.office(0), now)
