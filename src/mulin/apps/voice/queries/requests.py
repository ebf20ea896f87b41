"""Voices and matters as GeoReport service requests: what anybody may read of them, one for each register number.

A voice nobody has turned to yet is open and says nothing; one that became a matter, or part of one, says what the
matter's page says: a worker's title and description, never words, names or doors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from mulin.apps.voice.models import Matter, Voice, VoiceLink
from mulin.apps.voice.queries import categories
from mulin.apps.voice.queries.facts import moment
from mulin.apps.voice.queries.matters import steps
from mulin.apps.voice.queries.paging import part
from mulin.apps.voice.rules.matter import LIVE, Phase
from mulin.core import gate
from mulin.core.gate import PASSER_BY
from mulin.core.places.geometry import E7
from mulin.core.places.models import Place
from mulin.core.places.queries import community_path

OPEN, CLOSED = "open", "closed"
ENDED = (Voice.State.ANSWERED, Voice.State.REFERRED)
LONGEST = 4000  # characters of a description, by the specification


@dataclass(frozen=True)
class Asked:
    """Which requests are wanted."""

    numbers: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None


def requests(asked: Asked) -> QuerySet[Voice]:
    """The voices asked for, latest first; numbers override everything else."""
    rows = Voice.objects.select_related("thread", "posted").order_by("-recorded_at", "-pk")
    if asked.numbers:
        return rows.filter(thread__number__in=asked.numbers)
    if asked.start:
        rows = rows.filter(recorded_at__gte=asked.start)
    if asked.end:
        rows = rows.filter(recorded_at__lte=asked.end)
    if asked.services:
        rows = rows.filter(_of_service(asked.services))
    if len(set(asked.statuses)) == 1:
        rows = rows.filter(_is_closed() if asked.statuses[0] == CLOSED else ~_is_closed())
    return rows


def _links(**matter: Any) -> Exists:
    return Exists(VoiceLink.objects.filter(voice=OuterRef("pk"), undone_at=None, **matter))


def _of_service(codes: Sequence[str]) -> Q:
    loose = Q(posted__service_code__in=codes)
    if "other" in codes:
        loose |= Q(posted=None)
    return Q(_links(matter__category__in=codes)) | ~Q(_links()) & loose


def _is_closed() -> Q:
    gone = Q(state=Voice.State.WITHDRAWN, thread__kind="voice")
    return Q(state__in=ENDED) | gone | Q(_links(matter__phase=Phase.CLOSED))


def degrees(e7: int | None) -> float | None:
    """A coordinate as the specification writes it."""
    return None if e7 is None else e7 / E7


def shown(rows: QuerySet[Voice], *, start: int = 0, stop: int | None = None) -> list[dict[str, Any]]:
    """The requests as they go out; three questions however many."""
    found = list(part(rows, start, stop) if stop is not None else rows)
    links = VoiceLink.objects.filter(voice__in=[row.pk for row in found], undone_at=None)
    seen = gate.visible(Matter.objects.all(), PASSER_BY, "export")
    links = links.filter(matter__in=seen).select_related("matter__thread", "matter__holder")
    matters = {link.voice_id: link.matter for link in links}
    homes = _homes(found)
    return [_shown(row, matters.get(row.pk), homes.get(community_path(row.place_path))) for row in found]


def _homes(rows: Iterable[Voice]) -> dict[str, Place]:
    paths = {community_path(row.place_path) for row in rows}
    return {place.path: place for place in gate.visible(Place.objects.filter(path__in=paths), PASSER_BY, "export")}


def _shown(voice: Voice, matter: Matter | None, home: Place | None) -> dict[str, Any]:
    posted = getattr(voice, "posted", None)
    code = matter.category if matter else posted.service_code if posted else "other"
    status, notes = _standing(voice, matter)
    thread = matter.thread if matter else voice.thread
    due = matter.due_at if matter and matter.phase in LIVE else voice.due_at
    closed_at = matter.closed_at if matter else None
    return {
        "service_request_id": voice.thread.number,
        "status": status,
        "status_notes": notes,
        "service_name": categories.name(code),
        "service_code": code,
        "description": f"{matter.title}\n{matter.description}"[:LONGEST] if matter else None,
        "agency_responsible": matter.holder.title if matter else None,
        "service_notice": None,
        "requested_datetime": moment(voice.recorded_at),
        "updated_datetime": moment(closed_at or thread.changed_at),
        "expected_datetime": moment(due) if status == OPEN else None,
        "address": home.title if home else None,
        "address_id": home.path if home else None,
        "zipcode": None,
        "lat": degrees(home.lat_e7) if home else None,
        "long": degrees(home.lon_e7) if home else None,
        "media_url": None,
    }


def _standing(voice: Voice, matter: Matter | None) -> tuple[str, str]:
    if voice.state == Voice.State.WITHDRAWN and voice.thread.kind == "voice":
        return CLOSED, _("反映人收回了这条民声")
    if matter is None:
        return (CLOSED if voice.state in ENDED else OPEN), str(voice.get_state_display())
    now = [step for step in steps(matter) if step.state == "now"] or steps(matter)[-1:]
    notes = "；".join(f"{step.name}：{step.note}" if step.note else step.name for step in now)
    if matter.thread.number != voice.thread.number:
        notes = _("归入 %(number)s") % {"number": matter.thread.number} + "；" + notes
    return (CLOSED if matter.phase == Phase.CLOSED else OPEN), notes
