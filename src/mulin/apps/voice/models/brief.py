"""Briefs (建议, 社情民意): what is asked of whom, and the matters that show why. Figures are counted, never typed."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.models.matters import Matter
from mulin.apps.voice.rules.brief import content


class Brief(models.Model):
    """One brief. `figures` is canonical JSON of what was counted at publishing, when the register stood at `head`."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("在写")
        PUBLISHED = "published", _("公布了，等答复")
        ANSWERED = "answered", _("有答复了")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    thread = models.OneToOneField("records.Thread", on_delete=models.PROTECT, related_name="brief")
    title = models.CharField(max_length=80)
    asked = models.CharField(max_length=80)
    ask = models.TextField()
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=120, db_index=True)
    matters = models.ManyToManyField(Matter, related_name="briefs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    figures = models.TextField(blank=True)
    head = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-published_at"], name="brief_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def counted(self) -> dict[str, Any]:
        """What was counted at publishing; empty before."""
        found: dict[str, Any] = json.loads(self.figures) if self.figures else {}
        return found

    @property
    def digest(self) -> str:
        """The SHA-256 of everything it says, as its entry names it."""
        whole = content(
            number=self.thread.number,
            title=self.title,
            asked=self.asked,
            ask=self.ask,
            place=self.place_path,
            head=self.head,
            counted=self.figures,
        )
        return hashlib.sha256(whole.encode()).hexdigest()
