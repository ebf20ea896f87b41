"""Drawing: how many from each stratum, and which; the same list and the same words always give the same households."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping


def proportional(counts: Mapping[str, int], total: int, *, least: int = 2) -> dict[str, int]:
    """Share out a sample by the size of each stratum, largest remainders first.

    Every stratum gets at least `least` households (one alone says nothing about its spread), never more than it has.

    Parameters
    ----------
    counts
        Households in each stratum.
    total
        Households to draw.
    least
        What even the smallest stratum gives, if it has them.

    Examples
    --------
    >>> proportional({"A": 300, "B": 100, "C": 3}, 40)
    {'A': 29, 'B': 9, 'C': 2}
    """
    sizes = {name: min(least, count) for name, count in counts.items()}
    left = min(total, sum(counts.values())) - sum(sizes.values())
    while left > 0:
        room = {name: counts[name] - sizes[name] for name in counts if counts[name] > sizes[name]}
        whole = sum(counts[name] for name in room)
        # what each would have of the whole, less what it has; exact, in fractions of `whole`
        wanted = sum(sizes[name] for name in room) + left
        lack = {name: counts[name] * wanted - sizes[name] * whole for name in room}
        given = {name: min(room[name], max(0, lack[name] // whole)) for name in room}
        given = _within(given, left)
        if not any(given.values()):
            first = max(room, key=lambda name: (lack[name], counts[name], name))
            given = {first: 1}
        for name, more in given.items():
            sizes[name] += more
            left -= more
    return sizes


def _within(given: Mapping[str, int], left: int) -> dict[str, int]:
    """No more than there are left."""
    kept = {}
    for name in sorted(given, key=lambda name: (-given[name], name)):
        kept[name] = min(given[name], left)
        left -= kept[name]
    return kept


def equal(counts: Mapping[str, int], total: int) -> dict[str, int]:
    """The same number from each stratum; what a small one cannot give, the others give.

    Examples
    --------
    >>> equal({"A": 300, "B": 100, "C": 3}, 43)
    {'A': 20, 'B': 20, 'C': 3}
    """
    sizes = dict.fromkeys(counts, 0)
    left = min(total, sum(counts.values()))
    while left:
        for name in sorted(counts, key=lambda name: (sizes[name], name)):
            if left and sizes[name] < counts[name]:
                sizes[name] += 1
                left -= 1
    return sizes


def draw(frame: Mapping[str, Iterable[str]], sizes: Mapping[str, int], seed: str) -> dict[str, list[str]]:
    """Draw without replacement in each stratum: those whose SHA-256 over seed, stratum and name comes first.

    A hash cannot be steered by whoever chooses the words, and needs no generator whose version might change. The order
    of the list does not matter.

    Examples
    --------
    >>> draw({"A": ["h1", "h2", "h3"]}, {"A": 2}, "秋天")
    {'A': ['h2', 'h3']}
    """
    return {
        stratum: sorted(
            frame[stratum], key=lambda name: hashlib.sha256(f"{seed}\n{stratum}\n{name}".encode()).hexdigest()
        )[: sizes.get(stratum, 0)]
        for stratum in sorted(frame)
    }
