"""Paper forms that were printed with a code of their own, and what came back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.models.voices import Voice


class Sheet(models.Model):
    """One printed form. Its code leads to the screen it is typed into, and lets it be typed once only."""

    class Form(models.TextChoices):
        """Which form it is."""

        SAY = "say", _("说说心里话")
        JUDGE = "judge", _("请您评一评")
        OWN = "own", _("说过的话：补充、确认、收回")

    code = models.CharField(max_length=9, unique=True)
    form = models.CharField(max_length=10, choices=Form.choices)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=120, db_index=True)
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, null=True, related_name="sheets")
    printed_at = models.DateTimeField()
    printed_by = models.CharField(max_length=60)
    typed_at = models.DateTimeField(null=True)
    typed_by = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=24, blank=True)

    class Meta:
        indexes = [models.Index(fields=["printed_by", "-printed_at"], name="sheets_printed")]

    def __str__(self) -> str:
        return self.code
