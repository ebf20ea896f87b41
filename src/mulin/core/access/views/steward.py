"""The steward's pages: who has a login, with which roles."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mulin.core import gate
from mulin.core.access import actions, queries
from mulin.core.access.capabilities import ROLES
from mulin.core.access.forms import (
    GrantForm,
    LoginFilter,
    OnceForm,
    StaffForm,
    UnitForm,
)
from mulin.core.access.models import Card, Login, RoleGrant, SecondFactor
from mulin.core.access.refusals import Refused
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.pages import Request, page
from mulin.core.places.models import Kind, Place
from mulin.core.records.days import local_day
from mulin.core.records.writing import writing

PAGE = 20
COMMUNITY_AND_ABOVE = (Kind.STREET, Kind.COMMUNITY, Kind.VILLAGE)


def _places(viewer: Viewer) -> QuerySet[Place]:
    rows = Place.objects.filter(kind__in=COMMUNITY_AND_ABOVE)
    return rows.filter(viewer.scope("access.manage", "path")).order_by("path")


def _units(viewer: Viewer) -> QuerySet[Group]:
    rows = Group.objects.filter(answers=True, ended_on=None)
    return rows.filter(viewer.scope("access.manage")).order_by("place_path", "name")


def _role(code: str) -> str:
    return str(ROLES[code].name) if code in ROLES else code


@page(verb="access.manage")
def login_list(request: HttpRequest) -> HttpResponse:
    """Everybody who can sign in here, with what they may do."""
    viewer = cast("Request", request).viewer
    form = LoginFilter(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    rows = queries.logins(
        viewer,
        today=local_day(timezone.now()),
        words=data.get("q", ""),
        kind=data.get("kind", ""),
        closed=data.get("closed", False),
    )
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lines = []
    for row in shown:
        roles = [
            _("%(role)s（%(place)s）") % {"role": _role(grant.role), "place": grant.place.title}
            for grant in row.role_grants.all()
        ]
        where = row.group.title if row.group else (row.place.title if row.place else "")
        lines.append({"login": row, "where": where, "roles": roles})
    return render(request, "access/logins.html", {"page": shown, "lines": lines, "form": form})


@page(verb="access.manage", post=True)
@never_cache
def new_login(request: HttpRequest, kind: str) -> HttpResponse:
    """Open a login; the answer shows its first password, once."""
    viewer = cast("Request", request).viewer
    form = (
        StaffForm(request.POST or None, places=_places(viewer))
        if kind == "staff"
        else UnitForm(request.POST or None, groups=_units(viewer))
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                login, first = _open(form, viewer)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                return render(request, "access/first_password.html", {"login": login, "first": first})
    return render(request, "access/new_login.html", {"form": form, "kind": kind}, status=status)


def _open(form: StaffForm | UnitForm, viewer: Viewer) -> tuple[Login, str]:
    data, now = form.cleaned_data, timezone.now()
    with writing(by=viewer, now=now):
        if isinstance(form, StaffForm):
            login = actions.create_staff_login(
                username=data["username"],
                display_name=data["display_name"],
                place=data["place"],
                by=viewer,
                now=now,
                key=data["key"],
            )
            actions.grant_role(
                login, role=data["role"], place=data["place"], by=viewer, now=now, key=f"{data['key']}.role"[-80:]
            )
        else:
            login = actions.create_unit_login(
                username=data["username"],
                display_name=data["display_name"],
                group=data["group"],
                by=viewer,
                now=now,
                key=data["key"],
            )
        first = actions.give_first_password(login, by=viewer, now=now, key=f"{data['key']}.first"[-80:])
    return login, first


def _login(request: HttpRequest, uuid: UUID) -> Login:
    viewer = cast("Request", request).viewer
    rows = Login.objects.select_related("place", "group", "person__place")
    row = gate.get(rows, viewer, "read", uuid=uuid)
    gate.need(viewer, "change", row)
    return row


@page(verb="access.manage", post=True)
def login(request: HttpRequest, login: UUID) -> HttpResponse:
    """One login: its roles, and a new one."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    row = _login(request, login)
    form = GrantForm(request.POST or None, places=_places(viewer))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                actions.grant_role(
                    row,
                    role=data["role"],
                    place=data["place"],
                    ends_on=data["ends_on"],
                    by=viewer,
                    now=now,
                    key=data["key"],
                )
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("角色给好了，马上生效。"))
                return redirect("access:login", login=row.uuid)
    grants = RoleGrant.objects.filter(login=row).select_related("place").order_by("-pk")[:50]
    today = local_day(now)
    context = {
        "login": row,
        "roles": [(grant, _role(grant.role)) for grant in grants if grant.ended_at is None],
        "ended": [(grant, _role(grant.role)) for grant in grants if grant.ended_at is not None],
        "today": today,
        "has_phone": SecondFactor.objects.filter(user=row, confirmed=True).exists(),
        "has_card": row.person is not None and Card.objects.filter(person=row.person, revoked_at=None).exists(),
        "form": form,
        "once": OnceForm(),
    }
    return render(request, "access/login.html", context, status=status)


@page(verb="access.manage", get=False, post=True)
def login_act(request: HttpRequest, login: UUID, what: str) -> HttpResponse:
    """Close or open a login, or forget its phone."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    row = _login(request, login)
    acts = {
        "disable": (actions.disable_login, _("登录停用了，已经打开的页面马上失效。")),
        "enable": (actions.enable_login, _("登录重新开通了。")),
        "reset": (actions.reset_second_factor, _("手机验证清掉了，下次进门时重新设置。")),
    }
    act, done = acts[what]
    try:
        act(row, by=viewer, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("access:login", login=row.uuid)


@page(verb="access.manage", get=False, post=True)
@never_cache
def first_password(request: HttpRequest, login: UUID) -> HttpResponse:
    """A new first password for somebody who forgot hers; shown in the answer, once."""
    viewer = cast("Request", request).viewer
    row = _login(request, login)
    form = OnceForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        first = actions.give_first_password(row, by=viewer, now=timezone.now(), key=form.cleaned_data["key"])
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("access:login", login=row.uuid)
    return render(request, "access/first_password.html", {"login": row, "first": first})


@page(verb="access.manage", get=False, post=True)
def end_role(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Take a role away, at once."""
    viewer = cast("Request", request).viewer
    row = gate.get(RoleGrant.objects.select_related("place", "login"), viewer, "read", uuid=grant)
    try:
        actions.end_role(row, by=viewer, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("角色收回了，马上生效。"))
    if gate.may(viewer, "change", row.login):
        return redirect("access:login", login=row.login.uuid)
    return redirect("access:logins")
