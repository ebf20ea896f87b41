"""A small street for the tests of the nouns, made by calling the real actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from mulin.core.access.actions import grant_role
from mulin.core.access.capabilities import ROLES
from mulin.core.access.models import Login
from mulin.core.gate import SYSTEM, Grant, Viewer
from mulin.core.groups.actions import appoint, found_group
from mulin.core.groups.models import Group, Office
from mulin.core.groups.models import Kind as GroupKind
from mulin.core.places.actions import add_place, door
from mulin.core.places.models import Kind, Place

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
TODAY = date(2026, 11, 24)


@dataclass
class Street:
    """What was made."""

    street: Place
    gh: Place
    yx: Place
    three: Place
    door: Place
    committee: Group
    property: Group
    bureau: Group
    office: Group
    secretary: Viewer
    worker: Viewer
    stranger: Viewer
    head: Office

    def at(self, text: str, community: Place | None = None) -> Place:
        """A door, made on demand."""
        return door(community=community or self.gh, text=text, by=SYSTEM, now=NOW)


def place(parent: Place | None, kind: str, code: str, name: str, **more: Any) -> Place:
    return add_place(parent=parent, kind=kind, code=code, name=name, by=SYSTEM, now=NOW, **more)


def group(at: Place, key: str, kind: str, name: str) -> Group:
    return found_group(key=key, kind=kind, name=name, place=at, by=SYSTEM, now=NOW)


def viewer(role: str, at: Place) -> Viewer:
    return Viewer(ref=f"login:{role}", name=role, grants=tuple(Grant(verb, at.path) for verb in ROLES[role].verbs))


def build() -> Street:
    street = place(None, Kind.STREET, "BG", "百果街道")
    gh = place(street, Kind.COMMUNITY, "GH", "桂花新村社区")
    yx = place(street, Kind.VILLAGE, "YX", "银杏村")
    three = place(gh, Kind.BUILDING, "3", "3幢")
    place(gh, Kind.BUILDING, "4", "4幢")
    place(yx, Kind.BUILDING, "6", "6组")
    committee = group(gh, "GH:committee", GroupKind.COMMITTEE, "桂花新村居委会")
    return Street(
        street=street,
        gh=gh,
        yx=yx,
        three=three,
        door=door(community=gh, text="3-201", by=SYSTEM, now=NOW),
        committee=committee,
        property=group(gh, "GH:property", GroupKind.PROPERTY, "桂花物业"),
        bureau=group(street, "street:roads", GroupKind.BUREAU, "城管科"),
        office=group(street, "street:office", GroupKind.OFFICE, "百果街道办事处"),
        secretary=viewer("secretary", gh),
        worker=viewer("worker", gh),
        stranger=viewer("worker", yx),
        head=appoint(
            group=committee, title="主任", holder_name="俞主任", starts_on=date(2024, 1, 1), by=SYSTEM, now=NOW
        ),
    )


def client(role: str, at: Place, username: str = "") -> Client:
    """A browser that is signed in with a role."""
    login = Login.objects.create(
        username=username or f"{role}-{at.code}".lower(), display_name=role, kind=Login.Kind.STAFF, created_at=NOW
    )
    grant_role(login, role=role, place=at, by=SYSTEM, now=datetime(2024, 1, 1, tzinfo=UTC))
    browser = Client()
    browser.force_login(login)
    device = TOTPDevice.objects.create(user=login, name="test", confirmed=True)
    session = browser.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id  # past her second factor
    session.save()
    return browser


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)
