"""Pages of the door, of cards and links, and of the steward."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.utils import timezone

from mulin.core.access import actions
from mulin.core.access.models import ApiKey, Card, Login, OneTimeLink
from mulin.core.gate import SYSTEM, Grant, Viewer
from mulin.core.groups.models import Group
from mulin.core.people import actions as people
from mulin.core.people.models import DataRequest, Person
from mulin.core.places.models import Place
from tests import world
from tests.core.access.signing import sign_in
from tests.pages.samples import not_a_page, page

PASSWORD = "桂花开了满院香 2026"


def _rows() -> None:
    """A street, if no other part of the samples made one; these pages need nothing else of it."""
    if not Place.objects.filter(path="BG/").exists():
        world.build()


def _staff(name: str, role: str, path: str) -> Login:
    _rows()
    known = Login.objects.filter(username=name).first()
    if known:
        return known
    place = Place.objects.get(path=path)
    made = actions.create_staff_login(username=name, display_name="周敏", place=place, by=SYSTEM, now=world.NOON)
    actions.grant_role(made, role=role, place=place, by=SYSTEM, now=world.NOON)
    return made


def _steward() -> Login:
    return _staff("page.steward", "steward", "BG/")


def _worker() -> Login:
    return _staff("page.worker", "worker", "BG/GH/")


def _person() -> Person:
    _rows()
    person = Person.objects.filter(place_path__startswith="BG/GH/").order_by("pk").first()
    assert person is not None
    return person


def as_steward(client: Client) -> None:
    sign_in(client, _steward())


def as_worker(client: Client) -> None:
    sign_in(client, _worker())


def as_resident(client: Client) -> None:
    person = _person()
    issued = actions.issue_card(person, by=SYSTEM, now=timezone.now())
    by = Login.objects.get(pk=_worker().pk)
    with actions.look(
        subjects=[person.uuid],
        field="电话",
        purpose="上门前打电话",
        by=Viewer(ref=f"login:{by.uuid}"),
        now=timezone.now(),
    ):
        pass
    client.post("/card/", {"number": issued.card.number, "pin": issued.pin})


def with_password(client: Client) -> None:
    worker = _worker()
    actions.set_password(worker, password=PASSWORD, by=SYSTEM)
    sign_in(client, worker)


def with_card(client: Client) -> None:
    issued = actions.issue_card(_person(), by=SYSTEM, now=timezone.now())
    client.get("/card/", {"t": issued.token})


def with_link(client: Client) -> None:
    _rows()
    unit = Group.objects.filter(answers=True).order_by("pk").first()
    assert unit is not None
    client.get("/in/link/", {"t": actions.make_unit_link(unit, by=SYSTEM, now=timezone.now()).token})
    assert OneTimeLink.objects.exists()


def at_the_phone(client: Client) -> None:
    worker = _worker()
    actions.set_password(worker, password=PASSWORD, by=SYSTEM)
    client.post("/in/staff/", {"username": worker.username, "password": PASSWORD})


def with_first_password(client: Client) -> None:
    worker = _worker()
    first = actions.give_first_password(worker, by=SYSTEM, now=timezone.now())
    client.post("/in/staff/", {"username": worker.username, "password": first})


def with_locked_card(client: Client) -> None:
    as_worker(client)
    for _ in range(2):
        actions.issue_card(_person(), by=SYSTEM, now=timezone.now())
    Card.objects.filter(revoked_at=None).update(failures=5, locked_at=timezone.now())


def with_keys(client: Client) -> None:
    """A key in use and a revoked one."""
    as_steward(client)
    street = Place.objects.get(path="BG/")
    if not ApiKey.objects.exists():
        for name in ("市民热线 · 小程序", "停用了的程序"):
            made = actions.make_key(street, name=name, scope=ApiKey.Scope.POST, by=SYSTEM, now=timezone.now())
        actions.revoke_key(made.row, street, by=SYSTEM, now=timezone.now())


def person() -> dict[str, Any]:
    return {"person": _person().uuid}


def unit() -> dict[str, Any]:
    _rows()
    return {"group": Group.objects.get(key="GH:property").uuid}


def login() -> dict[str, Any]:
    return {"login": _worker().uuid}


page("access:door")
page("access:door", sign_in=as_resident)
page("access:staff")
page("access:unit")
page("access:card")
page("access:card", prepare=with_card)
page("access:link")
page("access:link", prepare=with_link)
page("access:second", prepare=at_the_phone)
page("access:new_password", prepare=with_first_password)
page("access:change_password", sign_in=with_password)
page("access:looks", sign_in=as_resident)


def _requests() -> list[DataRequest]:
    """One request of each kind, and one that was refused."""
    worker = Viewer(
        ref="login:00000000-0000-4000-8000-00000000a9e5",
        grants=tuple(Grant(verb, "BG/GH/") for verb in ("people.edit", "people.read")),
    )
    more = {"proof": "identity", "by": worker, "now": timezone.now()}
    wrong = people.Wrong("phone", "", "13800001234")
    asked = [
        people.ask(person=_person(), kind="copy", note="要给儿子看", key="page-copy", **more),
        people.ask(person=_person(), kind="correction", wrong=wrong, key="page-correction", **more),
        people.ask(person=_person(), kind="erasure", key="page-erasure", **more),
        people.ask(person=_person(), kind="correction", wrong=wrong, key="page-refused", **more),
    ]
    if asked[3].state == DataRequest.State.OPEN:
        people.refuse(request=asked[3], reason="要看身份证", by=worker, now=timezone.now())
    return asked


def given() -> dict[str, Any]:
    """A copy that the worker who looks has handed out."""
    row = _requests()[0]
    DataRequest.objects.filter(pk=row.pk).update(
        state="done", answered_by=f"login:{_worker().uuid}", answered_at=timezone.now()
    )
    return {"uuid": row.uuid}


def request(number: int) -> Callable[[], dict[str, Any]]:
    return lambda: {"uuid": _requests()[number].uuid}


page("access:requests", sign_in=as_worker, desk=True)
page("access:rights", lambda: {"uuid": _person().uuid}, sign_in=as_worker, desk=True)
page("access:request", request(1), sign_in=as_worker, desk=True)
page("access:request", request(2), query="?erasure", sign_in=as_worker, desk=True)
page("access:request", request(3), query="?refused", sign_in=as_worker, desk=True)
page("access:copy", given, sign_in=as_worker, desk=True)
page("access:me", sign_in=as_resident)
page("notifications:mine", sign_in=as_resident)
page("access:my_part", lambda: {"name": "people"}, sign_in=as_resident)
page("access:my_ask", lambda: {"what": "correction"}, sign_in=as_resident)
page("access:my_ask", lambda: {"what": "erasure"}, query="?erasure", sign_in=as_resident)
page("records:retention", sign_in=as_steward, desk=True)
page("records:kept", lambda: {"name": "access.looks"}, sign_in=as_steward, desk=True)
for name in ("copy_pdf", "refusal_pdf", "my_copy_pdf"):
    not_a_page(f"access:{name}", "a PDF")
for name in ("copy_json", "my_copy_json"):
    not_a_page(f"access:{name}", "a file")
page("access:cards", person, sign_in=with_locked_card, desk=True)
page("access:unit_link", unit, sign_in=as_worker, desk=True)
page("access:logins", sign_in=as_steward, desk=True)
page("access:new_staff", sign_in=as_steward, desk=True)
page("access:new_unit", sign_in=as_steward, desk=True)
page("access:login", login, sign_in=as_steward, desk=True)
page("access:keys", prepare=with_keys, desk=True)
for name in (
    "revoke_key",
    "revoke_card",
    "unlock_card",
    "first_password",
    "disable",
    "enable",
    "reset_second",
    "end_role",
    "sign_out",
):
    not_a_page(f"access:{name}", "a button")
for name in ("card_pdf", "letter_pdf"):
    not_a_page(f"access:{name}", "a PDF, answered to a button")
