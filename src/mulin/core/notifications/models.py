"""How somebody wants to be told, and what she is to be told."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """By which way word reaches her."""

    CALL = "call", _("打电话说一声")
    VISIT = "visit", _("上门说一声")
    SMS = "sms", _("发短信")
    EMAIL = "email", _("发电子邮件")
    WECHAT = "wechat", _("发微信")
    NONE = "none", _("不用，我自己凭回执看")


class Pace(models.TextChoices):
    """How often."""

    ONCE = "once", _("一有进展就说")
    DAY = "day", _("每天最多一次")
    WEEK = "week", _("每星期一次")


class Wish(models.Model):
    """What a person said about how she wants to be told."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="told_by")
    way = models.CharField(max_length=10, choices=Way.choices)
    address = models.CharField(max_length=120, blank=True)
    pace = models.CharField(max_length=10, choices=Pace.choices, default=Pace.ONCE)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)


class Notification(models.Model):
    """One sentence for one speaker. `number` is her own register number, `about` the thread where it happened."""

    class Outcome(models.TextChoices):
        """What became of it."""

        TOLD = "told", _("说到了")
        SENT = "sent", _("发出了")
        LAPSED = "lapsed", _("过时了")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    app = models.CharField(max_length=20)
    number = models.CharField(max_length=24, db_index=True)
    about = models.CharField(max_length=24)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, related_name="notifications")
    place_path = models.CharField(max_length=120)
    text = models.CharField(max_length=300)
    at = models.DateTimeField()
    way = models.CharField(max_length=10, choices=Way.choices)
    ready_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["done_at", "way", "ready_at"], name="notification_ready"),
            models.Index(fields=["done_at", "place_path"], name="notification_list"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:20]}"
