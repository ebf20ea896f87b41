"""Meetings and their papers."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Meeting(models.Model):
    """A meeting under a register number."""

    class Kind(models.TextChoices):
        """Which of the customary meetings it is."""

        TALK = "talk", _("民生恳谈会")
        COUNCIL = "council", _("议事会")
        HEARING = "hearing", _("听证会")
        APPRAISAL = "appraisal", _("评议会")

    class State(models.TextChoices):
        """Where it stands."""

        WANTED = "wanted", _("待定时间")
        NOTICED = "noticed", _("已通知")
        HELD = "held", _("已开")
        CANCELLED = "cancelled", _("已取消")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    thread = models.OneToOneField("records.Thread", on_delete=models.PROTECT, related_name="meeting")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=120)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="meetings")
    place_path = models.CharField(max_length=120, db_index=True)
    room = models.CharField(max_length=80, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    convenor = models.ForeignKey("groups.Group", on_delete=models.PROTECT, null=True, related_name="meetings")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WANTED)
    notice = models.TextField(blank=True)
    summary = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-starts_at"])]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """Something a meeting takes up; `about` is the register number of a thread, as plain data.

    `disposition` says what became of it; `postponed` that it was left to another meeting.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=24, blank=True, db_index=True)
    disposition = models.TextField(blank=True)
    postponed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "order"], name="agenda_order")]


class Capacity(models.TextChoices):
    """In what capacity somebody sits in a meeting."""

    RESIDENT = "resident", _("居民")
    REPRESENTATIVE = "representative", _("居民代表")
    UNIT = "unit", _("责任单位")
    OFFICE = "office", _("任职的人")
    WORKER = "worker", _("社区工作人员")
    GUEST = "guest", _("列席")


class Attendance(models.Model):
    """Somebody was there, from when to when. `office` is set for who came by an office: shown by name to everybody."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    office = models.ForeignKey("groups.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    capacity = models.CharField(max_length=20, choices=Capacity.choices, default=Capacity.RESIDENT)
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
