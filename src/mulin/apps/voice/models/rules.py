"""Dated rules: how long a class of matters has, and from how many on a rate is shown. Never changed, only followed."""

from __future__ import annotations

from datetime import date

from django.db import models

FIRST_RULES = date(2000, 1, 1)  # the rules an installation starts with hold since then


class ResponseClass(models.Model):
    """How long a class of matters has until a unit must have promised, done or explained.

    One of `hours`, `days` and `working_days` counts. `pause_days`: how long its clock may stand still altogether.
    `tell_community`, `tell_office`, `tell_leaders`: so many hours late, and those are told.
    """

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    hours = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    working_days = models.PositiveSmallIntegerField(default=0)
    pause_days = models.PositiveSmallIntegerField(default=60)
    tell_community = models.PositiveSmallIntegerField(default=24)
    tell_office = models.PositiveSmallIntegerField(default=72)
    tell_leaders = models.PositiveSmallIntegerField(default=168)
    source = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    set_by = models.CharField(max_length=60, blank=True)
    set_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "starts_on"], name="response_class_version")]


class RateRule(models.Model):
    """From how many on a share is shown."""

    least = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    starts_on = models.DateField(unique=True)
    set_by = models.CharField(max_length=60, blank=True)
    set_at = models.DateTimeField(null=True)
