"""What the office writes about a month, beside figures that are counted."""

from __future__ import annotations

from django.db import models


class MonthNote(models.Model):
    """The comment on one section of one month's report of one place. `month` is 202610."""

    month = models.PositiveIntegerField()
    place_path = models.CharField(max_length=120)
    section = models.CharField(max_length=12)
    text = models.TextField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "place_path", "section"], name="note_of_section")]
