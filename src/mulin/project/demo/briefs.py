"""Two briefs of the demo: a people's deputy's, which has been answered, and one of the office that waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count

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
    "同一类事一年里说了又说，修一次坏一次。请把几个没有维修资金的老小区列入明年的改造，先办天黑以后最不安全的几处。",
)
CLOSER = Asking(
    "反复出现的难题，请区里牵头一起办",
    "区政府办公室",
    "这些事不是一家单位办得了的，几个社区都有人说。请区里定一家牵头，说明哪年办到哪一步。",
)
ANSWER = "来件收到。其中三个小区已经列入明年的改造计划，四月前公布方案，请街道组织居民看图纸；其余的排在后年。"


def _at(stage: Stage, day: int, minutes: int) -> datetime:
    return midnight(day_of(stage.today, day)) + timedelta(minutes=minutes)


def _published(stage: Stage, asking: Asking, by: Viewer, now: datetime, rank: int) -> str:
    """Rests on the matters of one of the categories heard of most until then."""
    rows = Matter.objects.order_by().values_list("category").annotate(n=Count("pk")).order_by("-n", "category")
    category = list(rows)[rank][0]
    chosen = Matter.objects.filter(category=category).order_by("-voice_count", "thread__number")
    number = brief.make(asking=asking, place=stage.ground.street, by=by, now=now).thread.number
    brief.choose(number=number, matters=chosen.values_list("thread__number", flat=True)[:MOST], by=by)
    brief.publish(number=number, by=by, now=now)
    stage.done += 3
    return number


def live(stage: Stage) -> Iterator[datetime]:
    """The deputy's in autumn, answered four weeks later; the office's some days ago."""
    deputy = stage.cast.viewers[DEPUTY]
    now = _at(stage, 290, 600)
    yield now
    if Matter.objects.values("category").distinct().count() < 2:
        return  # a street of very few stories
    number = _published(stage, LIGHTS, deputy, now, 0)
    now = _at(stage, 318, 640)
    yield now
    brief.answer(number=number, text=ANSWER, on=local_day(now), by=deputy, now=now)
    stage.done += 1
    now = _at(stage, 355, 630)
    yield now
    _published(stage, CLOSER, stage.cast.office(0), now, 1)
