"""The desk's pages about people: search, add, edit, consent, delegation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.people import actions, consent, queries
from mulin.core.people.actions.delegations import ENTRUSTABLE
from mulin.core.people.forms import ConsentForm, DelegationForm, EditPersonForm, LeftForm, NewPersonForm, PersonForm
from mulin.core.people.models import Consent, Delegation, Person
from mulin.core.people.phone import mask
from mulin.core.places.actions import door
from mulin.core.places.models import Kind, Place
from mulin.core.places.queries import communities, community_path
from mulin.core.records.days import local_day
from mulin.core.refusals import Changed, Refusal

ROWS = 25
WRONG = 422


def _mine(viewer: Viewer) -> QuerySet[Place]:
    return communities().filter(viewer.scope("people.edit", "path"))


@page(verb="people.read")
def people(request: Request) -> HttpResponse:
    """Search by name or door; telephone numbers are masked."""
    viewer, words = request.viewer, request.GET.get("q", "")[:120]
    page = Paginator(queries.search(words, viewer=viewer), ROWS).get_page(request.GET.get("page"))
    names = {place.path: place.title for place in communities()}
    rows = [
        (person, names.get(community_path(person.place_path), ""), queries.candidate(person).door, mask(person.phone))
        for person in page
    ]
    context = {"page": page, "rows": rows, "words": words, "may_add": viewer.can_somewhere("people.edit")}
    return render(request, "people/list.html", context)


def _home(form: PersonForm, viewer: Viewer) -> Place | None:
    """The door (or community) that was typed; None when it is wrong, which the form then says."""
    community: Place = form.cleaned_data["community"]
    text = form.cleaned_data["door"].strip()
    try:
        return door(community=community, text=text, by=viewer, now=timezone.now()) if text else community
    except Refusal as refusal:
        form.add_error("door", str(refusal))
        return None


@page(verb="people.edit", post=True)
def add(request: Request) -> HttpResponse:
    """Register somebody; those of her name who may be her are shown first."""
    viewer, found = request.viewer, None
    mine = _mine(viewer)
    form = NewPersonForm(request.POST or None, communities=mine, initial={"community": mine.first()})
    if form.is_valid() and (place := _home(form, viewer)) is not None:
        data = form.cleaned_data
        try:
            found = actions.find_or_add(
                name=data["name"],
                place=place,
                phone=data["phone"],
                birth_year=data["birth_year"],
                another=data["another"],
                key=data["key"],
                by=viewer,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    if found is not None and found.person is not None:
        said = _("已登记：%(name)s。") if found.added else _("%(name)s 已经登记过，就是这一位。")
        messages.success(request, said % {"name": found.person.name})
        return redirect("people:person", found.person.uuid)
    context = {"form": form, "candidates": found.candidates if found else ()}
    return render(request, "people/add.html", context, status=WRONG if request.method == "POST" else 200)


def _get(request: Request, uuid: UUID, verb: str = "read") -> Person:
    rows = Person.objects.select_related("place")
    person = gate.get(rows, request.viewer, "read", uuid=uuid)
    gate.need(request.viewer, verb, person)
    return person


def _delegates(person: Person) -> list[tuple[str, str]]:
    rows = person.delegations_given.select_related("delegate").order_by("pk")
    return [(str(row.delegate.uuid), row.delegate.name) for row in rows]


def _show(request: Request, person: Person, status: int = 200, **forms: django_forms.Form) -> HttpResponse:
    viewer, today = request.viewer, local_day(timezone.now())
    consents = list(gate.visible(Consent.objects.filter(person=person), viewer, "read").select_related("given_by"))
    names = dict(ENTRUSTABLE)
    delegations = gate.visible(Delegation.objects.filter(principal=person), viewer, "read").select_related("delegate")
    context = {
        "person": person,
        "home": queries.candidate(person),
        "household": queries.household_of(person, viewer=viewer),
        "consents": sorted(consents, key=lambda row: (row.withdrawn_at is not None, -row.pk)),
        "delegations": [
            (row, [names[code] for code in row.purposes.split(",") if code in names], _over(row, today))
            for row in delegations.order_by("-pk")
        ],
        "may_edit": gate.may(viewer, "people.edit", person),
        "child": consent.is_child(person.birth_year, today),
        "consent_form": ConsentForm(delegates=_delegates(person)),
        "delegation_form": DelegationForm(initial={"starts_on": today}),
        "left_form": LeftForm(initial={"on": today, "based_on": actions.person_version(person)}),
        **forms,
    }
    return render(request, "people/person.html", context, status=status)


def _over(row: Delegation, today: Any) -> bool:
    return row.ends_on is not None and row.ends_on < today


@page(verb="people.read")
def person(request: Request, uuid: UUID) -> HttpResponse:
    """What is known of somebody: her door, her household, what she agreed to, who acts for her."""
    return _show(request, _get(request, uuid))


@page(verb="people.edit", post=True)
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """Correct what is written down; when somebody was faster both versions are shown and what was typed stays."""
    viewer, row = request.viewer, _get(request, uuid, "people.edit")
    home = row.place.name if row.place.kind == Kind.DOOR else ""
    initial = {
        "name": row.name,
        "community": communities().filter(path=community_path(row.place_path)).first(),
        "door": home,
        "birth_year": row.birth_year,
        "based_on": actions.person_version(row),
    }
    form = EditPersonForm(request.POST or None, communities=_mine(viewer), initial=initial)
    theirs = None
    if form.is_valid():
        data = form.cleaned_data
        stays = data["door"].strip() == home and data["community"].path == community_path(row.place_path)
        place = row.place if stays else _home(form, viewer)
        if place is not None:
            try:
                actions.edit_person(
                    person=row,
                    name=data["name"],
                    phone="" if data["no_phone"] else data["phone"] or None,
                    birth_year=data["birth_year"],
                    place=place,
                    based_on=data["based_on"],
                    by=viewer,
                    now=timezone.now(),
                )
            except Changed as changed:
                theirs = row
                form.data = form.data.copy()  # type: ignore[attr-defined]
                form.data["based_on"] = actions.person_version(row)  # type: ignore[index]
                form.add_error(None, str(changed))
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("改好了。"))
                return redirect("people:person", uuid)
    context = {"form": form, "person": row, "theirs": theirs, "phone_now": mask(row.phone)}
    return render(request, "people/edit.html", context, status=WRONG if request.method == "POST" else 200)


@page(verb="people.edit", get=False, post=True)
def left(request: Request, uuid: UUID) -> HttpResponse:
    """Write down that she does not live here any more."""
    row, form = _get(request, uuid, "people.edit"), LeftForm(request.POST)
    if form.is_valid():
        try:
            actions.mark_left(
                person=row,
                on=form.cleaned_data["on"],
                based_on=form.cleaned_data["based_on"],
                by=request.viewer,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, _("记下了。说过的话和办过的事都还在。"))
            return redirect("people:list")
    return _show(request, row, WRONG, left_form=form)


@page(verb="people.edit", get=False, post=True)
def agree(request: Request, uuid: UUID) -> HttpResponse:
    """Write down a yes."""
    row = _get(request, uuid, "people.edit")
    form = ConsentForm(request.POST, delegates=_delegates(row))
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.give_consent(
                person=row,
                purpose=data["purpose"],
                wording=data["wording"],
                subject=data["subject"],
                given_by=Person.objects.get(uuid=data["given_by"]) if data["given_by"] else None,
                by=request.viewer,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("记下了。什么时候都可以收回。"))
            return redirect("people:person", uuid)
    return _show(request, row, WRONG, consent_form=form)


@page(verb="people.edit", get=False, post=True)
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """Take back every yes to one purpose."""
    row = _get(request, uuid, "people.edit")
    purpose = request.POST.get("purpose", "")
    actions.withdraw_consent(person=row, purpose=purpose, by=request.viewer, now=timezone.now())
    messages.success(request, _("已收回，从现在起不再用。"))
    return redirect("people:person", uuid)


@page(verb="people.edit", get=False, post=True)
def entrust(request: Request, uuid: UUID) -> HttpResponse:
    """Write down who acts for her."""
    viewer, row = request.viewer, _get(request, uuid, "people.edit")
    form = DelegationForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        like = queries.candidates(data["delegate"], community_path(row.place_path), viewer=viewer)
        like = [
            one
            for one in like
            if not data["delegate_door"].strip() or data["delegate_door"].strip() in {one.door, one.person.place.name}
        ]
        if len(like) != 1:
            doors = _("、").join(one.door or _("门牌不详") for one in like)
            several = _("有几位同名，请写清门牌：%(doors)s") % {"doors": doors}
            form.add_error("delegate", several if like else _("没有查到这一位，请先登记。"))
        else:
            try:
                actions.delegate(
                    principal=row,
                    delegate=like[0].person,
                    purposes=data["purposes"],
                    starts_on=data["starts_on"],
                    ends_on=data["ends_on"],
                    by=viewer,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("委托记下了。"))
                return redirect("people:person", uuid)
    return _show(request, row, WRONG, delegation_form=form)


@page(verb="people.edit", get=False, post=True)
def end_trust(request: Request, uuid: UUID) -> HttpResponse:
    """End a delegation today."""
    rows = Delegation.objects.select_related("principal")
    row = gate.get(rows, request.viewer, "read", uuid=uuid)
    gate.need(request.viewer, "people.edit", row.principal)
    try:
        actions.end_delegation(delegation=row, by=request.viewer, now=timezone.now())
        messages.success(request, _("委托到今天为止。"))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("people:person", row.principal.uuid)
