"""What happened, told across apps: frozen dataclasses in the past tense with plain values.

Handlers run in the publisher's transaction, in the order they subscribed; what one raises undoes the whole. An effect
outside the database (mail, print, files) is a row of the job table, never done here. Subscribe in `AppConfig.ready`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar


@dataclass(frozen=True)
class VoiceHeard:
    """Somebody spoke and was written down."""

    number: str
    place_path: str
    channel: str
    at: datetime


@dataclass(frozen=True)
class MatterOpened:
    """A worker made a matter of a voice."""

    number: str
    title: str
    place_path: str
    at: datetime


@dataclass(frozen=True)
class MatterPromised:
    """A unit committed itself."""

    number: str
    unit: str
    what: str
    due: date
    at: datetime


@dataclass(frozen=True)
class MatterDelivered:
    """Every commitment of the matter is delivered; those who spoke are asked."""

    number: str
    at: datetime


@dataclass(frozen=True)
class MatterClosed:
    """A matter ended; `outcome` is solved, explained or unjudged."""

    number: str
    outcome: str
    at: datetime


@dataclass(frozen=True)
class MatterReopened:
    """Those who spoke said it is not solved; it went one level higher."""

    number: str
    level: int
    at: datetime


@dataclass(frozen=True)
class MatterLate:
    """A late matter was carried one step up; `to` is the uuid of the group that has to know."""

    number: str
    step: int
    to: str
    at: datetime


@dataclass(frozen=True)
class MeetingWanted:
    """A matter stands at the top and a meeting has to take it up."""

    number: str
    title: str
    place_path: str
    at: datetime


@dataclass(frozen=True)
class MeetingDecided:
    """A meeting disposed of an agenda item that came from a thread."""

    meeting: str
    number: str
    disposition: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ConsentWithdrawn:
    """Somebody took back a yes: for one thing (`subject` is its number), or for everything when it is empty."""

    person: str
    purpose: str
    subject: str
    by: str
    at: datetime


Event = TypeVar("Event")
_handlers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[Event], handler: Callable[[Event], None]) -> None:
    """Call the handler for every event of that kind; subscribing the same handler again changes nothing."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def publish(event: object) -> None:
    """Tell every handler, now, in this transaction."""
    for handler in _handlers[type(event)]:
        handler(event)
