"""What has to be settled. Matter's columns are a projection of its register entries; `mulin verify` compares them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.models.rules import FIRST_RULES
from mulin.apps.voice.models.voices import Voice


class Matter(models.Model):
    """What has to be settled. Everything below `place` is written only from the fold of its entries."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    thread = models.OneToOneField("records.Thread", on_delete=models.PROTECT, related_name="matter")
    title = models.CharField(max_length=60)
    description = models.TextField()
    category = models.CharField(max_length=40)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="matters")
    place_path = models.CharField(max_length=120, db_index=True)
    opened_at = models.DateTimeField()
    klass = models.CharField(max_length=12)
    klass_from = models.DateField(default=FIRST_RULES)
    phase = models.CharField(max_length=10, db_index=True)
    outcome = models.CharField(max_length=10, blank=True)
    level = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    holder = models.ForeignKey("groups.Group", on_delete=models.PROTECT, related_name="matters")
    clock_start = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    handover = models.CharField(max_length=36, blank=True, default="")
    told = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateField(null=True)
    proposal = models.DateField(null=True)
    milestone = models.CharField(max_length=300, blank=True)
    window_ends = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    merged_into = models.CharField(max_length=24, blank=True)
    judged_yes = models.PositiveIntegerField(default=0)
    judged_count = models.PositiveIntegerField(default=0)
    voice_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["phase", "due_at"]),
            models.Index(fields=["place_path", "-opened_at"]),
            models.Index(fields=["holder", "phase", "outcome"], name="matter_held"),
            models.Index(fields=["-opened_at", "-id", "phase"], name="matter_latest"),  # any page of the list
            models.Index(fields=["phase", "outcome", "place_path"], name="matter_settled"),  # counts of what grows
            models.Index(fields=["closed_at"], name="matter_closed"),
            models.Index(fields=["handover"], condition=~models.Q(handover=""), name="matter_handover"),
            models.Index(fields=["place_path", "phase", "outcome", "round", "due_at"], name="matter_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.thread.number} {self.title}"


class VoiceLink(models.Model):
    """A voice belongs to a matter; undone, never deleted."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="links")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="links")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    reason = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["voice", "matter"], condition=models.Q(undone_at__isnull=True), name="one_link_at_a_time"
            )
        ]


class Commitment(models.Model):
    """What an owner promised by a day, and when it was delivered. Lateness is computed, never set."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="commitments")
    round = models.PositiveSmallIntegerField()
    owner = models.ForeignKey("groups.Group", on_delete=models.PROTECT, related_name="commitments")
    what = models.CharField(max_length=300)
    due_on = models.DateField()
    promised_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "delivered_at", "due_on"])]


class Evaluation(models.Model):
    """What one speaker said about one round's result. Her comment is sealed like her words."""

    class How(models.TextChoices):
        """Through which door the judgement came."""

        SLIP = "slip", _("凭回执")
        CARD = "card", _("凭邻里卡")
        PHONE = "phone", _("电话回访")
        COUNTER = "counter", _("到窗口")
        PAPER = "paper", _("凭纸质表格")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="evaluations")
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="evaluations")
    round = models.PositiveSmallIntegerField()
    heard = models.BooleanField()
    solved = models.BooleanField()
    satisfied = models.PositiveSmallIntegerField()
    comment = models.ForeignKey("records.Sealed", on_delete=models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "voice", "round"], name="one_judgement_a_round")]


class CallRequest(models.Model):
    """A unit wants to reach a speaker; the counter rings her, so that the unit never sees her number."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="calls")
    unit = models.ForeignKey("groups.Group", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["done_at"], name="call_open")]
