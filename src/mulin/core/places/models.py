"""The tree of places."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from mulin.core.language import in_english
from mulin.core.places import address


class Kind(models.TextChoices):
    """What a place is, from the whole to the door."""

    STREET = "street", _("街道")
    COMMUNITY = "community", _("社区")
    VILLAGE = "village", _("村")
    COMPOUND = "compound", _("小区")
    HAMLET = "hamlet", _("自然村")
    BUILDING = "building", _("楼栋")
    DOOR = "door", _("户")


LEVEL = {
    Kind.STREET: 0,
    Kind.COMMUNITY: 1,
    Kind.VILLAGE: 1,
    Kind.COMPOUND: 2,
    Kind.HAMLET: 2,
    Kind.BUILDING: 3,
    Kind.DOOR: 4,
}


class Place(models.Model):
    """A place. `path` joins the codes from the street down (`BG/GH/3/201/`): a prefix is everything below.

    Coordinates are WGS-84 in units of 1e-7 degree; `shape` is GeoJSON text.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField(max_length=20)
    path = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80, db_index=True)
    name_en = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    lat_e7 = models.IntegerField(null=True, blank=True)
    lon_e7 = models.IntegerField(null=True, blank=True)
    shape = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parent", "code"], name="place_code_among_siblings")]
        indexes = [models.Index(fields=["kind", "path"], name="place_kind")]  # fifteen communities among all doors

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name in the visitor's language, where it has one there."""
        if not in_english():
            return self.name
        return self.name_en or (address.english(self.name) if self.kind in (Kind.BUILDING, Kind.DOOR) else self.name)
