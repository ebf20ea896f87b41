"""Hot topics for the office: groups of voices about the same thing, made anew every night."""

from __future__ import annotations

import uuid

from django.db import models

from mulin.apps.voice.models.voices import Voice
from mulin.core.places.queries import NAMES


class Topic(models.Model):
    """At least three people about the same thing. Only the office sees it; the rows are replaced as a whole."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    rank = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=80, blank=True)  # the name most of them say
    place_path = models.CharField(max_length=120)  # what they all lie in
    words = models.CharField(max_length=200)  # the words that hold them together, with 、 between
    people = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    heat = models.PositiveIntegerField()  # hundredths of a person of today
    made_at = models.DateTimeField()
    voices = models.ManyToManyField(Voice, related_name="topics")

    class Meta:
        indexes = [models.Index(fields=["rank"], name="topic_rank")]

    @property
    def where(self) -> str:
        """The place in the visitor's language."""
        return NAMES.title(self.place)

    @property
    def warmth(self) -> str:
        """The heat with one decimal."""
        return f"{self.heat // 100}.{self.heat % 100 // 10}"
