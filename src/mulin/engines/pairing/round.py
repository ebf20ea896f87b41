"""A round of visits on foot: the best order, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_STOPS = 12
Table = dict[tuple[int, int], tuple[int, int, int]]  # set of stops, last -> end, beginning, stop before


@dataclass(frozen=True)
class Route:
    """A round from home and back.

    Parameters
    ----------
    order : tuple of int
        Stops in order, from 0.
    arrivals : tuple of int
        When each visit begins, waiting included, seconds after the start.
    end : int
        When she is home again, seconds after the start.

    """

    order: tuple[int, ...]
    arrivals: tuple[int, ...]
    end: int


def route(
    stops: Sequence[int], walk: Sequence[Sequence[int]], windows: Sequence[tuple[int, int]] | None = None
) -> Route | None:
    """The round that ends earliest.

    Parameters
    ----------
    stops : sequence of int
        Seconds each visit takes.
    walk : sequence of sequences of int, shape (n + 1, n + 1)
        Walking seconds, home last; negative is no way.
    windows : sequence of (int, int) or None
        Earliest and latest beginning of each visit, seconds after the start; who is early waits.

    Returns
    -------
    Route or None
        None when no order keeps the windows.

    Raises
    ------
    ValueError
        More than 12 stops, or shapes that do not fit.

    Notes
    -----
    Dynamic programme over sets of stops (Held and Karp 1962): for each set and last stop the earliest end of the
    visits. Arriving earlier is never worse because waiting is allowed, so it is exact with windows too.

    Examples
    --------
    >>> route([600, 600], [[0, 60, 300], [60, 0, 120], [300, 120, 0]])
    Route(order=(1, 0), arrivals=(120, 780), end=1680)

    """
    count = len(stops)
    if count > MOST_STOPS:
        raise ValueError(f"a round has at most {MOST_STOPS} stops")
    if len(walk) != count + 1 or any(len(row) != count + 1 for row in walk):
        raise ValueError("walk must have a row and a column for each stop and for home")
    if windows is not None and len(windows) != count:
        raise ValueError("windows must have one entry for each stop")
    if count == 0:
        return Route((), (), 0)
    spans = windows if windows is not None else [(0, 2**62)] * count
    done = _earliest(stops, walk, spans)
    everything = (1 << count) - 1
    ends = [
        (done[everything, last][0] + walk[last][count], last)
        for last in range(count)
        if (everything, last) in done and walk[last][count] >= 0
    ]
    return _trace(done, everything, *min(ends)) if ends else None


def _earliest(stops: Sequence[int], walk: Sequence[Sequence[int]], spans: Sequence[tuple[int, int]]) -> Table:
    """Earliest end for each set of stops and last stop."""
    home = len(stops)
    done: Table = {}

    def visit(chosen: int, left: int, start: int, stop: int) -> None:
        if chosen >> stop & 1 or walk[start][stop] < 0:
            return
        begin = max(left + walk[start][stop], spans[stop][0])
        key = (chosen | 1 << stop, stop)
        if begin <= spans[stop][1] and (key not in done or begin + stops[stop] < done[key][0]):
            done[key] = (begin + stops[stop], begin, start if start != home else -1)

    for stop in range(home):
        visit(0, 0, home, stop)
    for chosen in range(1, 1 << home):
        for last in range(home):
            if (chosen, last) in done:
                for stop in range(home):
                    visit(chosen, done[chosen, last][0], last, stop)
    return done


def _trace(done: Table, chosen: int, end: int, last: int) -> Route:
    order: list[int] = []
    arrivals: list[int] = []
    while last >= 0:
        _, begin, before = done[chosen, last]
        order.append(last)
        arrivals.append(begin)
        chosen, last = chosen & ~(1 << last), before
    return Route(tuple(reversed(order)), tuple(reversed(arrivals)), end)
