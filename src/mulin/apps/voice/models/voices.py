"""What was said: one row for one utterance, and what its speaker added to it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How the words came to us."""

    COUNTER = "counter", _("窗口")
    PHONE = "phone", _("电话")
    VISIT = "visit", _("上门")
    DIARY = "diary", _("民情日记")
    TALK = "talk", _("恳谈会")
    BOX = "box", _("意见箱")
    PAPER = "paper", _("纸质表格")
    WEB = "web", _("网上")
    SURVEY = "survey", _("问卷里写的")
    IMPORT = "import", _("导入")
    OPEN311 = "open311", _("别的程序")


class Kind(models.TextChoices):
    """What the words are."""

    NEED = "need", _("求助")
    COMPLAINT = "complaint", _("反映问题")
    IDEA = "idea", _("建议")
    PRAISE = "praise", _("表扬")


class Voice(models.Model):
    """One utterance by one person or unit, through one channel. Never edited; a correction is added behind it."""

    class State(models.TextChoices):
        """What became of it. Heard = the sum of these, checked every night."""

        WAITING = "waiting", _("等社区处理")
        LINKED = "linked", _("已立事项")
        ANSWERED = "answered", _("当场答复")
        REFERRED = "referred", _("已转给别处")
        WITHDRAWN = "withdrawn", _("本人收回")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    thread = models.OneToOneField("records.Thread", on_delete=models.PROTECT, related_name="voice")
    words = models.OneToOneField("records.Sealed", on_delete=models.PROTECT, related_name="voice")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.COMPLAINT)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="voices")
    place_path = models.CharField(max_length=120, db_index=True)
    speaker = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="voices")
    speaker_group = models.ForeignKey("groups.Group", on_delete=models.SET_NULL, null=True, related_name="voices")
    speaker_name = models.CharField(max_length=120, blank=True)
    speaker_phone = models.CharField(max_length=40, blank=True)
    recorded_by = models.CharField(max_length=60)
    heard_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    words_public = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    slip_mac = models.CharField(max_length=64, blank=True)
    slip_printed_at = models.DateTimeField(null=True, blank=True)
    stack = models.UUIDField(null=True, blank=True, db_index=True)
    source_key = models.CharField(max_length=120, blank=True, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["place_path", "-recorded_at"]),
            models.Index(fields=["recorded_by", "recorded_at"], name="voice_line"),  # the counter's line of today
            models.Index(fields=["heard_at", "channel", "place_path"], name="voice_month"),  # what a month heard
        ]

    def __str__(self) -> str:
        return self.thread.number

    @property
    def by_another_hand(self) -> bool:
        """Whether somebody else wrote the words down, so that the speaker may look them over."""
        return self.channel != Channel.WEB


class Correction(models.Model):
    """What a speaker added to her own words afterwards; the first words stay."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="corrections")
    words = models.OneToOneField("records.Sealed", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
