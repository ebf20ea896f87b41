"""The rounds of matters, for counting: a projection of the fold like the columns of the matter itself."""

from __future__ import annotations

from django.db import models

from mulin.apps.voice.models.matters import Matter


class Round(models.Model):
    """Once answered and judged. `due_month` and `end_month` are the months (202611) of the two days, 0 for none."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("groups.Group", on_delete=models.PROTECT, related_name="+", db_index=False)
    place_path = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    answer_due = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, blank=True)
    asked = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    yes = models.PositiveIntegerField(default=0)
    pleased = models.PositiveIntegerField(default=0)
    due_month = models.PositiveIntegerField(default=0)
    end_month = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "number"], name="round_of_matter")]
        indexes = [
            models.Index(
                fields=["due_month", "place_path", "unit", "result", "answered_at", "answer_due"], name="round_answered"
            ),
            models.Index(
                fields=["end_month", "place_path", "unit", "result", "judged", "pleased"], name="round_judged"
            ),
            models.Index(fields=["unit", "due_month", "result", "answered_at", "answer_due"], name="round_of_unit"),
            models.Index(fields=["unit", "end_month", "result", "judged", "pleased"], name="round_judged_of_unit"),
        ]
