"""The one table of jobs."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mulin.core.jobs.kinds import Text, find


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("等着做")
    RUNNING = "running", _("正在做")
    DONE = "done", _("做好了")
    FAILED = "failed", _("没做成")


class Job(models.Model):
    """Something to be done outside of a request.

    `facts`, `cursor` and `told` are canonical JSON of ids and figures, never names or words (`plain.write`). `holder`
    is a random mark of the worker that has it, `lease_until` when others may take it. `failures` counts what was
    raised, `lost` how often a worker vanished since the last finished step; `failure` is a refusal's sentence or the
    class of an exception, never its text.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True, null=True)  # noqa: DJ001 - null: many jobs without a key
    asked_by = models.CharField(max_length=60, db_index=True)
    language = models.CharField(max_length=10, blank=True)  # the asker's, for a refusal's sentence
    facts = models.TextField(default="{}")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    cursor = models.TextField(default="{}")
    told = models.TextField(default="{}")
    done = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    taken = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    lost = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    refused = models.BooleanField(default=False)  # `failure` is a sentence for people
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["state", "lease_until"]),
            models.Index(fields=["-asked_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def title(self) -> Text:
        """What is being done, for people."""
        kind = find(self.kind)
        if kind is None:
            return self.kind
        return kind.title_for(self) if kind.title_for else kind.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in {State.DONE, State.FAILED}

    @property
    def hundredths(self) -> int:
        """How much of it is done, in hundredths; 0 while its size is not known."""
        return min(100, 100 * self.done // self.size) if self.size else 0

    @property
    def asked(self) -> dict[str, Any]:
        """The facts it was asked with."""
        return dict(json.loads(self.facts))

    @property
    def figures(self) -> list[tuple[Text, Any]]:
        """What it told, with words."""
        kind = find(self.kind)
        told = json.loads(self.told)
        return [(word, told[name]) for name, word in (kind.tells if kind else {}).items() if name in told]

    @property
    def leads_to(self) -> tuple[str, Text] | None:
        """Address and words of where to go on."""
        kind = find(self.kind)
        return kind.leads_to(self) if kind and kind.leads_to else None
