"""Hot topics: what many people say about the same place, found without a list of topics.

Each message is joined with its nearest ones by cosine, the graph falls into dense groups (constant Potts model), and
groups whose centres agree are one; messages equal to the letter count once in all this. A topic's heat counts people,
not messages: one who writes twenty times is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from mulin.engines.text.communities import communities
from mulin.engines.text.grams import compact, scaled
from mulin.engines.text.naming import place_in, shared_pieces
from mulin.engines.text.neighbours import graph
from mulin.engines.text.places import Gazetteer, places
from mulin.engines.text.sketch import sketches

NEIGHBOURS = 15
LEAST_COSINE = 0.1
GAMMA = 0.02
SAME_CENTRE = 0.4
CAP = 2000
_READ = 20  # messages of a topic that are read for its words
_OPENING = 60  # characters of each


@dataclass(frozen=True)
class Message:
    """One message: what was said, by whom (any name that is the same for the same person), and when."""

    text: str
    reporter: str
    time: datetime
    title: str = ""


@dataclass(frozen=True)
class Topic:
    """Messages about the same thing.

    Attributes
    ----------
    members
        Indices of the messages, in the order given.
    example
        The member nearest to the centre.
    place
        The place most of them name, empty if none. Without a gazetteer it is guessed by the endings of names.
    words
        The words that hold them together, the weightiest first.
    people
        How many different people.
    first, last
        The times of the first and the last message.
    heat
        Sum over the people of 2 ** -(age of the person's last message / half-life).

    """

    members: tuple[int, ...]
    example: int
    place: str
    words: tuple[str, ...]
    people: int
    first: datetime
    last: datetime
    heat: float


def topics(
    messages: Sequence[Message],
    *,
    now: datetime | None = None,
    gazetteer: Gazetteer | None = None,
    half_life: timedelta = timedelta(days=180),
    fewest: int = 2,
    most: int = 50,
) -> list[Topic]:
    """Group messages and rank the groups by heat.

    Parameters
    ----------
    messages
        In any order; times either all with or all without a zone.
    now
        The time from which ages count; the time of the last message if not given.
    gazetteer
        The street's places.
    half_life
        The age at which a person counts half.
    fewest
        Topics with fewer people are left out.
    most
        How many topics to give.

    Returns
    -------
    list of Topic
        The hottest first. A message is in at most one.

    Examples
    --------
    >>> day = datetime(2030, 5, 1)
    >>> said = [Message("桂花里小区路灯坏了", "甲", day), Message("桂花里小区的路灯都坏了", "乙", day)]
    >>> topic, = topics([*said, Message("退休金怎么领", "丙", day)])
    >>> topic.members, topic.people, topic.heat
    ((0, 1), 2, 2.0)

    """
    if not messages:
        return []
    seen: dict[tuple[str, str], int] = {}
    double = np.array([seen.setdefault((m.title, m.text), len(seen)) for m in messages], np.int64)
    distinct = sketches([title for title, _ in seen], [text for _, text in seen])
    group, vectors = _groups(distinct)[double], distinct[double]
    now = now or max(m.time for m in messages)
    order = np.argsort(group, kind="stable")
    hot: list[tuple[float, list[int], int]] = []
    for part in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        members = part.tolist()
        heat, people = _heat([messages[at] for at in members], now, half_life)
        if people >= fewest:
            hot.append((heat, members, people))
    hot.sort(key=lambda found: (-found[0], found[1]))
    return [
        _topic(messages, vectors, members, heat=heat, people=people, gazetteer=gazetteer)
        for heat, members, people in hot[:most]
    ]


def _heat(said: Sequence[Message], now: datetime, half_life: timedelta) -> tuple[float, int]:
    """Give the heat and how many people there are; what lies in the future counts as now."""
    latest: dict[str, datetime] = {}
    for message in said:
        latest[message.reporter] = max(message.time, latest.get(message.reporter, message.time))
    ages = (max((now - time) / half_life, 0.0) for time in latest.values())
    return round(sum(2.0**-age for age in ages), 6), len(latest)


def _groups(vectors: sp.csr_matrix) -> npt.NDArray[np.int64]:
    """Number the group of each row."""
    return _joined(vectors, communities(graph(vectors, NEIGHBOURS, LEAST_COSINE), GAMMA, CAP))


def _joined(vectors: sp.csr_matrix, group: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Join groups of three and more whose centres are alike, the most alike first, up to the cap."""
    sizes = np.bincount(group)
    large = np.flatnonzero(sizes >= 3)
    if len(large) < 2:
        return group
    inside = np.isin(group, large)
    rows = np.searchsorted(large, group[inside])
    among = sp.csr_matrix((np.ones(len(rows), np.float32), (rows, np.arange(len(rows)))), (len(large), len(rows)))
    sums = (among @ vectors[inside]).tocsr()
    alike = graph(scaled(sums, np.ones(sums.shape[1], np.float32)), NEIGHBOURS, SAME_CENTRE).tocoo()
    leader = np.arange(len(sizes))
    for at in np.lexsort((alike.col, alike.row, -alike.data)).tolist():
        a, b = leader[large[alike.row[at]]], leader[large[alike.col[at]]]
        if a != b and sizes[a] + sizes[b] <= CAP:
            leader[leader == max(a, b)] = min(a, b)
            sizes[min(a, b)] += sizes[max(a, b)]
    return leader[group]


def _topic(
    messages: Sequence[Message],
    vectors: sp.csr_matrix,
    members: list[int],
    *,
    heat: float,
    people: int,
    gazetteer: Gazetteer | None,
) -> Topic:
    rows = vectors[members]
    columns, at = np.unique(rows.indices.astype(np.int64), return_inverse=True)
    centre = np.bincount(at, rows.data, len(columns)).astype(np.float64)
    owner = np.repeat(np.arange(len(members)), np.diff(rows.indptr))
    likeness = np.bincount(owner, rows.data * centre[at], len(members))
    nearest = [members[i] for i in np.argsort(-likeness.round(9), kind="stable").tolist()]
    place, words = _words([messages[i] for i in nearest[:_READ]], columns, centre, gazetteer)
    times = [messages[i].time for i in members]
    return Topic(tuple(members), nearest[0], place, words, people, min(times), max(times), heat)


def _words(
    said: Sequence[Message],
    columns: npt.NDArray[np.int64],
    centre: npt.NDArray[np.float64],
    gazetteer: Gazetteer | None,
) -> tuple[str, tuple[str, ...]]:
    """Give the place and the issue words of messages around a centre."""
    texts = [compact(message.title or message.text)[:_OPENING] for message in said]
    pieces = shared_pieces(texts, columns, centre, 8)
    place = ""
    if gazetteer:
        named: Counter[str] = Counter()
        for message in said:
            spans = places(f"{message.title}\n{message.text}", gazetteer)
            named.update({place for span in spans for place in span.places})
        best = min(named.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
        place = best[0] if 3 * best[1] >= len(said) else ""
    else:
        place = next((name for name in map(place_in, pieces) if name), "")
    return place, tuple(piece for piece in pieces if piece != place)[:5]
