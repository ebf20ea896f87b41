"""The file of a survey attacked: whoever has it and the page, and can reckon, still cannot say what was hidden."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator

import numpy as np
import pytest
from scipy.optimize import linprog

from mulin.apps.voice.models import Survey
from mulin.apps.voice.queries import survey_rows
from mulin.apps.voice.rules import survey_results as results
from mulin.apps.voice.rules.survey import Question
from mulin.apps.voice.rules.survey_results import Given, K
from tests.apps.voice import surveys
from tests.browsers import signed_in
from tests.world import World

ASKED = (
    Question("q1", "one", "?", options=("甲", "乙", "丙", "丁")),
    Question("q2", "one", "?", options=("近", "远", "说不准"), when="q1", among=(1, 4)),
    Question("q3", "many", "?", options=("菜场", "药店", "公园"), most=3),
)
AGES, PLACES = ("18-34", "35-59", "60-74", "75+"), ("A/", "B/", "C/")
GROUPS = {"age": lambda one: one.age, "place": lambda one: one.place}


def answered(seed: int) -> list[Given]:
    """A few hundred equal answers, some of them rare."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    found = []
    for _ in range(chance.randint(40, 260)):
        first = chance.choices((1, 2, 3, 4), (50, 30, 6, 5))[0]
        values = {"q1": [first], "q3": sorted(chance.sample((1, 2, 3), chance.choices((1, 2, 3), (6, 3, 1))[0]))}
        if first in {1, 4}:
            values["q2"] = [chance.choices((1, 2, 3), (8, 4, 1))[0]]
        age, place = chance.choices(AGES, (30, 40, 12, 5))[0], chance.choices(PLACES, (60, 25, 6))[0]
        found.append(Given(place, "all", age, values, weight=1_000_000))
    return found


class Attack:
    """All that is said, as equations over the true cells option × age × place × (second question)."""

    def __init__(self, given: list[Given], published: list[dict]) -> None:
        self.cells = [
            (one, two, age, place)
            for one in (1, 2, 3, 4)
            for two in ((1, 2, 3) if one in {1, 4} else (0,))
            for age in AGES
            for place in PLACES
        ]
        self.published = {plain["key"]: plain for plain in published}
        self.left: list[list[int]] = []
        self.right: list[int] = []
        self.truth = [
            sum((one.values["q1"][0], (one.values.get("q2") or [0])[0], one.age, one.place) == cell for one in given)
            for cell in self.cells
        ]
        self.say(lambda _cell: True, len(given))
        for key, position in (("q1", 0), ("q2", 1)):
            self.read(self.published[key], position)

    def say(self, which, count: int) -> None:
        self.left.append([int(which(cell)) for cell in self.cells])
        self.right.append(count)

    def read(self, plain: dict, position: int) -> None:
        if plain["n"] < 0:
            return
        self.say(lambda cell: cell[position] > 0, plain["n"])
        for number, row in enumerate(plain["rows"], 1):
            if row["count"] >= 0:
                self.say(lambda cell, number=number: cell[position] == number, row["count"])
        for by, table in plain["by"].items():
            self.read_table(table, 2 if by == "age" else 3, position)

    def read_table(self, table: dict, axis: int, position: int) -> None:
        named = {name for name in table["groups"] if name != results.MERGED}
        for place, (group, n) in enumerate(zip(table["groups"], table["n"], strict=True)):
            inside = {
                cell
                for cell in self.cells
                if cell[position] and (cell[axis] == group if group in named else cell[axis] not in named)
            }
            self.say(inside.__contains__, n)
            for label, line in zip(table["labels"], table["cells"], strict=True):
                if line[place] >= 0:  # weights are equal: a share of a known number is a count
                    number = ASKED[position].options.index(label) + 1
                    chose = {cell for cell in inside if cell[position] == number}
                    self.say(chose.__contains__, round(line[place] * n / 1000))

    def range_of(self, which) -> tuple[float, float]:
        goal = np.array([int(which(cell)) for cell in self.cells], dtype=float)
        ends = [sign * linprog(sign * goal, A_eq=self.left, b_eq=self.right, bounds=(0, None)).fun for sign in (1, -1)]
        return ends[0], ends[1]

    def small(self) -> Iterator[tuple[object, int]]:
        """Every cell of the tables in which a few stand, and how many."""
        for position in (0, 1):
            for number in range(1, len(ASKED[position].options) + 1):
                for axis, names in ((0, ("",)), (2, AGES), (3, PLACES)):
                    for name in names:

                        def which(cell, position=position, number=number, axis=axis, name=name) -> bool:
                            return cell[position] == number and (not axis or cell[axis] == name)

                        count = sum(n for cell, n in zip(self.cells, self.truth, strict=True) if which(cell))
                        if 0 < count < K:
                            yield which, count


@pytest.mark.parametrize("seed", range(24))
def test_no_few_can_be_worked_out_by_subtraction(seed: int) -> None:
    given = answered(seed)
    attack = Attack(given, results.together(ASKED, given, GROUPS, weighted=True))
    assert np.array_equal(np.array(attack.left) @ np.array(attack.truth), attack.right), "what is said is true"
    tried = 0
    for which, count in attack.small():
        least, most = attack.range_of(which)
        assert least - 1e-6 <= count <= most + 1e-6
        assert most - least >= 1 - 1e-6, f"{count} can be worked out"
        tried += 1
    assert tried


@pytest.mark.parametrize("seed", range(24))
def test_of_several_neither_the_few_who_chose_nor_the_few_who_did_not(seed: int) -> None:
    given = answered(seed)
    plain = results.question(ASKED[2], given, GROUPS, weighted=True)
    for by, table in plain["by"].items():
        sizes = table["n"]
        merged = results.merge([GROUPS[by](one) for one in given])
        for label, line in zip(table["labels"], table["cells"], strict=True):
            number = ASKED[2].options.index(label) + 1
            counts = [
                sum(number in one.values["q3"] and name == group for one, name in zip(given, merged, strict=True))
                for group in table["groups"]
            ]
            hidden = [place for place, cell in enumerate(line) if cell < 0]
            assert all(
                part == 0 or part >= K
                for place, count in enumerate(counts)
                if place not in hidden
                for part in (count, sizes[place] - count)
            )
            if hidden and len(hidden) < len(line):
                yes, whole = sum(counts[place] for place in hidden), sum(sizes[place] for place in hidden)
                assert len(hidden) > 1
                assert min(yes, whole - yes) >= K


def test_two_cells_in_which_nearly_all_chose_hide_a_third() -> None:
    """Of 23 people in the two, 21 chose: who knows that knows that hardly anybody did not."""
    sizes, chose = {"18-34": 12, "35-59": 11, "60-74": 40}, {"18-34": 11, "35-59": 10, "60-74": 20}
    given = [
        Given("A/", "all", age, {"q3": [1] if n < chose[age] else [2]}, weight=1_000_000)
        for age, size in sizes.items()
        for n in range(size)
    ]
    table = results.question(ASKED[2], given, GROUPS, weighted=True)["by"]["age"]
    assert table["cells"][table["labels"].index("菜场")] == [-1, -1, -1]


def test_numbers_say_nobodys_extreme() -> None:
    asked = Question("q1", "number", "?")
    numbers = [2] * 14 + [3] * 16 + [5] * 4 + [6] * 9 + [57]
    given = [Given("A/", "all", "18-34", {"q1": [number]}, weight=1_000_000) for number in numbers]
    plain = results.question(asked, given, {}, weighted=True)
    assert [(row["label"], row["count"]) for row in plain["rows"]] == [("2", 14), ("3", 16), ("≥5", 14)]
    assert results.bands([1] * 3 + [4] * 9) == []


def test_the_file_holds_what_the_page_holds(world: World) -> None:
    done: Survey = surveys.finished(world.street, world.clerk, 60)
    client = signed_in("office-1", "office", world.street)
    raw = client.get(f"/desk/survey/{done.thread.number}/answers.csv").content
    assert raw.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    assert tuple(head) == survey_rows.HEADS
    published = done.published_results
    first = published["questions"][0]
    whole = {row[5]: row for row in rows if row[:3] == ["sample", "q1", ""]}
    assert {label: (row[6], row[7]) for label, row in whole.items()} == {
        row["label"]: ("", "") if row["count"] < 0 else (str(row["count"]), str(row["permille"]))
        for row in first["rows"]
    }
    assert all(int(row[6]) >= K for row in rows if row[6] and row[0] == "sample" and int(row[6]))
    hidden = sum(
        cell < 0
        for one in published["questions"]
        for t in one.get("by", {}).values()
        for line in t["cells"]
        for cell in line
    )
    assert sum(row[2] != "" and row[7] == "" for row in rows) == hidden > 0
    codebook = client.get(f"/desk/survey/{done.thread.number}/codebook.md").content.decode()
    assert "1 = 吃饭" in codebook
    assert "说的是户" in codebook


def test_before_it_is_published_and_for_others_there_is_no_file(world: World) -> None:
    done = surveys.finished(world.street, world.clerk, 60)
    for name in ("answers.csv", "codebook.md"):
        address = f"/desk/survey/{done.thread.number}/{name}"
        assert signed_in("gh-worker", "worker", world.gh).get(address).status_code == 404
        Survey.objects.update(state="closed")
        assert signed_in("office-1", "office", world.street).get(address).status_code == 404
        Survey.objects.update(state="published")
