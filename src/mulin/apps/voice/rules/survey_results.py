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
SINGLE = 10  # so many different numbers are shown one by one, if enough said each
BANDS = 5


@dataclass(frozen=True)
class Given:
    """One answer that counts.

    `adults` are the people it stands for where people are counted. `weight` is in millionths of the mean, 0 for those
    who came by themselves; `unseen` the part of its stratum that did not answer, in millionths.
    """

    place: str
    stratum: str
    age: str
    values: Mapping[str, Sequence[int]]
    adults: int = 1
    weight: int = 0
    unseen: int = sample.MILLION


@dataclass(frozen=True)
class Known:
    """The list drawn from, households by stratum, and what everybody can look up: by community and age group.

    `figures` are of people or of households, as the survey counts; households have no age group.
    """

    figures: Mapping[tuple[str, str], int]
    households: Mapping[str, int]


def weigh(given: Sequence[Given], known: Known) -> tuple[sample.Weights, list[int]]:
    """What each answer stands for, and what part of its stratum did not answer, in millionths.

    Its stratum's households over those that answered, times the people it stands for, raked to the known figures.
    """
    answered = Counter(one.stratum for one in given)
    scale = 1
    for count in answered.values():
        scale *= count // _common(scale, count)
    base = [known.households.get(one.stratum, 1) * (scale // answered[one.stratum]) * one.adults for one in given]
    by_age: Counter[str] = Counter()
    by_place: Counter[str] = Counter()
    for (place, age), count in known.figures.items():
        by_age[age] += count
        by_place[place] += count
    margins: list[tuple[list[str], dict[str, int]]] = []
    if any(by_age):
        margins.append(([one.age for one in given], by_age))
    if by_place:
        margins.append(([one.place for one in given], by_place))
    unseen = []
    for one in given:
        whole = max(known.households.get(one.stratum, 0), answered[one.stratum]) * one.adults
        unseen.append(-(-sample.MILLION * (whole - answered[one.stratum]) // whole))
    return sample.weigh(base, margins), unseen


def _common(first: int, second: int) -> int:
    while second:
        first, second = second, first % second
    return first


def together(
    asked: Sequence[Question], given: Sequence[Given], groups: Mapping[str, Callable[[Given], str]], *, weighted: bool
) -> list[dict[str, Any]]:
    """The results of all questions, so that none gives away what another hides.

    How many answered a question that hangs on another's option is nearly how many chose that option: where the one is
    hidden, as a whole or in a group, so is the other.
    """
    found: dict[str, dict[str, Any]] = {}
    for one in asked:
        plain = question(one, given, groups, weighted=weighted)
        if one.when:
            plain = _behind(plain, found[one.when], one.among)
        found[one.key] = plain
    return list(found.values())


def _behind(plain: dict[str, Any], earlier: dict[str, Any], among: Sequence[int]) -> dict[str, Any]:
    rows = earlier["rows"]
    if not rows or any(rows[number - 1]["count"] < 0 for number in among):
        return {"key": plain["key"], "kind": plain["kind"], "n": -1, "rows": []}
    labels = [rows[number - 1]["label"] for number in among]
    open_tables = {
        name: table
        for name, table in plain.get("by", {}).items()
        if (before := earlier.get("by", {}).get(name))
        and not any(-1 in before["cells"][before["labels"].index(label)] for label in labels)
    }
    return plain | ({"by": open_tables} if "by" in plain else {})


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


def bands(numbers: Sequence[int], least: int = K) -> list[tuple[str, int, int]]:
    """Numbers in bands of at least so many answers, about five where there are many different ones.

    The ends are open, so that nobody's extreme number is said. Where only one band would be left of different numbers
    there is none.

    >>> bands([1, 2, 2], 1)
    [('1', 1, 1), ('2', 2, 2)]
    >>> bands([0] * 10 + [1] * 3 + [2] * 8 + [40], 10)
    [('0', 0, 0), ('≥1', 1, 40)]
    """
    tally = sorted(Counter(numbers).items())
    wanted = max(least, len(numbers) // BANDS) if len(tally) > SINGLE else least
    found: list[list[int]] = []  # low, high, how many
    for number, count in tally:
        if found and found[-1][2] < wanted:
            found[-1][1:] = [number, found[-1][2] + count]
        else:
            found.append([number, number, count])
    if len(found) > 1 and found[-1][2] < least:
        _low, high, count = found.pop()
        found[-1][1:] = [high, found[-1][2] + count]
    if len(found) == 1 and len(tally) > 1:
        return []
    last = len(found) - 1
    return [(_band(low, high, first=not n, last=n == last), low, high) for n, (low, high, _n) in enumerate(found)]


def _band(low: int, high: int, *, first: bool, last: bool) -> str:
    if low == high:
        return str(low)
    return f"≤{high}" if first else f"≥{low}" if last else f"{low}-{high}"


def _row(label: str, given: Sequence[Given], chosen: Sequence[bool], *, weighted: bool) -> dict[str, Any]:
    count = sum(chosen)
    if not weighted:
        return {"label": label, "count": count, "permille": (2000 * count + len(given)) // (2 * len(given))}
    found = sample.share([one.weight for one in given], chosen, [one.unseen for one in given])
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
    while hidden and others and _told(line, sizes, hidden):
        hidden.add(others.pop(0)[1])
    if hidden and _told(line, sizes, hidden):
        hidden = set(range(len(line)))
    return [place in hidden for place in range(len(line))]


def _told(line: Sequence[int], sizes: Sequence[int], hidden: set[int]) -> bool:
    """Whether the total of an option tells about its hidden cells: one alone, or a few who did or did not together."""
    yes, whole = sum(line[place] for place in hidden), sum(sizes[place] for place in hidden)
    return len(hidden) == 1 or min(yes, whole - yes) < K


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
