"""A made-up survey for tests: households of two communities, a drawn sample, codes to answer with."""

from __future__ import annotations

from datetime import timedelta

from mulin.apps.voice.actions import survey as running
from mulin.apps.voice.actions import survey_answers, survey_figures, survey_sample
from mulin.apps.voice.actions.survey import Plan
from mulin.apps.voice.actions.survey_answers import Filled
from mulin.apps.voice.models import Invitation, Survey
from mulin.apps.voice.queries.survey import code_of
from mulin.apps.voice.rules import survey as rules
from mulin.apps.voice.rules.survey import Question
from mulin.core.gate import PASSER_BY, Viewer
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


def homes(each: int) -> None:
    """Households behind doors of both communities."""
    for community in Place.objects.filter(path__in=["BG/GH/", "BG/YX/"]):
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
    return prepared(world.street, world.clerk, **more)


def prepared(place: Place, by: Viewer, **more: object) -> Survey:
    """The same for a place."""
    today = local_day(NOON)
    plan = Plan(
        title="您需要什么",
        purpose="定明年先办什么",
        place=place,
        opens_on=today,
        closes_on=today + timedelta(days=14),
        **more,
    )
    survey = running.make(plan=plan, by=by, now=NOON)
    for asked in QUESTIONS:
        running.add_question(number=survey.thread.number, asked=asked, by=by)
    return survey


def drawn(world: World, total: int, **more: object) -> Survey:
    """The same, open, with a sample drawn on the second day."""
    return asked_of(world.street, world.clerk, total, **more)


def asked_of(place: Place, by: Viewer, total: int, **more: object) -> Survey:
    """The same for a place."""
    survey = prepared(place, by, **more)
    number = survey.thread.number
    survey_sample.announce(number=number, seed="秋天的柿子", total=total, fixed=False, by=by, now=NOON)
    seal_day(local_day(NOON), now=later(days=1))
    survey_sample.draw(number=number, by=by, now=later(days=1))
    return running.open_survey(number=number, by=by, now=later(days=1))


def codes(survey: Survey) -> list[str]:
    """The codes of its invitations, in the order they were drawn."""
    return [code_of(row) for row in Invitation.objects.filter(survey=survey).order_by("pk")]


def few(place: Place, by: Viewer) -> Survey:
    """A second one, answered by twelve, closed and published."""
    survey = prepared(place, by)
    number = survey.thread.number
    survey_sample.announce(number=number, seed="又一句", total=12, fixed=False, by=by, now=NOON)
    survey_sample.draw(number=number, by=by, now=later(days=1))
    running.open_survey(number=number, by=by, now=later(days=1))
    for code in codes(survey):
        filled = Filled("60-74", {"q1": [1]})
        survey_answers.answer(number=number, code=code, filled=filled, door="web", by=PASSER_BY, now=later(days=2))
    running.close(number=number, by=by, now=later(days=3))
    return running.publish(number=number, by=by, now=later(days=4))


def finished(place: Place, by: Viewer, total: int, **more: object) -> Survey:
    """One that every drawn household and twelve passers-by answered, closed and published."""
    homes(total)
    survey = asked_of(place, by, total, open_door=True, **more)
    number = survey.thread.number
    ages = rules.ages(18, 120)
    figures = "\n".join(
        f"{code} {age} {people}" for code, people in (("GH", 300), ("YX", 500)) for age in [*ages, "户"]
    )
    survey_figures.set_figures(
        within=place.path, rows=figures, starts_on=local_day(NOON), source="普查", by=by, now=NOON
    )
    for turn, code in enumerate([*codes(survey), *[""] * 12]):
        filled = Filled(
            age=ages[turn * turn % 4],
            values={
                "q1": [turn % 5 // 2 + 1],
                "q2": [1, 2 + turn % 3],
                "q3": [1 + turn % 5],
                "q4": [turn % 4],
                "q5": [1 + turn % 3],
            },
            words={"q7": "想有个食堂"} if turn < 3 else {},
            adults=1 + turn % 3,
            community=Place.objects.get(path="BG/GH/"),
        )
        door = "web" if code else "open"
        survey_answers.answer(number=number, code=code, filled=filled, door=door, by=PASSER_BY, now=later(days=2))
    running.close(number=number, by=by, now=later(days=3))
    return running.publish(number=number, by=by, now=later(days=4))
