"""Needs surveys (深入调研): the questions, the households asked, the answers, and known population figures.

An answer is tied to its invitation only while the survey runs, so that a second one is noticed and hers may replace
what was given for her. At the close the tie and the codes are destroyed; stratum, place and age group stay.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Counting(models.TextChoices):
    """What is counted: the sample, the weights and the known figures are all of these."""

    HOUSEHOLD = "household", _("户：一户答一份，算一户")
    PERSON = "person", _("人：每户请一位答，家里够年纪的有几位就替几位说")


class Survey(models.Model):
    """One survey. `questions` is canonical JSON and fixed once open; `results` is what was published, in integers."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("在准备")
        OPEN = "open", _("正在问")
        CLOSED = "closed", _("收齐了，在算")
        PUBLISHED = "published", _("结果公布了")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    thread = models.OneToOneField("records.Thread", on_delete=models.PROTECT, related_name="survey")
    title = models.CharField(max_length=120)
    purpose = models.TextField()
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=120, db_index=True)
    youngest = models.PositiveSmallIntegerField(default=18)
    oldest = models.PositiveSmallIntegerField(default=120)
    opens_on = models.DateField()
    closes_on = models.DateField()
    counting = models.CharField(max_length=10, choices=Counting.choices, default=Counting.HOUSEHOLD)
    named = models.BooleanField(default=False)
    open_door = models.BooleanField(default=False)
    questions = models.TextField(default="[]")
    wording = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    seed = models.CharField(max_length=120, blank=True)
    seed_on = models.DateField(null=True, blank=True)
    sizes = models.TextField(blank=True)
    frame = models.TextField(default="{}")
    frame_last = models.BigIntegerField(default=0)
    results = models.TextField(blank=True)
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "closes_on"], name="survey_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def frame_counts(self) -> dict[str, int]:
        """Households there were in each stratum when the sample was drawn."""
        counts: dict[str, int] = json.loads(self.frame)
        return counts

    @property
    def published_results(self) -> dict[str, Any]:
        """The results as they were published; empty before."""
        found: dict[str, Any] = json.loads(self.results) if self.results else {}
        return found


class Invitation(models.Model):
    """A household (or somebody at the counter) asked to answer once. The code is kept as its MAC only.

    `salt` is what the code is made from while the survey runs, so that it can be printed again; both are destroyed at
    the close.
    """

    class Outcome(models.TextChoices):
        """How asking went."""

        WAITING = "waiting", _("还没答")
        ANSWERED = "answered", _("答了")
        REFUSED = "refused", _("不愿意答")
        AWAY = "away", _("几次都不在家")
        EMPTY = "empty", _("没人住")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    household = models.ForeignKey("people.Household", on_delete=models.SET_NULL, null=True, related_name="+")
    place_path = models.CharField(max_length=120)
    stratum = models.CharField(max_length=80, blank=True)
    order = models.PositiveIntegerField(default=0)
    salt = models.CharField(max_length=40, blank=True)
    code_mac = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique where there is one
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    visits = models.PositiveSmallIntegerField(default=0)
    visited_at = models.DateTimeField(null=True, blank=True)
    visited_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["survey", "outcome", "order"], name="invitation_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "household"],
                condition=models.Q(household__isnull=False),
                name="household_asked_once",
            )
        ]


class SurveyAnswer(models.Model):
    """One filled-in form. `values` is canonical JSON of numbers by question; free words lie in `SurveyWords`.

    The one that counts has no `replaced_at`; what it replaced stays as history until the close. Where people are
    counted `adults` says how many of those ages live in her household: she was picked among so many, and stands for
    them.
    """

    class Door(models.TextChoices):
        """Through which door it came."""

        WEB = "web", _("手机和网上")
        PAPER = "paper", _("纸质表")
        COUNTER = "counter", _("窗口")
        PHONE = "phone", _("电话")
        OPEN = "open", _("没有码、自己来的")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers")
    invitation = models.ForeignKey(Invitation, on_delete=models.SET_NULL, null=True, related_name="answers")
    door = models.CharField(max_length=8, choices=Door.choices)
    place_path = models.CharField(max_length=120)
    stratum = models.CharField(max_length=80, blank=True)
    age = models.CharField(max_length=8)
    adults = models.PositiveSmallIntegerField(default=1)
    values = models.TextField()
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="survey_answers")
    name = models.CharField(max_length=120, blank=True)
    proxy = models.BooleanField(default=False)
    by = models.CharField(max_length=60, blank=True)
    stack = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["survey", "replaced_at", "door"], name="survey_counted")]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"],
                condition=models.Q(replaced_at__isnull=True, invitation__isnull=False),
                name="one_answer_counts",
            )
        ]


class SurveyWords(models.Model):
    """What was written freely; goes before the figures do. `voice` is the register number it was carried on under."""

    answer = models.ForeignKey(SurveyAnswer, on_delete=models.CASCADE, related_name="words")
    question = models.CharField(max_length=8)
    text = models.TextField()
    voice = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "question"], name="words_once_a_question")]


class PopulationFigure(models.Model):
    """How many people of an age group live in a community, or how many households, with the source and from a day on.

    Followed by later ones, never changed. Households have no age group.
    """

    place_path = models.CharField(max_length=120)
    counting = models.CharField(max_length=10, choices=Counting.choices, default=Counting.PERSON)
    age = models.CharField(max_length=8, blank=True)
    count = models.PositiveIntegerField()
    starts_on = models.DateField()
    source = models.CharField(max_length=200)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_path", "counting", "age", "starts_on"], name="population_figure")
        ]
