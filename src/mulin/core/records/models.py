"""Tables of the register."""

from __future__ import annotations

import uuid

from django.db import models

from mulin.core.records.terms import TermsField


class Series(models.Model):
    """The running number of one place and year."""

    place_code = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place_code", "year"], name="series_of_place_and_year")]


class Thread(models.Model):
    """The face of everything that runs under a register number; other apps and the press read this.

    `title`, `state`, `holder` and `due` are what its app wants shown; `holder_ref` is the uuid of the group that has
    to move; `public` says whether passers-by may see it; `continues_in` is the number where the story goes on.
    """

    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200, blank=True)
    place_path = models.CharField(max_length=120, db_index=True)
    state = models.CharField(max_length=20)
    holder = models.CharField(max_length=80, blank=True)
    holder_ref = models.CharField(max_length=36, blank=True, db_index=True)
    due = models.DateTimeField(null=True, blank=True)
    public = models.BooleanField(default=False)
    continues_in = models.CharField(max_length=24, blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "state", "due"]), models.Index(fields=["public", "-changed_at"])]

    def __str__(self) -> str:
        return self.number


class Chain(models.Model):
    """The head of a chain: register, access, later ledger and ballots. One row each, locked last."""

    name = models.CharField(max_length=20, unique=True)
    seq = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64)


class Entry(models.Model):
    """One line of the register. The database refuses to change or delete it.

    `actor` and `on_behalf_of` are references (login, unit, slip, system; a person's uuid), never names.
    """

    seq = models.PositiveBigIntegerField(unique=True)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="entries")
    verb = models.CharField(max_length=30)
    actor = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    payload = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["thread", "seq"]), models.Index(fields=["verb", "at"])]


class Sealed(models.Model):
    """A personal text that entries only know by its MAC: shredding it leaves the chain whole."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    text = models.TextField(blank=True)
    shredded_at = models.DateTimeField(null=True)


class SealKey(models.Model):
    """The key of one sealed text; backed up apart from it and gone when the text is shredded."""

    sealed = models.OneToOneField(Sealed, on_delete=models.CASCADE, related_name="key")
    secret = models.BinaryField()


class Day(models.Model):
    """The heads of all chains at the end of a day and the code printed on the wall. Append-only."""

    date = models.DateField(unique=True)
    heads = models.TextField()
    code = models.CharField(max_length=20)
    sealed_at = models.DateTimeField()


class Once(models.Model):
    """A form token that was used, and what came of it: a second press of the same button finds the first."""

    key = models.CharField(max_length=80, unique=True)
    result = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()


class Attachment(models.Model):
    """A photo or document of a thread, as stored after cleaning."""

    PUBLIC, STAFF = "public", "staff"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="attachments")
    role = models.CharField(max_length=20)
    caption = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=10, default=STAFF)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    path = models.CharField(max_length=120)
    at = models.DateTimeField()


class RetentionRule(models.Model):
    """From a day on, a class of data is kept so many days. Never changed: a new rule begins on a later day."""

    kind = models.CharField(max_length=40)
    days = models.PositiveIntegerField()
    starts_on = models.DateField()
    source = models.CharField(max_length=200)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "starts_on"])]


class CalendarDay(models.Model):
    """A day that is free or worked other than its weekday says. Never changed: of one day the last row holds.

    `year` is the year whose notice names it; a year nobody entered is missing, not free of holidays.
    """

    year = models.PositiveSmallIntegerField(db_index=True)
    day = models.DateField(db_index=True)
    works = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=200)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()


class Findable(models.Model):
    """The searchable text of one object: its key is the kind's range plus the object's own (`finding.kinds`).

    `text` holds the normal form only where PostgreSQL cannot keep every position of the terms.
    """

    terms = TermsField()
    text = models.TextField(blank=True, default="")
