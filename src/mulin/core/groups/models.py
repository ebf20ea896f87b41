"""Groups, membership, office."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from mulin.core import language


class Kind(models.TextChoices):
    """What a group is."""

    COMMITTEE = "committee", _("居（村）委会")
    BRANCH = "branch", _("党支部")
    ASSOCIATION = "association", _("社团")
    TEAM = "team", _("义工队")
    PROPERTY = "property", _("物业")
    UNIT = "unit", _("辖区单位")
    BUREAU = "bureau", _("街道科室")
    OFFICE = "office", _("街道办事处")


class Level(models.IntegerChoices):
    """How high an answer stands when a matter climbs."""

    UNIT = 0, _("责任单位")
    COMMUNITY = 1, _("社区")
    STREET = 2, _("街道")
    MEETING = 3, _("开会议一议")


class Group(models.Model):
    """A group. `answers` marks a unit that can own a commitment, `level` where it stands when matters climb."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80, db_index=True)
    name_en = models.CharField(max_length=120, blank=True)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="groups")
    place_path = models.CharField(max_length=120, db_index=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    answers = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.UNIT)
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name in the visitor's language, where it has one there."""
        return language.title(self.name, self.name_en)


class Membership(models.Model):
    """Somebody belongs to a group between dates."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_it_starts",
            )
        ]


class Office(models.Model):
    """An office (书记, 主任, 理事) held between dates. `holder_name` is who is shown when there is no person row."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="offices")
    title = models.CharField(max_length=40)
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="offices"
    )
    holder_name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
                name="office_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.holder_name}"
