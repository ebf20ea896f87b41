"""Two surveys of the demo: what the street needs, asked in late summer and published; and one that runs today."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from mulin.apps.voice.actions import survey as running
from mulin.apps.voice.actions import survey_answers, survey_figures, survey_sample
from mulin.apps.voice.actions.survey import Plan
from mulin.apps.voice.actions.survey_answers import Filled
from mulin.apps.voice.models import Counting, Invitation, SurveyAnswer
from mulin.apps.voice.queries.survey import code_of
from mulin.apps.voice.rules import survey as rules
from mulin.apps.voice.rules.survey import Question
from mulin.apps.voice.rules.survey_results import K
from mulin.core.gate import PASSER_BY, Viewer
from mulin.core.people.models import Household, Person
from mulin.core.places.models import Place
from mulin.core.records.days import midnight
from mulin.project.demo.schedule import day_of
from mulin.project.demo.telling import Stage

Play = Iterator[datetime]
Door = SurveyAnswer.Door
ANSWERS, SAID_NO = 67, 10  # of a hundred households asked; most of the others are not at home
NEEDS = (
    Question("", "one", "家里现在最需要什么？", options=("做饭送饭", "看病拿药", "有人说说话", "带孩子", "修修补补")),
    Question("", "many", "哪些地方要近一点？", options=("菜场", "药店", "公园", "图书室", "公交站"), most=3),
    Question("", "scale", "办事方便吗？"),
    Question("", "number", "一星期自己做几顿饭？", unit="顿"),
    Question("", "rank", "明年先办哪一样？", options=("装电梯", "修路灯", "开食堂", "添停车位")),
    Question("", "one", "食堂多远您走得到？", options=("五分钟", "十分钟", "一刻钟"), when="q1", among=(1,)),
    Question("", "text", "还想说什么？"),
)
CANTEEN = (
    Question("", "one", "食堂几点开饭合适？", options=("十点半", "十一点", "十一点半")),
    Question("", "scale", "一顿十五块，您觉得价钱合适吗？"),
    Question("", "text", "想吃什么？"),
)
WORDS = ("楼下有个食堂就好了", "想有人教教手机", "晚上路灯再亮一点", "孩子放学没人接", "药店周末也开就好了")


def _at(stage: Stage, day: int, minutes: int) -> datetime:
    return midnight(day_of(stage.today, day)) + timedelta(minutes=minutes)


def _prepare(
    stage: Stage,
    place: Place,
    *,
    by: Viewer,
    now: datetime,
    words: tuple[str, str],
    asked: Sequence[Question],
    days: tuple[int, int],
    counting: str = Counting.HOUSEHOLD,
) -> str:
    first, last = (day_of(stage.today, day) for day in days)
    plan = Plan(words[0], words[1], place, first, last, counting=counting, open_door=True)
    number = running.make(plan=plan, by=by, now=now).thread.number
    for one in asked:
        running.add_question(number=number, asked=one, by=by)
    stage.done += 1 + len(asked)
    return number


def _figures(stage: Stage, by: Viewer, now: datetime) -> None:
    """People by community and age group, and households: what the demo's street knows of itself."""
    groups = dict(zip(rules.ages(0, 120), rules.AGES, strict=True))
    counts: Counter[tuple[str, str]] = Counter()
    for path, born in Person.objects.values_list("place_path", "birth_year"):
        old = now.year - born if born else 40
        age = next((age for age, (low, high) in groups.items() if low <= old <= high), "35-59")
        counts[path.split("/")[1], age] += 1
    for door in Household.objects.values_list("door__path", flat=True):
        counts[door.split("/")[1], survey_figures.HOUSEHOLDS] += 1
    rows = "\n".join(f"{code} {group} {count}" for (code, group), count in sorted(counts.items()))
    survey_figures.set_figures(
        within=stage.ground.street.path,
        rows=rows,
        starts_on=day_of(stage.today, 0),
        source=gettext_noop("街道居民登记（演示）"),
        by=by,
        now=now,
    )
    stage.done += 1


def _fill(questions: Sequence[Question], chance: random.Random) -> Filled:
    """One household's answers: the old want meals and medicine, the young help with children."""
    ages = rules.ages(18, 120)
    old = chance.choices(range(4), (22, 38, 26, 14))[0]
    leaning = ((1, 2, 1, 6, 3), (3, 3, 1, 5, 3), (6, 5, 3, 1, 2), (7, 6, 4, 0, 1))[old]
    values: dict[str, list[int]] = {}
    words: dict[str, str] = {}
    for number, one in enumerate(questions, 1):
        key = f"q{number}"
        match one.kind:
            case rules.TEXT:
                if chance.random() < 0.12:
                    words[key] = chance.choice(WORDS)
            case rules.MANY:
                values[key] = sorted(chance.sample(range(1, one.top + 1), chance.randint(1, one.most)))
            case rules.RANK:
                values[key] = chance.sample(range(1, one.top + 1), one.top)
            case rules.NUMBER:
                values[key] = [chance.randint(2, 21)]
            case _:
                values[key] = chance.choices(range(1, one.top + 1), [*leaning, 1, 1][: one.top])
    return Filled(ages[old], values, words, adults=chance.choices((1, 2, 3, 4), (28, 46, 16, 10))[0])


def _ask(stage: Stage, number: str, questions: Sequence[Question], days: range) -> Play:
    """Go round: some answer from home, some on paper or by telephone, some say no, some are never there."""
    chance = random.Random(f"survey {number}")  # noqa: S311
    rows = list(Invitation.objects.filter(survey__thread__number=number).order_by("pk"))
    chance.shuffle(rows)
    each = -(-len(rows) // len(days))
    for turn, day in enumerate(days):
        now = _at(stage, day, 600)
        yield now
        for row in rows[turn * each : (turn + 1) * each]:
            worker = stage.cast.worker(row.place_path.split("/")[1], turn)
            luck = chance.randrange(100)
            stage.done += 1
            if luck >= ANSWERS:
                outcome = Invitation.Outcome.REFUSED if luck < ANSWERS + SAID_NO else Invitation.Outcome.AWAY
                survey_sample.visit(pk=row.pk, outcome=outcome, by=worker, now=now)
                continue
            door = chance.choices((Door.WEB, Door.PAPER, Door.PHONE, Door.COUNTER), (36, 44, 12, 8))[0]
            survey_answers.answer(
                number=number,
                code=code_of(row),
                filled=_fill(questions, chance),
                door=door,
                by=PASSER_BY if door == Door.WEB else worker,
                now=now,
                proxy=door in {Door.PHONE, Door.COUNTER},
            )


def needs(stage: Stage) -> Play:
    """What the street needs: a sample of 450 households, closed and published."""
    office, street = stage.cast.office(0), stage.ground.street
    now = _at(stage, 249, 545)
    yield now
    _figures(stage, office, now)
    words = ("街坊们需要什么", "定明年先办什么。结果公布，开会一件一件议。")
    number = _prepare(stage, street, by=office, now=now, words=words, asked=NEEDS, days=(250, 264))
    survey_sample.announce(number=number, seed="桂花开了满街香", total=450, fixed=False, by=office, now=now)
    now = _at(stage, 250, 541)
    yield now
    survey_sample.draw(number=number, by=office, now=now)
    running.open_survey(number=number, by=office, now=now)
    yield from _ask(stage, number, NEEDS, range(251, 263))
    yield _at(stage, 265, 541)
    stage.done += 5
    running.close(number=number, by=office, now=_at(stage, 265, 541))
    yield _at(stage, 265, 570)
    if SurveyAnswer.objects.filter(survey__thread__number=number).count() >= K:
        running.publish(number=number, by=office, now=_at(stage, 265, 570))


def canteen(stage: Stage) -> Play:
    """About the canteen of one community: half the doors have been knocked at so far."""
    office, place = stage.cast.office(1), stage.ground.communities["GH"]
    now = _at(stage, 358, 550)
    yield now
    words = ("食堂怎么开", "食堂下个月开张，几点开饭、收多少钱，听大家的。")
    number = _prepare(
        stage, place, by=office, now=now, words=words, asked=CANTEEN, days=(359, 375), counting=Counting.PERSON
    )
    if not Person.objects.filter(place_path__startswith=place.path).exists():
        return
    survey_sample.announce(number=number, seed="一碗热汤", total=40, fixed=False, by=office, now=now)
    now = _at(stage, 359, 541)
    yield now
    survey_sample.draw(number=number, by=office, now=now)
    running.open_survey(number=number, by=office, now=now)
    stage.done += 3
    for count, at in enumerate(_ask(stage, number, CANTEEN, range(360, 370))):
        if count == 5:
            return
        yield at
