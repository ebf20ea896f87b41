"""Who may see and do what: the one gate that lists, counts, search, exports and mail all pass through.

Each package registers a policy for its models in `AppConfig.ready`. A model without a policy cannot be asked about:
that is an error, never "everything".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from mulin.core import below  # noqa: F401 - makes the lookup known


@dataclass(frozen=True)
class Grant:
    """A verb that holds for every place at or below a path; the empty path is everywhere."""

    verb: str
    path: str = ""


@dataclass(frozen=True)
class Viewer:
    """Whoever looks or acts, as plain values.

    `groups` are the units whose staff the viewer is; `slips` the register numbers whose secret was shown in this visit.
    """

    ref: str = ""  # "login:<uuid>", "unit:<uuid>", "system"; empty for a passer-by, a slip in her hand or not
    name: str = ""
    person: str = ""
    groups: frozenset[str] = frozenset()
    grants: tuple[Grant, ...] = ()
    slips: frozenset[str] = field(default_factory=frozenset)

    def can(self, verb: str, path: str) -> bool:
        """Whether the verb holds at that place path."""
        return any(grant.verb == verb and path.startswith(grant.path) for grant in self.grants)

    def can_somewhere(self, verb: str) -> bool:
        """Whether the verb holds at any place."""
        return any(grant.verb == verb for grant in self.grants)

    def scope(self, verb: str, column: str = "place_path", lookup: str = "startswith") -> Q:
        """The condition that a row's place path lies where the verb holds; `below` where the path's index is best."""
        condition = Q(pk__in=[])
        for grant in self.grants:
            if grant.verb == verb:
                if not grant.path:
                    return Q()
                condition |= Q(**{f"{column}__{lookup}": grant.path})
        return condition


PASSER_BY = Viewer()
SYSTEM = Viewer(ref="system", name="系统")

AnyModel = TypeVar("AnyModel", bound=Model)


class Policy(Protocol):
    """What a package says about one of its models."""

    def visible(self, rows: QuerySet[Any], viewer: Viewer, purpose: str) -> QuerySet[Any]:
        """Only the rows the viewer may see for the purpose."""
        ...

    def may(self, viewer: Viewer, verb: str, row: Any) -> bool:
        """Whether the viewer may do the verb to the row."""
        ...


_policies: dict[type[Model], Policy] = {}


def register(model: type[Model], policy: Policy) -> None:
    """Name the policy of a model."""
    _policies[model] = policy


def policies() -> dict[type[Model], Policy]:
    """Every registered policy, for the tests that walk them."""
    return dict(_policies)


def visible(rows: QuerySet[AnyModel], viewer: Viewer, purpose: str) -> QuerySet[AnyModel]:
    """Only the rows the viewer may see for the purpose (`list`, `read`, `search`, `export`, `print`)."""
    return _policies[rows.model].visible(rows, viewer, purpose)


def may(viewer: Viewer, verb: str, row: Model) -> bool:
    """Whether the viewer may do the verb to the row."""
    return _policies[type(row)].may(viewer, verb, row)


def get(rows: QuerySet[AnyModel], viewer: Viewer, purpose: str, **lookup: Any) -> AnyModel:
    """The one visible row of that lookup.

    Raises
    ------
    Http404
        There is none, or the viewer may not see it: hidden and missing answer alike.
    """
    row = visible(rows, viewer, purpose).filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def need(viewer: Viewer, verb: str, row: Model) -> None:
    """Insist that the viewer may do the verb to the row.

    Raises
    ------
    Http404
        She may not.
    """
    if not may(viewer, verb, row):
        raise Http404
