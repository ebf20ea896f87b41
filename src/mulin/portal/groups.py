"""单位和组织: who can be asked, whom to ring, who signs in for it, and what lies on its table."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.apps.voice.queries.matters import ROWS, Filters, matters, rows_of
from mulin.core import gate
from mulin.core.access.models import Login
from mulin.core.gate import Viewer
from mulin.core.groups import actions, queries
from mulin.core.groups.models import Group, Kind
from mulin.core.pages import Request, page
from mulin.core.places.models import Kind as PlaceKind
from mulin.core.places.models import Place
from mulin.core.places.queries import COMMUNITIES
from mulin.core.records.days import local_day
from mulin.core.refusals import Changed, Refusal

LISTED = 25
SIGN_INS = 20
WRONG = 422


class GroupForm(forms.Form):
    """What can be corrected about a group."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=actions.LONGEST_NAME)
    name_en = forms.CharField(label=gettext_lazy("英文名"), required=False, max_length=actions.LONGEST_ENGLISH)
    phone = forms.CharField(
        label=gettext_lazy("电话"), required=False, max_length=40, help_text=gettext_lazy("居民看得到，有事就打这个")
    )
    hours = forms.CharField(
        label=gettext_lazy("接听时间"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("比如：每天 8:30 到 17:30"),
    )
    answers = forms.BooleanField(label=gettext_lazy("居民的事可以交给它办"), required=False, initial=True)
    based_on = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


class NewGroupForm(GroupForm):
    """A group that was not there before."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=Kind.choices, initial=Kind.UNIT)
    place = forms.ModelChoiceField(
        label=gettext_lazy("哪里的"),
        queryset=Place.objects.none(),
        empty_label=gettext_lazy("请选一个"),
        help_text=gettext_lazy("社区的事归它管就选社区，全街道都归它管就选街道"),
    )
    key = forms.CharField(
        label=gettext_lazy("代号"),
        max_length=actions.LONGEST_KEY,
        help_text=gettext_lazy("导入名单时用它认出是同一个单位，比如 GH:property"),
    )
    field_order = ["name", "name_en", "kind", "place", "key", "phone", "hours", "answers", "based_on"]

    def __init__(self, *args: object, viewer: Viewer, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        own = Place.objects.filter(viewer.scope("places.edit", "path"), kind__in=(PlaceKind.STREET, *COMMUNITIES))
        cast("forms.ModelChoiceField[Place]", self.fields["place"]).queryset = own.order_by("path")


@page(verb="people.read")
def group_list(request: HttpRequest) -> HttpResponse:
    """Who can be asked here, and the other groups."""
    viewer = cast("Request", request).viewer
    words, kind = request.GET.get("q", "")[:80], request.GET.get("kind", "")
    rows = queries.listed(viewer, verb="people.read", words=words, kind=kind if kind in Kind.values else "")
    context = {
        "page": Paginator(rows, LISTED).get_page(request.GET.get("page")),
        "words": words,
        "kind": kind,
        "kinds": Kind.choices,
        "may_add": viewer.can_somewhere("places.edit"),
    }
    return render(request, "portal/groups.html", context)


def _get(request: HttpRequest, uuid: UUID) -> Group:
    return gate.get(Group.objects.select_related("place"), cast("Request", request).viewer, "read", uuid=uuid)


@page(verb="people.read", post=True)
def group_page(request: HttpRequest, group: UUID) -> HttpResponse:
    """One group; a POST corrects it. Both versions are shown when somebody was faster."""
    viewer, row, theirs = cast("Request", request).viewer, _get(request, group), None
    may_edit = gate.may(viewer, "edit", row) and row.ended_on is None
    if request.method == "POST" and not may_edit:
        raise Http404
    initial = {name: getattr(row, name) for name in ("name", "name_en", "phone", "hours", "answers")}
    form = GroupForm(request.POST or None, initial={**initial, "based_on": actions.group_version(row)})
    if form.is_valid():
        try:
            actions.edit_group(group=row, by=viewer, now=timezone.now(), **form.cleaned_data)
        except Changed as changed:
            theirs = row
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["based_on"] = actions.group_version(row)  # type: ignore[index]
            form.add_error(None, str(changed))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("改好了。"))
            return redirect("group", group)
    return _show(request, row, form=form if may_edit else None, theirs=theirs)


def _show(request: HttpRequest, row: Group, *, form: GroupForm | None, theirs: Group | None) -> HttpResponse:
    viewer, now = cast("Request", request).viewer, timezone.now()
    running = matters(viewer, Filters(state="running", holder=str(row.uuid)), now=now)
    shown = Paginator(running, ROWS).get_page(request.GET.get("page"))
    sign_ins = gate.visible(Login.objects.filter(group=row, kind=Login.Kind.UNIT), viewer, "list")
    context = {
        "group": row,
        "form": form,
        "theirs": theirs,
        "page": shown,
        "rows": rows_of(shown, now=now),
        "works_here": viewer.can("voice.read", row.place_path),
        "officers": queries.officers(row, local_day(now))[:SIGN_INS],
        "may_link": row.answers and row.ended_on is None and viewer.can("card.issue", row.place_path),
        "may_manage": viewer.can("access.manage", row.place_path),
        "sign_ins": sign_ins.order_by("-is_active", "display_name")[:SIGN_INS],
        "now": now,
    }
    return render(request, "portal/group.html", context, status=WRONG if request.method == "POST" else 200)


@page(verb="places.edit", post=True)
def new(request: HttpRequest) -> HttpResponse:
    """Register a group."""
    viewer = cast("Request", request).viewer
    form = NewGroupForm(request.POST or None, viewer=viewer)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "based_on"}
        try:
            row = actions.found_group(by=viewer, now=timezone.now(), **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("登记好了。"))
            return redirect("group", row.uuid)
    return render(request, "portal/group_new.html", {"form": form}, status=WRONG if form.is_bound else 200)


@page(verb="places.edit", get=False, post=True)
def end(request: HttpRequest, group: UUID) -> HttpResponse:
    """Dissolve a group: nothing new can be given to it."""
    viewer, row = cast("Request", request).viewer, _get(request, group)
    try:
        actions.end_group(group=row, by=viewer, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("撤销了。以后的事不会再交给它。"))
    return redirect("group", group)
