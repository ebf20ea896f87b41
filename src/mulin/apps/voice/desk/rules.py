"""The rules (规矩) of a sub-district as dated data: how long each class of matters has, and each version of it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions.rules import Version, set_class, set_least
from mulin.apps.voice.forms.rules import ClassForm, LeastForm
from mulin.apps.voice.models import RateRule, ResponseClass
from mulin.apps.voice.queries import classes
from mulin.apps.voice.rules.rates import LEAST
from mulin.core.pages import Request, page
from mulin.core.records.calendar import VERB, calendar
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal

ROWS = 20


@page(verb=VERB, post=True)
def overview(request: HttpRequest) -> HttpResponse:
    """What holds today, where each rule is changed, and from how many on a share is shown."""
    now = timezone.now()
    today = local_day(now)
    least = RateRule.objects.filter(starts_on__lte=today).order_by("-starts_on").first()
    initial = {"least": least.least if least else LEAST, "starts_on": today}
    form = LeastForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_least(by=cast("Request", request).viewer, now=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("记下了。"))
            return redirect("voice:rules")
    context = {
        "rows": [(row, classes.name_of(row), classes.span_of(row)) for row in classes.on(today)],
        "form": form,
        "least": least,
        "unknown": calendar().unknown(today, today.replace(year=today.year + (today.month == 12))),
    }
    return render(request, "voice/rules.html", context, status=422 if request.method == "POST" else 200)


@page(verb=VERB, post=True)
def one_class(request: HttpRequest, code: str) -> HttpResponse:
    """A class: its versions, and a new one from a day on."""
    now = timezone.now()
    today = local_day(now)
    rows = ResponseClass.objects.filter(code=code).order_by("-starts_on")
    last = rows.first()
    if last is None:
        raise Http404
    names = [*Version.__dataclass_fields__]
    initial = {name: getattr(last, name) for name in names} | {"starts_on": today}
    form = ClassForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        version = Version(**{name: data[name] for name in names})
        by = cast("Request", request).viewer
        try:
            set_class(code=code, version=version, starts_on=data["starts_on"], source=data["source"], by=by, now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("记下了。以前立的事还按原来的时限。"))
            return redirect("voice:rule", code)
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "name": classes.name_of(last),
        "page": shown,
        "rows": [(row, classes.name_of(row), classes.span_of(row)) for row in shown],
        "today": today,
    }
    return render(request, "voice/rule.html", context, status=422 if request.method == "POST" else 200)
