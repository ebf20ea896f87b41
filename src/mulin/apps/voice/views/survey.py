"""问卷: what is being asked, answering from home with the code of one's paper, and what it came to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import survey_answers
from mulin.apps.voice.forms.survey import AnswerForm
from mulin.apps.voice.models import Survey, SurveyAnswer
from mulin.apps.voice.queries import survey as asking
from mulin.apps.voice.queries import survey_shown
from mulin.apps.voice.survey_paper import notice_pdf
from mulin.core import gate
from mulin.core.access import limits
from mulin.core.pages import Request, page
from mulin.core.people.models import Person
from mulin.core.places.queries import communities
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal

ROWS = 20
WRONG = 20  # codes that did not fit, from one address in an hour
A_DAY = 30  # answers without a code from one address in a day


def _survey(request: HttpRequest, number: str) -> Survey:
    viewer = cast("Request", request).viewer
    return gate.get(Survey.objects.select_related("thread", "place"), viewer, "read", thread__number=number)


@page(everybody=True)
def survey_list(request: HttpRequest) -> HttpResponse:
    """What is asked now, and what was found out."""
    shown = Paginator(asking.surveys(cast("Request", request).viewer), ROWS).get_page(request.GET.get("page"))
    return render(request, "voice/survey_list.html", {"page": shown, "today": local_day(timezone.now())})


@page(everybody=True)
def survey(request: HttpRequest, number: str) -> HttpResponse:
    """One survey: how to answer while it runs; what came of it afterwards."""
    one = _survey(request, number)
    today = local_day(timezone.now())
    context: dict[str, Any] = {
        "survey": one,
        "running": one.state == Survey.State.OPEN and one.opens_on <= today <= one.closes_on,
    }
    if one.state == Survey.State.PUBLISHED:
        results = one.published_results
        context |= {
            "results": results,
            "how": survey_shown.how(results),
            "shown": survey_shown.shown(one),
            "others": survey_shown.shown(one, "others") if results["apart"] > 0 else [],
        }
    return render(request, "voice/survey.html", context)


@page(everybody=True)
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """The results for the wall."""
    one = _survey(request, number)
    if one.state != Survey.State.PUBLISHED:
        raise Http404
    return notice_pdf(request, one, survey_shown.notice_lines(one), today=local_day(timezone.now()))


def _refuse_guessing(request: HttpRequest, form: AnswerForm, *, coded: bool) -> bool:
    address = limits.address_of(request)
    now = timezone.now()
    if coded:
        allowed = limits.hit(f"survey-code:{address}", limit=WRONG, window=timedelta(hours=1), now=now)
    else:
        allowed = limits.hit(f"survey-open:{address}", limit=A_DAY, window=timedelta(days=1), now=now)
    if not allowed:
        form.add_error(None, _("从这里试得太多了。请过一会儿再来，或者打值班电话，我们替您填。"))
    return not allowed


@page(everybody=True, post=True)
def answer(request: HttpRequest, number: str, *, coded: bool = True) -> HttpResponse:
    """Fill it in: with the code of one's paper, or (where that is allowed) without, counted apart."""
    one = _survey(request, number)
    viewer = cast("Request", request).viewer
    here = communities().filter(path__startswith=one.place_path)
    questions = asking.questions(one)
    form = AnswerForm(request.POST or None, survey=one, questions=questions, coded=coded, communities=here)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and not _refuse_guessing(request, form, coded=coded):
            data = form.cleaned_data
            try:
                survey_answers.answer(
                    number=number,
                    code=data.get("code", ""),
                    filled=form.filled(),
                    door=SurveyAnswer.Door.WEB if coded else SurveyAnswer.Door.OPEN,
                    by=viewer,
                    now=timezone.now(),
                    person=Person.objects.filter(uuid=viewer.person).first() if viewer.person else None,
                    key=data["key"],
                )
            except Refusal as refusal:
                form.add_error("code" if coded else None, str(refusal))
            else:
                if coded:
                    limits.forget(f"survey-code:{limits.address_of(request)}")
                messages.success(request, _("收到了，谢谢您。"), extra_tags=f"draft-survey-{number}")
                return redirect("voice:survey", number=number)
    context = {"survey": one, "form": form, "coded": coded}
    return render(request, "voice/survey_answer.html", context, status=status)
