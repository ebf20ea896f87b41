"""What voices and matters are found by: a voice by all its speaker said, a matter by title and description.

Both are marked with their community, so that whoever works in one does not search through the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.models import Correction, Matter, Voice
from mulin.core.gate import Viewer
from mulin.core.places.queries import community_path
from mulin.core.records import finding, sealed
from mulin.core.records.finding import Kind, Text
from mulin.core.records.models import Sealed

VOICE, MATTER = "voice", "matter"
INSIDE = 2  # parts of the path of a community: the street's, and its own


def marks_of(path: str) -> list[str]:
    """The tag of the community a place lies in."""
    return [community_path(path)]


def marks_for(viewer: Viewer, verb: str) -> list[str]:
    """The communities in which somebody holds a verb; none where she holds it over several at once."""
    paths = [grant.path for grant in viewer.grants if grant.verb == verb]
    return [] if any(path.count("/") < INSIDE for path in paths) else sorted({community_path(path) for path in paths})


def _voices(keys: Sequence[int] | None) -> Iterator[Text]:
    rows, added = Voice.objects.order_by("pk"), Correction.objects.exclude(words__text="").order_by("pk")
    if keys is not None:
        rows, added = rows.filter(pk__in=keys), added.filter(voice__in=keys)
    later: dict[int, list[str]] = {}
    for voice, text in added.values_list("voice_id", "words__text"):
        later.setdefault(voice, []).append(text)
    for pk, text, path in rows.values_list("pk", "words__text", "place_path").iterator(chunk_size=2000):
        said = "\n".join(part for part in (text, *later.get(pk, ())) if part)
        if said:
            yield Text(pk, said, marks_of(path))


def matter_text(matter: Matter) -> Text:
    """What a matter is found by."""
    return Text(matter.pk, f"{matter.title}\n{matter.description}", marks_of(matter.place_path))


def _matters(keys: Sequence[int] | None) -> Iterator[Text]:
    rows = Matter.objects.order_by("pk").only("title", "description", "place_path")
    rows = rows if keys is None else rows.filter(pk__in=keys)
    yield from map(matter_text, rows.iterator(chunk_size=2000))


def _shredded(row: Sealed) -> None:
    """What is shredded is found no more."""
    voices = Voice.objects.filter(Q(words=row) | Q(corrections__words=row))
    finding.refresh(VOICE, list(voices.values_list("pk", flat=True).distinct()))


def register() -> None:
    """Name both kinds, and listen to what is shredded."""
    finding.register(Kind(VOICE, _("民声"), Voice.objects.count, _voices))
    finding.register(Kind(MATTER, _("事项"), Matter.objects.count, _matters))
    sealed.listen(_shredded)
