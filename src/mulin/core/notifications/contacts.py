"""Who stands behind a register number: each app tells for its own, so that a list can name and ring her."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Contact:
    """Whom to tell: her name, where, the number to ring, and whose look it is when that is shown."""

    name: str
    door: str
    phone: str
    subject: UUID
    page: str = ""


Resolver = Callable[[Iterable[str]], dict[str, Contact]]
_resolvers: dict[str, Resolver] = {}


def register(app: str, resolve: Resolver) -> None:
    """Name who knows the people behind an app's numbers."""
    _resolvers[app] = resolve


def contacts(app: str, numbers: Iterable[str]) -> dict[str, Contact]:
    """The people behind the numbers, in one go."""
    return _resolvers[app](numbers)
