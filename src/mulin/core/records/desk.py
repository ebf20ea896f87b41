"""The steward's pages about how long what is kept: each class in plain words, and what would go tonight."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.core.pages import Request, page
from mulin.core.records import retention
from mulin.core.records.days import local_day
from mulin.core.records.models import RetentionRule
from mulin.core.refusals import Refusal

ROWS, WRONG = 25, 422


class RuleForm(forms.Form):
    """So many days, from a day on, and on what ground."""

    days = forms.IntegerField(label=gettext_lazy("留多少天"), min_value=1, max_value=retention.LONGEST)
    starts_on = forms.DateField(
        label=gettext_lazy("从哪天起"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    source = forms.CharField(
        label=gettext_lazy("按什么定的"), max_length=200, help_text=gettext_lazy("哪条规定，或者谁在什么会上决定的")
    )


@page(verb="system.run")
def classes(request: HttpRequest) -> HttpResponse:
    """Every class of data, and how long it is kept today."""
    today = local_day(timezone.now())
    rules: dict[str, RetentionRule] = {}
    for rule in RetentionRule.objects.filter(starts_on__lte=today).order_by("starts_on", "pk"):
        rules[rule.kind] = rule
    rows = [
        (kept, max(kept.floor, rules[kept.name].days if kept.name in rules else kept.days))
        for kept in retention.every()
    ]
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "records/retention.html", {"page": shown})


@page(verb="system.run", post=True)
def one_class(request: HttpRequest, name: str) -> HttpResponse:
    """One class: what its rows are kept for, what would go tonight, and a new rule; trying a number changes nothing."""
    kept = retention.find(name)
    if kept is None:
        raise Http404
    now = timezone.now()
    today = local_day(now)
    days = retention.days_of(kept, on=today)
    form = RuleForm(request.POST if request.method == "POST" else None, initial={"days": days, "starts_on": today})
    tried: tuple[int, int] | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if "try" in request.POST:
            tried = (data["days"], retention.count(retention.due(kept, now=now, days=data["days"])))
        else:
            try:
                retention.set_rule(kept=kept, by=cast("Request", request).viewer, now=now, **data)
            except Refusal as refusal:
                form.add_error("days", str(refusal))
            else:
                messages.success(request, _("记下了。"))
                return redirect("records:kept", name)
    context = {
        "kept": kept,
        "days": days,
        "tonight": retention.count(retention.due(kept, now=now)),
        "rules": RetentionRule.objects.filter(kind=kept.name).order_by("-starts_on", "-pk")[:ROWS],
        "form": form,
        "tried": tried,
    }
    status = WRONG if request.method == "POST" and tried is None else 200
    return render(request, "records/kept.html", context, status=status)
