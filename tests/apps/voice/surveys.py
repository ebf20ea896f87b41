"""A made-up survey for tests: households of two communities, a drawn sample, codes to answer with."""

from __future__ import annotations

from datetime import timedelta

from mulin.apps.voice.actions import survey as running
from mulin.apps.voice.actions import survey_sample
from mulin.apps.voice.actions.survey import Plan
from mulin.apps.voice.models import Invitation, Survey
from mulin.apps.voice.queries.survey import code_of
from mulin.apps.voice.rules.survey import Question
from mulin.core.people.models import Household
from mulin.core.places.models import Kind, Place
from mulin.core.records.days import local_day, seal_day
from tests.world import NOON, World, later

QUESTIONS = (
    Question("", "one", "家里最需要什么？", options=("吃饭", "看病", "有人说话")),
    Question("", "many", "哪些要近一点？", options=("菜场", "药店", "公园", "学校"), most=2),
    Question("", "scale", "走到车站方便吗？"),
    Question("", "number", "一天做几顿饭？", unit="顿"),
    Question("", "rank", "先办哪一样？", options=("电梯", "路灯", "停车")),
    Question("", "one", "食堂多远走得到？", options=("五分钟", "十分钟"), when="q1", among=(1,)),
    Question("", "text", "还想说什么？"),
)


def homes(world: World, each: int) -> None:
    """Households behind doors of both communities."""
    for community in (world.gh, world.yx):
        building = Place.objects.create(
            kind=Kind.BUILDING,
            code="9",
            path=f"{community.path}9/",
            name="9 幢",
            name_key="9幢",
            parent=community,
        )
        doors = [
            Place(
                kind=Kind.DOOR,
                code=f"{n}",
                path=f"{building.path}{n}/",
                name=f"9 幢 {n}",
                name_key=f"9{n}",
                parent=building,
            )
            for n in range(1, each + 1)
        ]
        Place.objects.bulk_create(doors)
        Household.objects.bulk_create([Household(door=door) for door in doors])


def made(world: World, **more: object) -> Survey:
    """A survey of the street with one question of each kind, in preparation."""
    today = local_day(NOON)
    plan = Plan(
        title="您需要什么",
        purpose="定明年先办什么",
        place=world.street,
        opens_on=today,
        closes_on=today + timedelta(days=14),
        **more,
    )
    survey = running.make(plan=plan, by=world.clerk, now=NOON)
    for asked in QUESTIONS:
        running.add_question(number=survey.thread.number, asked=asked, by=world.clerk)
    return survey


def drawn(world: World, total: int, **more: object) -> Survey:
    """The same, open, with a sample drawn on the second day."""
    survey = made(world, **more)
    number = survey.thread.number
    survey_sample.announce(number=number, seed="秋天的柿子", total=total, fixed=False, by=world.clerk, now=NOON)
    seal_day(local_day(NOON), now=later(days=1))
    survey_sample.draw(number=number, by=world.clerk, now=later(days=1))
    return running.open_survey(number=number, by=world.clerk, now=later(days=1))


def codes(survey: Survey) -> list[str]:
    """The codes of its invitations, in the order they were drawn."""
    return [code_of(row) for row in Invitation.objects.filter(survey=survey).order_by("pk")]
