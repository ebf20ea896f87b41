"""Which unit answers for what where, between dates."""

from __future__ import annotations

import uuid

from django.db import models


class Route(models.Model):
    """At a place and below, a category (or everything) is for a unit to answer. Ended, never changed."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=120, db_index=True)
    category = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey("groups.Group", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()
