"""What surveys hold about somebody: that her household was drawn, and answers under her own name.

An answer without a name belongs to nobody who could be found; while the survey runs it hangs on the household's code.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.apps.voice.models import Invitation, Survey, SurveyAnswer, SurveyWords
from mulin.core.gate import Viewer
from mulin.core.people import holdings
from mulin.core.people.holdings import Done, Row
from mulin.core.people.models import Person
from mulin.core.records import retention
from mulin.core.records.retention import Kept, before

A_YEAR, THREE_YEARS = 365, 1096


def _answers(person: Person) -> QuerySet[SurveyAnswer]:
    rows = SurveyAnswer.objects.filter(person=person).select_related("survey__thread").prefetch_related("words")
    return rows.order_by("pk")


def _lines(person: Person) -> Iterator[Row]:
    shared = _("抽到的是一户，不是一个人；收齐以后就和答卷断开了")
    if person.household_id:
        drawn = Invitation.objects.filter(household=person.household_id).select_related("survey__thread")
        for row in drawn.order_by("pk"):
            yield Row(row.survey.made_at, _("抽到家里答问卷"), row.survey.title, row.survey.thread.number, shared)
    for answer in _answers(person):
        texts = "　".join(words.text for words in answer.words.all())
        yield Row(
            answer.at, _("留了姓名的答卷"), f"{answer.survey.title}　{texts}".strip(), answer.survey.thread.number
        )


def _forget(person: Person, by: Viewer, now: datetime) -> Done:  # noqa: ARG001
    """Her named answers become nameless, and lose what was written freely; the figures stay in the result."""
    kept = [row.stays for row in _lines(person) if row.stays]
    with transaction.atomic():
        hers = list(_answers(person).values_list("pk", flat=True))
        SurveyWords.objects.filter(answer__in=hers).delete()
        SurveyAnswer.objects.filter(pk__in=hers).update(person=None, name="")
    return Done(len(hers), tuple(holdings.kept(kept)))


def _old_words(now: datetime, days: int) -> QuerySet[SurveyWords]:
    return SurveyWords.objects.filter(answer__survey__closed_at__lt=before(now, days)).order_by("pk")


def _old_answers(now: datetime, days: int) -> QuerySet[SurveyAnswer]:
    return SurveyAnswer.objects.filter(
        survey__state=Survey.State.PUBLISHED, survey__closed_at__lt=before(now, days)
    ).order_by("pk")


def _old_doors(now: datetime, days: int) -> QuerySet[Invitation]:
    """Doors of a sample; how many there were is in the published results."""
    return Invitation.objects.filter(
        survey__state=Survey.State.PUBLISHED, survey__closed_at__lt=before(now, days)
    ).order_by("pk")


def register() -> None:
    """Name the part, and how long it is kept."""
    holdings.register(
        "surveys",
        gettext_lazy("问卷"),
        lines=_lines,
        erase=_forget,
        covers=["voice.Invitation", "voice.SurveyAnswer", "voice.SurveyWords"],
        rank=21,
    )
    local = gettext_lazy("结果公布以后不再需要（个人信息保护法第十九条）；天数是本地定的")
    for name, title, days, due in (
        ("survey.words", gettext_lazy("问卷里自己写的话"), A_YEAR, _old_words),
        ("survey.doors", gettext_lazy("问卷抽到了哪几户"), A_YEAR, _old_doors),
        ("survey.answers", gettext_lazy("一份一份的答卷"), THREE_YEARS, _old_answers),
    ):
        retention.register(Kept(name, title, days, local, due, retention.delete))
