"""The categories: what they are called and known by, how good the suggestions are, and going back a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions.categories import EDIT, GO_BACK, set_category, use
from mulin.apps.voice.actions.learning import KEPT, counts
from mulin.apps.voice.forms.categories import CategoryForm, NewCategoryForm
from mulin.apps.voice.models import Category, Decision, Learnt
from mulin.apps.voice.queries import categories
from mulin.core.pages import Request, page
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal

CORRECTIONS, PAIRS, VERSIONS = 10, 5, KEPT + 2


@dataclass(frozen=True)
class Line:
    """A category and how often its matters were recognised by models that had not seen them."""

    row: Category
    name: str
    right: int
    of: int


def _lines(rows: list[Category], table: dict[tuple[str, str], int]) -> list[Line]:
    return [
        Line(
            row,
            categories.name(row.code),
            table.get((row.code, row.code), 0),
            sum(n for (truth, _said), n in table.items() if truth == row.code),
        )
        for row in rows
    ]


def _pairs(table: dict[tuple[str, str], int]) -> list[tuple[str, str, int]]:
    wrong = sorted(((n, pair) for pair, n in table.items() if pair[0] != pair[1]), key=lambda one: (-one[0], one[1]))
    return [(categories.name(truth), categories.name(said), n) for n, (truth, said) in wrong[:PAIRS]]


@page(verb="office.see")
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about the categories on one page."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    versions = list(Learnt.objects.defer("data").order_by("-version")[:VERSIONS])
    current = next((row for row in versions if row.in_use), None) or Learnt.objects.filter(in_use=True).first()
    table = counts(current) if current else {}
    corrected = Decision.objects.filter(kind=Decision.Kind.CORRECTED).select_related("matter__thread")
    made = {kind: Decision.objects.filter(kind=kind).count() for kind in (Decision.Kind.ACCEPTED, Decision.Kind.CHOSEN)}
    context = {
        "versions": versions,
        "current": current,
        "lines": _lines(categories.on(local_day(now)), table),
        "pairs": _pairs(table),
        "corrections": [
            (row, categories.name(row.was), categories.name(row.category))
            for row in corrected.order_by("-at", "-pk")[:CORRECTIONS]
        ],
        "made": made,
        "may_edit": viewer.can_somewhere(EDIT),
        "may_go_back": viewer.can_somewhere(GO_BACK),
    }
    return render(request, "voice/categories.html", context)


@page(verb=GO_BACK, get=False, post=True)
def go_back(request: HttpRequest, version: int) -> HttpResponse:
    """Use another version of what was learnt."""
    try:
        row = use(version=version, by=cast("Request", request).viewer, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("现在用第 %(version)s 版。") % {"version": row.version})
    return redirect("voice:categories")


@page(verb=EDIT, post=True)
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """Another wording of a category from today on, or a new one."""
    now = timezone.now()
    row = Category.objects.filter(code=code).order_by("-starts_on").first() if code else None
    if code and row is None:
        raise Http404
    kind = CategoryForm if row else NewCategoryForm
    fields = ("name", "name_en", "words", "order", "ends_on")
    initial = {name: getattr(row, name) for name in fields} if row else {"order": 50}
    form = kind(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            given = {"code": code, **form.cleaned_data}
            made = set_category(**given, by=cast("Request", request).viewer, now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("记下了：%(name)s。今夜起照新的词来提示。") % {"name": made.name})
            return redirect("voice:categories")
    context = {"form": form, "row": row}
    return render(request, "voice/category.html", context, status=422 if request.method == "POST" else 200)
