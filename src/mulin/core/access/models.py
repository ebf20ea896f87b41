"""Logins, grants, cards, links, limits, and who looked."""

from __future__ import annotations

import uuid
from base64 import b32encode
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from mulin.core.access import tokens


class LoginManager(BaseUserManager["Login"]):
    """Finds logins by their name."""


class Login(AbstractBaseUser):
    """Somebody who can sign in: a worker or unit by password, a resident by card.

    `place` is where a worker belongs; a unit belongs where its group is, a resident where she lives. `first_until` is
    set while the password is a first one, printed by the steward: it must be changed, and before then. Raising `epoch`
    ends every session.
    """

    class Kind(models.TextChoices):
        """How the login is used."""

        STAFF = "staff", _("工作人员")
        UNIT = "unit", _("单位人员")
        RESIDENT = "resident", _("居民")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="login"
    )
    group = models.ForeignKey("groups.Group", on_delete=models.PROTECT, null=True, blank=True, related_name="logins")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)
    first_until = models.DateTimeField(null=True, blank=True)
    epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    objects = LoginManager()

    def __str__(self) -> str:
        return self.display_name

    @property
    def home(self) -> str:
        """Path of the place it belongs to; empty when it belongs nowhere."""
        if self.kind == self.Kind.UNIT and self.group:
            return self.group.place_path
        if self.kind == self.Kind.RESIDENT and self.person:
            return self.person.place_path
        return self.place.path if self.place else ""

    def get_session_auth_hash(self) -> str:
        """What a session must still carry to be valid: it changes with the password and with `epoch`."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the former keys."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes) -> str:
        value = f"{self.password}:{self.epoch}"
        return salted_hmac("mulin.access.session", value, secret=secret, algorithm="sha256").hexdigest()


class SecondFactor(TOTPDevice):  # type: ignore[misc]
    """A phone that shows six digits. The stored key alone is worth nothing: the real one is derived from it."""

    class Meta:
        proxy = True

    under: str | None = None  # the server's key by which `bin_key` is derived; None is the present one

    @property
    def bin_key(self) -> bytes:
        """The key the phone was given."""
        return tokens.derive("second factor", str(self.key), self.under)[:20]

    def verify_token(self, token: str) -> bool:
        """Whether the phone shows these digits now, also a phone that was set up under a former key of the server."""
        for self.under in (None, *map(str, settings.SECRET_KEY_FALLBACKS)):
            fits = bool(super().verify_token(token))
            if fits:
                break
        return fits

    def get_throttle_factor(self) -> int:
        """None: tries are limited where they are counted for every way in, and there the visitor is told so."""
        return 0

    @property
    def written_key(self) -> str:
        """The same for typing, in groups of four (base 32)."""
        return tokens.grouped(b32encode(self.bin_key).decode()).replace("-", " ")


class RoleGrantRows(models.QuerySet["RoleGrant"]):
    """Grants, by whether they hold."""

    def current(self, today: date) -> RoleGrantRows:
        """Those that hold on a day and were not taken away."""
        return self.filter(starts_on__lte=today, ended_at=None).filter(
            models.Q(ends_on=None) | models.Q(ends_on__gte=today)
        )


class RoleGrant(models.Model):
    """A role given to a login for a place and below, between dates; `ended_at` takes it away at once."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RoleGrantRows.as_manager()


class Card(models.Model):
    """A paper neighbour card: a QR with a revocable random token, and a PIN that is never printed on it.

    `number` is for typing and for the telephone; it opens nothing without the PIN.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    number = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="cards")
    token_mac = models.CharField(max_length=64, unique=True)
    pin = models.CharField(max_length=160)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)


class OneTimeLink(models.Model):
    """A link on paper or by message with which the staff of a unit signs in once."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="links")
    token_mac = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class ApiKey(models.Model):
    """A key with which a program of somebody else speaks to us; only its MAC is kept.

    `name` says whose program it is: a unit or a firm, never a person.
    """

    class Scope(models.TextChoices):
        """What the program may do."""

        POST = "open311.post", _("递送民声")
        TEST = "open311.test", _("只做测试，什么都不留下")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(max_length=80)
    scope = models.CharField(max_length=20, choices=Scope.choices)
    token_mac = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    @property
    def ref(self) -> str:
        """How the register names what it brought."""
        return f"key:{self.uuid}"


class Attempt(models.Model):
    """A counter of tries in a window, shared by every server process. Names and addresses in `bucket` are MACs."""

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
    """The looks of one hour, hashed behind the hour before (chain `access`). Append-only.

    It covers the looks behind the seal before, up to `last_id`: no gap between two seals.
    """

    seq = models.PositiveBigIntegerField(unique=True)
    hour = models.DateTimeField(unique=True)
    last_id = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)


class LookTombstone(models.Model):
    """In the place of the looks of a seal that were kept long enough: the hash over them, so that the seal fits.

    The database lets go of exactly the looks it names (`first_id` to `last_id`), and the register says that it was
    done. Append-only.
    """

    seal = models.OneToOneField(LookSeal, on_delete=models.PROTECT, related_name="tombstone")
    first_id = models.PositiveBigIntegerField()
    last_id = models.PositiveBigIntegerField()
    looks = models.CharField(max_length=64)
    at = models.DateTimeField()
