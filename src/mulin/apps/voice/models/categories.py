"""Categories as dated data, what workers decided, and the versions of what was learnt from it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.models.matters import Matter


class Category(models.Model):
    """What matters are about, with the words people use for it. From a day on; a change is a new row."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)  # one after another, with blanks between
    order = models.PositiveSmallIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    set_by = models.CharField(max_length=60, blank=True)
    set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "starts_on"], name="category_version")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Decision(models.Model):
    """One worker's decision on one matter's category: an example to learn from."""

    class Kind(models.TextChoices):
        """How it came about."""

        ACCEPTED = "accepted", _("照提示选的")
        CHOSEN = "chosen", _("另选的")
        CORRECTED = "corrected", _("后来改的")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    category = models.CharField(max_length=40)
    was = models.CharField(max_length=40, blank=True)  # what was suggested first, or what stood there before
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "-at"], name="decision_kind")]


class Learnt(models.Model):
    """A version of the categoriser. Figures stay; its bytes go when a newer one has proved itself or words are erased.

    Shares are thousandths; `table` is JSON: how often which category was said of which, by models that had not seen
    the example.
    """

    version = models.PositiveIntegerField(unique=True)
    made_at = models.DateTimeField()
    examples = models.PositiveIntegerField()
    last_decision = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()
    in_use = models.BooleanField(default=False)
    held_by = models.CharField(max_length=60, blank=True)  # whoever went back to it: newer ones wait
    forgotten_at = models.DateTimeField(null=True, blank=True)  # since then the bytes are gone
    measured = models.PositiveIntegerField(default=0)
    right = models.PositiveSmallIntegerField(default=0)
    right_of_three = models.PositiveSmallIntegerField(default=0)
    sure = models.PositiveSmallIntegerField(default=0)  # share at or above the margin
    sure_right = models.PositiveSmallIntegerField(default=0)
    margin = models.IntegerField(null=True)  # thousandths of a decision value; empty: nobody is ever sure
    table = models.TextField(default="{}")

    class Meta:
        indexes = [models.Index(fields=["in_use"], name="learnt_in_use")]

    @property
    def right_share(self) -> str:
        """How often the first suggestion was right."""
        return _percent(self.right)

    @property
    def three_share(self) -> str:
        """How often the right one was among three."""
        return _percent(self.right_of_three)

    @property
    def sure_share(self) -> str:
        """How often the first one led by the margin."""
        return _percent(self.sure)

    @property
    def sure_right_share(self) -> str:
        """How often it was right then."""
        return _percent(self.sure_right)


def _percent(thousandths: int) -> str:
    return f"{thousandths // 10}.{thousandths % 10} %"
