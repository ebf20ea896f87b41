"""Browsers of people who are signed in, for tests of pages."""

from __future__ import annotations

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from mulin.core.access.actions import grant_role
from mulin.core.access.models import Login
from mulin.core.gate import SYSTEM
from mulin.core.places.models import Place
from tests.world import NOON


def signed_in(name: str, role: str | None, place: Place) -> Client:
    """A browser in which that login is signed in, past its second factor."""
    client = Client()
    login = Login.objects.get(username=name)
    if role and not login.role_grants.exists():
        grant_role(login, role=role, place=place, by=SYSTEM, now=NOON)
    client.force_login(login)
    device = TOTPDevice.objects.create(user=login, name="test", confirmed=True)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client
