"""Logins, grants, cards, links, limits, and who looked."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class LoginManager(BaseUserManager["Login"]):
    """Finds logins by their name."""


class Login(AbstractBaseUser):
    """Somebody who can sign in: a worker or unit by password, a resident by card."""

    class Kind(models.TextChoices):
        """How the login is used."""

        STAFF = "staff", _("工作人员")
        UNIT = "unit", _("单位人员")
        RESIDENT = "resident", _("居民")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="login")
    group = models.ForeignKey("groups.Group", on_delete=models.PROTECT, null=True, blank=True, related_name="logins")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []

    objects = LoginManager()

    def __str__(self) -> str:
        return self.display_name


class RoleGrant(models.Model):
    """A role given to a login for a place and below, between dates."""

    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)


class Card(models.Model):
    """A paper neighbour card: a QR with a revocable random token, and a PIN that is never printed on it."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="cards")
    token_mac = models.CharField(max_length=64, unique=True)
    pin = models.CharField(max_length=160)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)


class OneTimeLink(models.Model):
    """A link on paper or by message with which the staff of a unit signs in once."""

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="links")
    token_mac = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Attempt(models.Model):
    """A counter of tries in a window, shared by every server process."""

    bucket = models.CharField(max_length=120, unique=True)
    count = models.PositiveIntegerField(default=0)
    window_ends_at = models.DateTimeField()


class Look(models.Model):
    """Who looked at a sensitive field of whom, when, for what. Append-only, readable by the person concerned."""

    subject = models.UUIDField(db_index=True)
    field = models.CharField(max_length=40)
    purpose = models.CharField(max_length=120)
    viewer = models.CharField(max_length=60)
    at = models.DateTimeField()


class LookSeal(models.Model):
    """The looks of one hour, hashed behind the hour before (chain `access`). Append-only."""

    hour = models.DateTimeField(unique=True)
    last_id = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
