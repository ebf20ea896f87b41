"""Which kinds of jobs there are: named in `AppConfig.ready` by whoever can run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from mulin.core.jobs.models import Job
    from mulin.core.jobs.work import Work

Text = str | Promise


@dataclass(frozen=True)
class Kind:
    """A kind of job.

    `title_for` names one job more exactly; `tells` puts words to the figures a job tells; `leads_to` gives address
    and words of where its asker goes on from when it is done.
    """

    name: str
    run: Callable[[Work], None]
    title: Text
    title_for: Callable[[Job], Text] | None = None
    tells: Mapping[str, Text] = field(default_factory=dict)
    leads_to: Callable[[Job], tuple[str, Text] | None] | None = None
    lease: timedelta = timedelta(minutes=2)
    attempts: int = 5


_kinds: dict[str, Kind] = {}


def register(
    name: str,
    run: Callable[[Work], None],
    *,
    title: Text,
    title_for: Callable[[Job], Text] | None = None,
    tells: Mapping[str, Text] | None = None,
    leads_to: Callable[[Job], tuple[str, Text] | None] | None = None,
    lease: timedelta = timedelta(minutes=2),
    attempts: int = 5,
) -> None:
    """Name a kind; one of the same name is replaced.

    `lease` must be longer than what one step and the reckoning before it take, unless that is done in `Work.held()`;
    `attempts` is how often a job may fail,
    or be killed without having finished a step in between, before it is given up.
    """
    _kinds[name] = Kind(name, run, title, title_for, dict(tells or {}), leads_to, lease, attempts)


def known() -> dict[str, Kind]:
    """Every kind by name."""
    return dict(_kinds)


def find(name: str) -> Kind | None:
    """The kind of that name; None when the code that knew it is gone."""
    return _kinds.get(name)
