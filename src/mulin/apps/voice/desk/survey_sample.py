"""Whom a survey asks: announcing and drawing the sample, going round, codes and forms on paper, what was written."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.apps.voice.actions import survey_answers, survey_figures, survey_sample
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.actions.survey import RUN
from mulin.apps.voice.desk.survey import of
from mulin.apps.voice.forms.fields import DayInput, TokenForm
from mulin.apps.voice.models import Counting, Invitation, Survey
from mulin.apps.voice.queries import survey as asking
from mulin.apps.voice.queries import survey_rows
from mulin.apps.voice.queries import survey_sample as frames
from mulin.apps.voice.survey_paper import forms_pdf
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.pages import page
from mulin.core.places.models import Place
from mulin.core.places.queries import communities
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal
from mulin.core.written import as_csv

ROWS, A_RUN = 30, 60  # doors on a page; forms in one print run
OUTCOMES = (Invitation.Outcome.REFUSED, Invitation.Outcome.AWAY, Invitation.Outcome.EMPTY)


class DrawForm(forms.Form):
    """How the sample will be drawn."""

    seed = forms.CharField(
        label=gettext_lazy("抽样用的一句话"),
        max_length=120,
        help_text=gettext_lazy("先印出来，第二天和当日校验码合起来抽，谁也挑不了户"),
    )
    total = forms.IntegerField(label=gettext_lazy("一共抽多少户"), min_value=1, max_value=survey_sample.MOST)
    fixed = forms.BooleanField(label=gettext_lazy("各处抽一样多（不勾就按户数分）"), required=False)


class FiguresForm(forms.Form):
    """Known population figures, pasted."""

    rows = forms.CharField(
        label=gettext_lazy("人口数和户数，一行一个：社区代号 年纪 人数，或者 社区代号 户 户数"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
        help_text=gettext_lazy("像 GH 60-74 812、GH 户 1200 这样写；年纪写 18-34、35-59、60-74、75+"),
    )
    starts_on = forms.DateField(label=gettext_lazy("哪天的数"), widget=DayInput())
    source = forms.CharField(label=gettext_lazy("从哪里来的数"), max_length=200)


@page(verb=RUN, post=True)
def sample(request: HttpRequest, number: str) -> HttpResponse:
    """Announce, then draw the day after; and the population figures the answers are weighed by."""
    viewer, one = of(request, number)
    gate.need(viewer, RUN, one)
    sent = "announce" if "seed" in request.POST else "figures" if "rows" in request.POST else ""
    what = request.POST.get("what") or sent
    form = DrawForm(request.POST if what == "announce" else None)
    figures = FiguresForm(request.POST if what == "figures" else None)
    status = 200
    if request.method == "POST":
        now, status = timezone.now(), 422
        try:
            if what == "announce" and form.is_valid():
                survey_sample.announce(number=number, **form.cleaned_data, by=viewer, now=now)
                messages.success(request, _("公布了。明天再来抽。"))
                return redirect(request.path)
            if what == "figures" and figures.is_valid():
                survey_figures.set_figures(within=one.place_path, **figures.cleaned_data, by=viewer, now=now)
                messages.success(request, _("记下了。"))
                return redirect(request.path)
            if what == "draw":
                drawn = survey_sample.draw(number=number, by=viewer, now=now)
                messages.success(request, _("抽好了，%(n)s 户。") % {"n": drawn})
                return redirect("voice:survey_doors", number=number)
        except Refusal as refusal:
            (figures if what == "figures" else form).is_valid()
            (figures if what == "figures" else form).add_error(None, str(refusal))
    context = {
        "survey": one,
        "form": form,
        "figures": figures,
        "sizes": sum(frames.sizes(one).values()),
        "drawn": bool(one.frame_counts),
        "known": asking.population(one),
        "people": one.counting == Counting.PERSON,
    }
    return render(request, "voice/survey_sample.html", context, status=status)


def _counters(viewer: Viewer, one: Survey) -> QuerySet[Place]:
    """Communities at whose counter the worker may hand out a form."""
    return communities().filter(viewer.scope("voice.record", "path"), path__startswith=one.place_path)


@page(verb="voice.record", post=True)
def doors(request: HttpRequest, number: str) -> HttpResponse:
    """The list to go round with; how it went at a door is one press."""
    viewer, one = of(request, number)
    if request.method == "POST":
        try:
            which = int(request.POST.get("door", "0") or 0)
            outcome = request.POST.get("outcome", "")
            survey_sample.visit(pk=which, outcome=outcome, by=viewer, now=timezone.now())
        except ValueError as bad:
            raise Http404 from bad
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    shown = Paginator(frames.doors(viewer, one), ROWS).get_page(request.GET.get("page"))
    context = {
        "survey": one,
        "page": shown,
        "outcomes": OUTCOMES,
        "open": one.state == Survey.State.OPEN,
        "places": list(_counters(viewer, one)),
    }
    return render(request, "voice/survey_doors.html", context)


@page(verb="voice.record", post=True)
def forms_run(request: HttpRequest, number: str) -> HttpResponse:
    """Forms for one page of the list, or one with a new code for somebody at the counter."""
    viewer, one = of(request, number)
    if request.method != "POST":
        return redirect("voice:survey_doors", number=number)
    if one.state != Survey.State.OPEN:
        raise Http404
    if request.POST.get("what") == "counter":
        place = _counters(viewer, one).filter(path=request.POST.get("place", "")).first()
        if place is None:
            raise Http404
        rows = [survey_sample.invite(number=number, place=place, by=viewer)[0]]
    else:
        rows = list(Paginator(frames.doors(viewer, one), ROWS).get_page(request.POST.get("page")))
    if not rows:
        raise Http404
    large = request.POST.get("paper") == "large"
    return forms_pdf(request, one, rows[:A_RUN], large=large, today=local_day(timezone.now()))


@page(verb="voice.read", post=True)
def words(request: HttpRequest, number: str) -> HttpResponse:
    """What was written freely; with her consent it becomes a voice with a number and a clock."""
    viewer, one = of(request, number)
    if request.method == "POST":
        try:
            row = asking.words(viewer, one).filter(pk=int(request.POST.get("words", "0") or 0)).first()
        except ValueError as bad:
            raise Http404 from bad
        place = communities().filter(path=row.answer.place_path).first() if row else None
        if row is None or place is None:
            raise Http404
        if not request.POST.get("agreed"):
            messages.error(request, _("要先问过本人，同意了才能记成民声。"))
            return redirect(request.get_full_path())
        try:
            slip = survey_answers.carry_on(
                pk=row.pk,
                place=place,
                speaker=Speaker(person=row.answer.person, name=row.answer.name),
                by=viewer,
                now=timezone.now(),
                key=request.POST.get("key", ""),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("记成民声了：%(number)s。") % {"number": slip.voice.thread.number})
        return redirect(request.get_full_path())
    shown = Paginator(asking.words(viewer, one), ROWS).get_page(request.GET.get("page"))
    return render(request, "voice/survey_words.html", {"survey": one, "page": shown, "token": TokenForm()})


@page(verb=RUN)
def answers_file(request: HttpRequest, number: str) -> HttpResponse:
    """The published results as a table, without what the page hides."""
    _viewer, one = of(request, number, "export")
    response = HttpResponse(as_csv(survey_rows.table(one)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{one.thread.number}.csv"'
    return response


@page(verb=RUN)
def codebook(request: HttpRequest, number: str) -> HttpResponse:
    """What the columns of the file mean."""
    _viewer, one = of(request, number, "export")
    response = HttpResponse(survey_rows.codebook(one), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{one.thread.number}-codebook.md"'
    return response
