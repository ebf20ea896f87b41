"""A worker's private diary of what she hears (民情日记): nobody but its writer reads it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """What became of a thing she heard: one of the four ways out."""

    SPOT = "spot", _("当场解决")
    TOGETHER = "together", _("协调解决")
    WATCHED = "watched", _("限期督办")
    EXPLAINED = "explained", _("说明解释")


class DiaryEntry(models.Model):
    """What she heard at one time in one place. Hers to change within a day, later only to add to.

    `uuid` is made on her phone, so that the same entry sent twice arrives once. `door` is what she typed; `place` is
    that door or building if it is known, else the community. `heard_at` and `written_at` come from her phone,
    `received_at` is when the entry arrived. `versions` are the moments of the writings that are in it or that it
    replaced, the one that stands last: a writing that comes twice is known by it.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    author = models.CharField(max_length=60)
    text = models.TextField()
    door = models.CharField(max_length=60, blank=True)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    people = models.ManyToManyField("people.Person", related_name="diary_entries")
    household = models.ForeignKey("people.Household", on_delete=models.SET_NULL, null=True, related_name="+")
    heard_at = models.DateTimeField()
    written_at = models.DateTimeField()
    versions = models.TextField(blank=True)
    received_at = models.DateTimeField()
    follow_on = models.DateField(null=True)
    followed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["author", "-heard_at"], name="diary_of_author"),
            models.Index(fields=["author", "follow_on"], name="diary_follow"),
            models.Index(fields=["received_at"], name="diary_received"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class DiaryAddition(models.Model):
    """What she added to an entry later."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    entry = models.ForeignKey(DiaryEntry, on_delete=models.CASCADE, related_name="additions")
    text = models.TextField()
    at = models.DateTimeField()


class DiaryThing(models.Model):
    """One thing of an entry and its way out. An empty `what` is the entry as a whole.

    `whom` is with whom it was settled, or who is pressed; `due_on` the day until which she presses.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    entry = models.ForeignKey(DiaryEntry, on_delete=models.CASCADE, related_name="things")
    what = models.CharField(max_length=300, blank=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    whom = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["way", "done_at", "due_on"], name="diary_due")]


class DiaryVoice(models.Model):
    """A voice she drew from an entry. Only the diary knows: the voice does not point back."""

    entry = models.ForeignKey(DiaryEntry, on_delete=models.CASCADE, related_name="drawn")
    voice = models.OneToOneField("voice.Voice", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class DiaryHandOver(models.Model):
    """She let a successor read what she had written until then."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    author = models.CharField(max_length=60, db_index=True)
    successor = models.CharField(max_length=60, db_index=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
