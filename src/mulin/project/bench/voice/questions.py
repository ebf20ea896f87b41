"""What is looked for: pieces of what was said, of one character, of two, longer, several; and whether it is found."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mulin.apps.voice import findable
from mulin.apps.voice.models import Voice
from mulin.core import gate
from mulin.core.gate import Grant, Viewer
from mulin.core.records import finding
from mulin.engines.text.tokens import normal, query
from mulin.project.bench import Figure

LENGTHS = {"one": (1, 1), "two": (2, 2), "longer": (3, 6)}
ROUNDS = 5
SHOWN = 20
FREQUENT = ("的", "单", "元", "幢", "不", "了", "人", "一")
READER = Viewer(ref="login:bench", grants=(Grant("voice.read"),))


@dataclass(frozen=True)
class Question:
    """What somebody types, and of which sort it is."""

    sort: str
    words: str


def questions(texts: Sequence[str], each: int, seed: int = 1) -> list[Question]:
    """So many of each sort, taken from anywhere in what was said, and as many that nobody said."""
    dice = random.Random(f"questions {seed}")  # noqa: S311 - a made-up question
    found = [Question("one", sign) for sign in FREQUENT]

    def piece(least: int, most: int) -> str:
        while True:
            text, length = normal(dice.choice(texts)), dice.randint(least, most)
            start = dice.randrange(max(1, len(text) - length))
            part = text[start : start + length]
            if part and not set(part) & {" "}:
                return part

    for sort, (least, most) in LENGTHS.items():
        found += [Question(sort, piece(least, most)) for _ in range(each)]
    found += [Question("several", f"{piece(1, 3)} {piece(1, 3)}") for _ in range(each)]
    found += [Question("absent", piece(2, 3) + piece(1, 2)) for _ in range(each)]
    return found


def first_page(words: str) -> list[int]:
    """What the page of a search asks the database: the newest that may be read, and whether there are more."""
    rows = gate.visible(finding.matching(Voice.objects.all(), findable.VOICE, words), READER, "search")
    return list(rows.values_list("pk", flat=True)[: SHOWN + 1])


def took(act: Callable[[], object]) -> float:
    """Milliseconds of the best of a few turns: what others do on the machine meanwhile is not counted."""
    walls = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        walls.append(time.perf_counter() - began)
    return min(walls) * 1e3


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def speed(asked: Sequence[Question], at: str, target: float) -> Iterator[Figure]:
    """How long the first page takes: all sorts together, and each apart."""
    spent: dict[str, list[float]] = {}
    for one in asked:
        spent.setdefault(one.sort, []).append(took(lambda one=one: first_page(one.words)))  # type: ignore[misc]
    every = [value for values in spent.values() for value in values]
    note = f"{len(every)} questions, each the best of {ROUNDS}; median {statistics.median(every):.2f} ms"
    yield Figure(f"search.p95_ms@{at}", round(p95(every), 3), "ms", ROUNDS, target=target, note=note)
    for sort, values in spent.items():
        yield Figure(f"search.{sort}.p95_ms@{at}", round(p95(values), 3), "ms", ROUNDS, target=target)


def exactness(asked: Sequence[Question], texts: dict[int, str], at: str) -> Iterator[Figure]:
    """Everything that is found, against a plain look through every text."""
    plain = {pk: normal(text) for pk, text in texts.items()}
    found = wanted = both = 0
    for one in asked:
        words = query(one.words).words
        truth = {pk for pk, text in plain.items() if all(word in text for word in words)}
        rows = finding.matching(Voice.objects.all(), findable.VOICE, one.words)
        got = set(rows.values_list("pk", flat=True))
        found, wanted, both = found + len(got), wanted + len(truth), both + len(got & truth)
    note = f"{len(asked)} questions, {wanted} answers by substring"
    yield Figure(f"search.recall@{at}", both / wanted if wanted else None, target=1, at_most=False, note=note)
    yield Figure(f"search.precision@{at}", both / found if found else None, target=1, at_most=False)
