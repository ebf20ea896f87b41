"""What a survey came to: weighted shares with their doubt, small cells hidden, in whole numbers only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mulin.apps.voice.rules import survey as rules
from mulin.apps.voice.rules.survey import Question
from mulin.engines import sample

K = 10  # fewer people than this are not shown apart
MERGED = "*"  # groups too small to stand alone, taken together
SPREAD = 20  # a number with more different answers than this is shown in bands
BANDS = 5


@dataclass(frozen=True)
class Given:
    """One answer that counts; `weight` in millionths of the mean, 0 for those who came by themselves."""

    place: str
    stratum: str
    age: str
    values: Mapping[str, Sequence[int]]
    weight: int = 0


@dataclass(frozen=True)
class Known:
    """Figures everybody can look up: people by community and age group, households by stratum."""

    people: Mapping[tuple[str, str], int]
    households: Mapping[str, int]


def weigh(given: Sequence[Given], known: Known) -> sample.Weights:
    """What each answer stands for: its stratum's households over those that answered, raked to age and community."""
    answered = Counter(one.stratum for one in given)
    scale = 1
    for count in answered.values():
        scale *= count // _common(scale, count)
    base = [known.households.get(one.stratum, 1) * (scale // answered[one.stratum]) for one in given]
    margins: list[tuple[list[str], dict[str, int]]] = []
    if known.people:
        by_age: Counter[str] = Counter()
        by_place: Counter[str] = Counter()
        for (place, age), people in known.people.items():
            by_age[age] += people
            by_place[place] += people
        margins = [([one.age for one in given], by_age), ([one.place for one in given], by_place)]
    return sample.weigh(base, margins)


def _common(first: int, second: int) -> int:
    while second:
        first, second = second, first % second
    return first


Option = tuple[str, Callable[[Sequence[int]], bool]]


def options(asked: Question, answers: Sequence[Sequence[int]]) -> list[Option]:
    """What is counted of a question: each option, step, first place, or band of numbers, and who chose it."""
    if asked.kind == rules.NUMBER:
        return [(label, _between(low, high)) for label, low, high in bands([row[0] for row in answers])]
    if asked.kind == rules.SCALE:
        return [(str(step), _has(step)) for step in range(1, asked.top + 1)]
    first = asked.kind == rules.RANK
    return [(text, _first(n) if first else _has(n)) for n, text in enumerate(asked.options, 1)]


def _has(number: int) -> Callable[[Sequence[int]], bool]:
    return lambda row: number in row


def _first(number: int) -> Callable[[Sequence[int]], bool]:
    return lambda row: row[0] == number


def _between(low: int, high: int) -> Callable[[Sequence[int]], bool]:
    return lambda row: low <= row[0] <= high


def bands(numbers: Sequence[int]) -> list[tuple[str, int, int]]:
    """Each number by itself where they are few, else bands of about the same many answers.

    >>> bands([1, 2, 2])
    [('1', 1, 1), ('2', 2, 2)]
    """
    ordered = sorted(numbers)
    distinct = sorted(set(ordered))
    if len(distinct) <= SPREAD // 2:
        return [(str(number), number, number) for number in distinct]
    edges = sorted({ordered[len(ordered) * step // BANDS] for step in range(1, BANDS)})
    lows = [distinct[0], *(edge for edge in edges if edge > distinct[0])]
    highs = [*(low - 1 for low in lows[1:]), distinct[-1]]
    return [(f"{low}-{high}" if low < high else str(low), low, high) for low, high in zip(lows, highs, strict=True)]


def _row(label: str, given: Sequence[Given], chosen: Sequence[bool], *, weighted: bool) -> dict[str, Any]:
    count = sum(chosen)
    if not weighted:
        return {"label": label, "count": count, "permille": (2000 * count + len(given)) // (2 * len(given))}
    found = sample.share([one.weight for one in given], chosen)
    return {
        "label": label,
        "count": count,
        "permille": found.permille,
        "low": found.low,
        "high": found.high,
        "points": found.points,
        "sure": found.sure,
    }


def _hidden(label: str) -> dict[str, Any]:
    return {"label": label, "count": -1}


def question(
    asked: Question, given: Sequence[Given], groups: Mapping[str, Callable[[Given], str]], *, weighted: bool
) -> dict[str, Any]:
    """The result of one question: how many answered it, each option, and tables by group.

    Fewer than K answers: nothing but that it was so.
    """
    rows = [one for one in given if one.values.get(asked.key)]
    plain: dict[str, Any] = {"key": asked.key, "kind": asked.kind, "n": len(rows) if len(rows) >= K else -1, "rows": []}
    if len(rows) < K:
        return plain
    counted = [
        (label, [picks(one.values[asked.key]) for one in rows])
        for label, picks in options(asked, [one.values[asked.key] for one in rows])
    ]
    if asked.kind == rules.MANY:
        off = [not _shows(sum(chosen), len(rows)) for _label, chosen in counted]
    else:
        off = sample.cover_list([sum(chosen) for _label, chosen in counted], K)
    for (label, chosen), hide in zip(counted, off, strict=True):
        plain["rows"].append(_hidden(label) if hide else _row(label, rows, chosen, weighted=weighted))
    if weighted:
        plain["by"] = {
            name: table
            for name, group in groups.items()
            if (table := _by(asked, rows, counted, off, group)) is not None
        }
    return plain


def _shows(count: int, whole: int) -> bool:
    """Whether a yes among several may be shown: neither those who chose it nor those who did not are a few."""
    return all(part == 0 or part >= K for part in (count, whole - count))


def _by(
    asked: Question,
    rows: Sequence[Given],
    counted: Sequence[tuple[str, Sequence[bool]]],
    off: Sequence[bool],
    group: Callable[[Given], str],
) -> dict[str, Any] | None:
    """A question by group: weighted shares in each, hidden cells as -1; None when nothing could be shown."""
    merged = merge([group(one) for one in rows])
    names = sorted(set(merged), key=lambda name: (name == MERGED, name))
    if len(names) < 2:
        return None
    lines = [(label, chosen) for (label, chosen), hide in zip(counted, off, strict=True) if not hide]
    table = [
        [sum(c and m == name for c, m in zip(chosen, merged, strict=True)) for name in names]
        for _label, chosen in lines
    ]
    sizes = [merged.count(name) for name in names]
    if asked.kind == rules.MANY:
        hidden: list[list[bool]] | None = [_several(line, sizes) for line in table]
    else:
        rest = [size - sum(line[c] for line in table) for c, size in enumerate(sizes)]
        covered = sample.cover_table([*table, rest] if any(rest) else table, K)
        hidden = covered[: len(table)] if covered is not None else None
    if hidden is None:
        return None
    cells = []
    for (_label, chosen), mask in zip(lines, hidden, strict=True):
        line = []
        for name, hide in zip(names, mask, strict=True):
            mine = [place for place, merged_name in enumerate(merged) if merged_name == name]
            found = sample.share([rows[place].weight for place in mine], [chosen[place] for place in mine])
            line.append(-1 if hide else found.permille)
        cells.append(line)
    return {"groups": names, "n": sizes, "labels": [label for label, _chosen in lines], "cells": cells}


def _several(line: Sequence[int], sizes: Sequence[int]) -> list[bool]:
    """Hidden cells of one option of several: a few who chose it, a few who did not; never a lone one."""
    hidden = {place for place, count in enumerate(line) if not _shows(count, sizes[place])}
    others = sorted((count, place) for place, count in enumerate(line) if place not in hidden and count > 0)
    while hidden and others and (len(hidden) == 1 or sum(line[place] for place in hidden) < K):
        hidden.add(others.pop(0)[1])
    if len(hidden) == 1:
        hidden = set(range(len(line)))
    return [place in hidden for place in range(len(line))]


def merge(groups: Sequence[str]) -> list[str]:
    """Groups of fewer than K answers taken together; with the smallest of the others while they still are too few.

    >>> merge(["a"] * 12 + ["b"] * 3 + ["c"] * 10)[11:14]
    ['a', '*', '*']
    """
    sizes = Counter(groups)
    small = {name for name, size in sizes.items() if size < K}
    others = sorted((size, name) for name, size in sizes.items() if size >= K)
    while small and others and sum(sizes[name] for name in small) < K:
        small.add(others.pop(0)[1])
    return [MERGED if name in small else name for name in groups]
