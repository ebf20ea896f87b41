"""Persons, households, consent, delegation."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Household(models.Model):
    """Those who live behind one door."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    door = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="households")
    label = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["door", "label"], name="household_label_at_door")]


class Person(models.Model):
    """A resident. The name is stored as she writes it; `name_key` is its normal form for searching.

    `place_path` repeats the path of the door (or of the community, when no door is known) for scoping.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120, db_index=True)
    household = models.ForeignKey(Household, on_delete=models.SET_NULL, null=True, blank=True, related_name="people")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="people")
    place_path = models.CharField(max_length=120, db_index=True)
    phone = models.CharField(max_length=40, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    source_key = models.CharField(max_length=80, blank=True, db_index=True)
    added_at = models.DateTimeField()
    left_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Purpose(models.TextChoices):
    """What somebody may agree to."""

    WORDS = "words", _("公开我说的原话")
    CONTACT = "contact", _("用电话联系我")
    PHOTO = "photo", _("公开有我的照片")
    CARE = "care", _("为了帮扶而登记我的情况")
    NEWS = "news", _("在社区报上写到我")


class Consent(models.Model):
    """A dated yes to one purpose, and its withdrawal. `wording` is the sentence that was agreed to.

    `subject` narrows it to one thing, a register number for instance; empty means in general. `given_by` is set when
    her delegate said yes for her.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    subject = models.CharField(max_length=40, blank=True)
    wording = models.CharField(max_length=300)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_by = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "withdrawn_at"])]


class Delegation(models.Model):
    """One person acts for another who cannot sign in, for named purposes, between dates."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    principal = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="delegations_given")
    delegate = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="delegations_held")
    purposes = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    recorded_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(principal=models.F("delegate")), name="nobody_is_her_own_delegate"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="delegation_ends_after_it_starts",
            ),
        ]
