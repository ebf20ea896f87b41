"""One move of a matter: ask the rules, write the entry, project the state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

from mulin.apps.voice.actions import passing_on
from mulin.apps.voice.actions.projection import project
from mulin.apps.voice.models import Matter
from mulin.apps.voice.rules import matter as rules
from mulin.apps.voice.rules.rounds import Round
from mulin.core.records.locking import locked
from mulin.core.records.writing import Line, Writer


@dataclass
class Moving:
    """A matter held by the running transaction, and its state."""

    writer: Writer
    matter: Matter
    state: rules.Matter
    said: list[Line] = field(default_factory=list)
    known: tuple[Round, ...] = field(init=False)  # the rounds that stand in the tables

    def __post_init__(self) -> None:
        self.known = self.state.rounds

    def move(self, verb: str, payload: dict[str, Any], *, on_behalf_of: str | None = None) -> rules.Matter:
        """Take one step.

        Raises
        ------
        Refusal
            The rules forbid it; nothing was written.
        """
        who = self.writer.on_behalf_of if on_behalf_of is None else on_behalf_of
        said = Line(verb, self.writer.by.ref, who, self.writer.now, payload)
        after = rules.step(self.state, said)
        assert after is not None  # noqa: S101  a matter that was opened stays one
        self.writer.entry(self.matter.thread, verb, payload, on_behalf_of=on_behalf_of)
        self.state = after
        self.said.append(said)
        return after

    def settle(self) -> Matter:
        """Write the columns, once, when every step is taken, and tell those who spoke."""
        project(self.writer, self.matter, self.state, self.known)
        self.known = self.state.rounds
        passing_on.of_matter(self.matter, self.said, self.writer)
        self.said = []
        return self.matter


def take(writer: Writer, number: str) -> Moving:
    """Lock the matter of that number and fold its entries.

    Raises
    ------
    Http404
        There is no such matter.
    """
    matter = locked(Matter.objects.select_related("thread", "holder", "place"), thread__number=number)
    if matter is None:
        raise Http404
    state = rules.fold(writer.lines(matter.thread))
    assert state is not None  # noqa: S101  the row exists only behind its `opened` entry
    return Moving(writer, matter, state)
