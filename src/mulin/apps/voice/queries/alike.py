"""What was said before: open matters and waiting voices like a text, as the viewer may see them, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.queries.open_texts import OPEN, Near, keeper
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.places.queries import community_path

LEAST = 0.12  # cosine from which a text is shown; of 4,326 messages the same issue began at 0.15
SAME = 0.4  # and from which it is most probably the same thing
ELSEWHERE = 0.3  # what is about another community counts so much: only the very near is shown
_ASKED = 100  # candidates, from which those are taken that the viewer may see
READ = 500  # characters that are looked at while somebody types
_SHORT = 4  # characters; less says nothing
_AROUND = 60  # characters of a voice that are shown


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and whether it is shared with what is said now."""

    text: str
    shared: bool


@dataclass(frozen=True)
class Alike:
    """Something that is like what is said now."""

    kind: str  # "matter" or "voice"
    row: Matter | Voice
    pieces: tuple[Piece, ...]
    score: float

    @property
    def number(self) -> str:
        """Its register number."""
        return self.row.thread.number

    @property
    def same(self) -> bool:
        """Whether it is so near that it is most probably the same thing."""
        return self.score >= SAME


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut a text at its spans, from a little before the first one.

    >>> [piece.text for piece in pieces("三号楼的路灯坏了", [(4, 6)])]
    ['三号楼的', '路灯', '坏了']
    """
    start = max(0, spans[0][0] - 12) if spans else 0
    end = min(len(text), start + _AROUND)
    cut = ["…"] if start else []
    found = [Piece("".join(cut), shared=False)] if cut else []
    at = start
    for first, last in spans:
        if first >= end:
            break
        found.append(Piece(text[at:first], shared=False))
        at = min(last, end)
        found.append(Piece(text[first:at], shared=True))
    found.append(Piece(text[at:end] + ("…" if end < len(text) else ""), shared=False))
    return tuple(piece for piece in found if piece.text)


def _worth(near: Near, home: str) -> float:
    return near.score * (1 if near.path.startswith(home) or home.startswith(near.path) else ELSEWHERE)


def alike(
    text: str, *, viewer: Viewer, path: str, now: datetime, without: str = "", public: bool = False, most: int = 4
) -> list[Alike]:
    """What is open and like the text, the nearest first.

    Matters come from everywhere, those of another community only if they are very near; voices only where the viewer
    reads them, and for the public none. `without` is the number of the voice that is asked about.
    """
    if len(text.strip()) < _SHORT:
        return []
    home = community_path(path)
    near = keeper.near(text, now=now, most=_ASKED, least=LEAST)
    wanted = {
        (one.kind, one.thread): worth
        for one in near
        if (worth := _worth(one, home)) >= LEAST
        and (one.kind == "matter" or (not public and viewer.can("voice.read", one.path)))
    }
    rows: list[tuple[str, Matter | Voice]] = [*_matters(viewer, wanted), *([] if public else _voices(viewer, wanted))]
    found = sorted(
        ((wanted[kind, row.thread_id], kind, row) for kind, row in rows if row.thread.number != without),
        key=lambda one: (-one[0], one[2].pk),
    )[:most]
    texts = [row.title if isinstance(row, Matter) else row.words.text for _worth_, _kind, row in found]
    spans = keeper.shared(text, texts)
    return [
        Alike(kind, row, pieces(shown, where), worth)
        for (worth, kind, row), shown, where in zip(found, texts, spans, strict=True)
    ]


def _threads(wanted: dict[tuple[str, int], float], kind: str) -> list[int]:
    best = sorted((key for key in wanted if key[0] == kind), key=lambda key: -wanted[key])
    return [thread for _kind, thread in best[:20]]


def _matters(viewer: Viewer, wanted: dict[tuple[str, int], float]) -> list[tuple[str, Matter]]:
    threads = _threads(wanted, "matter")
    if not threads:
        return []
    rows = gate.visible(
        Matter.objects.filter(thread__in=threads, thread__public=True, phase__in=OPEN), viewer, "search"
    )
    return [("matter", row) for row in rows.select_related("thread", "place", "holder")]


def _voices(viewer: Viewer, wanted: dict[tuple[str, int], float]) -> list[tuple[str, Voice]]:
    threads = _threads(wanted, "voice")
    if not threads:
        return []
    rows = Voice.objects.filter(thread__in=threads, state=Voice.State.WAITING, words__shredded_at=None)
    rows = gate.visible(rows, viewer, "search").filter(viewer.scope("voice.read"))
    return [("voice", row) for row in rows.select_related("thread", "place", "words")]
