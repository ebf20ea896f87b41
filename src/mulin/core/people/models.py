"""Persons, households, consent, delegation."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Household(models.Model):
    """Those who live behind one door."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    door = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="households")
    label = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["door", "label"], name="household_label_at_door")]


class Person(models.Model):
    """A resident. The name is stored as she writes it; `name_key` is its normal form for searching.

    `place_path` repeats the path of the door (or of the community, when no door is known) for scoping.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120, db_index=True)
    household = models.ForeignKey(Household, on_delete=models.SET_NULL, null=True, blank=True, related_name="people")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="people")
    place_path = models.CharField(max_length=120, db_index=True)
    phone = models.CharField(max_length=40, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    source_key = models.CharField(max_length=80, blank=True, db_index=True)
    added_at = models.DateTimeField()
    left_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Purpose(models.TextChoices):
    """What somebody may agree to."""

    WORDS = "words", _("公开我说的原话")
    CONTACT = "contact", _("用电话联系我")
    PHOTO = "photo", _("公开有我的照片")
    CARE = "care", _("为了帮扶而登记我的情况")
    NEWS = "news", _("在社区报上写到我")


class Consent(models.Model):
    """A dated yes to one purpose, and its withdrawal. `wording` is the sentence that was agreed to.

    `subject` narrows it to one thing, a register number for instance; empty means in general. `given_by` is set when
    her delegate said yes for her.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    subject = models.CharField(max_length=40, blank=True)
    wording = models.CharField(max_length=300)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_by = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "withdrawn_at"])]


class Delegation(models.Model):
    """One person acts for another who cannot sign in, for named purposes, between dates."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    principal = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="delegations_given")
    delegate = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="delegations_held")
    purposes = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    recorded_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(principal=models.F("delegate")), name="nobody_is_her_own_delegate"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="delegation_ends_after_it_starts",
            ),
        ]


class DataRequest(models.Model):
    """She asks for a copy of what is held about her, for something to be put right, or for everything to be forgotten.

    It has a register number of its own, so that she can ask what became of it. What she wrote, and why it was refused,
    are sealed; `result` says in figures what an erasure did, and stays when `person` is gone.
    """

    class Kind(models.TextChoices):
        """What she asks for."""

        COPY = "copy", _("要一份副本")
        CORRECTION = "correction", _("改正")
        ERASURE = "erasure", _("删除")

    class Channel(models.TextChoices):
        """Through which door she asked."""

        COUNTER = "counter", _("到窗口")
        PAPER = "paper", _("纸质申请表")
        CARD = "card", _("凭邻里卡")

    class Proof(models.TextChoices):
        """How she (or who came for her) proved who she is."""

        IDENTITY = "identity", _("看了身份证件")
        CARD = "card", _("凭邻里卡和密码")
        KNOWN = "known", _("社工认得本人")
        DELEGATE = "delegate", _("受托人来办，看了身份证件")
        KIN = "kin", _("本人已去世，近亲属来办，看了证件和关系证明")

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("等答复")
        DONE = "done", _("办好了")
        REFUSED = "refused", _("没有同意")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    thread = models.OneToOneField("records.Thread", on_delete=models.PROTECT, related_name="data_request")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="data_requests")
    delegate = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    place_path = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    proof = models.CharField(max_length=12, choices=Proof.choices)
    words = models.OneToOneField("records.Sealed", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    recorded_by = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=60, blank=True)
    reason = models.OneToOneField("records.Sealed", on_delete=models.PROTECT, null=True, related_name="+")
    result = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return self.thread.number
