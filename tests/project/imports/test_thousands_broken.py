"""Thousands of rows broken on purpose: each is named with its line, the rest comes in, and again makes no doubles."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from mulin.apps.voice.models import Voice
from mulin.core.gate import SYSTEM
from mulin.core.people.models import Person
from mulin.core.records import checks
from mulin.project import messages
from mulin.project.imports.fields import PEOPLE, guess
from mulin.project.imports.people import PeopleImport
from mulin.project.imports.sheet import ALL_ROWS, read
from tests.world import NOON, World, build

HEAD = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"]
ROWS = 2400
KINDS = ("good", "no words", "no time", "long ago", "next century", "no day", "too long", "rare signs", "twice")


@pytest.fixture
def world(db: None) -> World:
    return build()


def broken(seed: int) -> tuple[list[list[str]], dict[int, str]]:
    """Rows of a message file, and which of them are broken in what way, by row."""
    chance = random.Random(seed)  # noqa: S311
    rows, how = [], {}
    for index in range(ROWS):
        row = [str(index), f"U{index % 90}", f"第{index}件", "2025/3/1 9:10:11", f"说的话 {index}"]
        kind = chance.choice(KINDS) if chance.random() < 0.5 else "good"
        if kind == "no words":
            row[2] = row[4] = "  \u3000"
        elif kind == "no time":
            row[3] = chance.choice(["上个月", "32/13/2025", "2025-02-30", "20250301"])
        elif kind == "long ago":
            row[3] = "1899/1/1"
        elif kind == "next century":
            row[3] = "2999/12/31 0:00:00"
        elif kind == "no day":
            row[3] = "0000/00/00"
        elif kind == "too long":
            row[4] = "长" * 20001
        elif kind == "rare signs":
            row[4] += "𠮷𣑊🏮\u202e=cmd|' /C calc'!A0"
        elif kind == "twice" and index:
            row[0] = rows[-1][0]
        rows.append(row)
        how[index] = kind
    return rows, how


def file_of(path: Path, rows: list[list[str]], encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def test_a_message_file_broken_in_every_way(tmp_path: Path, world: World) -> None:
    rows, how = broken(1)
    path = file_of(tmp_path / "m.csv", rows, "gb18030")
    given = {"place": world.gh, "by": SYSTEM, "now": NOON, "chosen": {}, "dry": False}
    outcome = messages.run(path, **given)
    bad = {index + 2 for index, kind in how.items() if kind not in {"good", "rare signs", "twice"}}
    seen = {row[0] for index, row in enumerate(rows) if index + 2 not in bad}
    named = Counter(line for line, _why, _cells in outcome.rejected)
    assert set(named) <= bad
    assert {line for line in bad if how[line - 2] == "no words"} <= set(named)
    assert bad - set(named) <= {line for line in bad if rows[line - 2][0] in seen}, "known already by their number"
    assert max(named.values()) == 1
    assert all(re.search("[一-龥]{3}", why) for _line, why, _cells in outcome.rejected)
    assert outcome.read == ROWS == outcome.new + outcome.known + len(outcome.rejected)
    assert outcome.new == Voice.objects.count() == len(seen)
    again = messages.run(path, **given)
    assert (again.new, Voice.objects.count()) == (0, len(seen))
    back = tmp_path / "back.csv"
    messages.write_rejects(back, outcome)
    assert len(list(csv.reader(back.read_text("utf-8-sig").splitlines()))) >= len(outcome.rejected)
    assert list(checks.findings()) == []


def test_a_list_of_residents_broken_in_every_way(world: World) -> None:
    """A list is all or nothing: every mistake is named with its line, and nothing of it comes in."""
    chance = random.Random(5)  # noqa: S311
    lines, bad = ["姓名,社区,门牌,手机,出生年份"], set()
    for index in range(ROWS):
        row = [f"赵{chr(0x4E00 + index)}", "桂花新村社区", "3-201", "", "1950"]
        if chance.random() < 0.4:
            at, value = chance.choice(
                [
                    (0, ""),
                    (0, "王" * 500),
                    (1, "没有的社区"),
                    (2, "999-9999"),
                    (3, "一二三"),
                    (4, "1899"),
                    (4, "2999"),
                    (4, "x"),
                ]
            )
            row[at] = value
            bad.add(index + 2)
        lines.append(",".join(row))
    sheet = read("\n".join(lines).encode(), most_rows=ALL_ROWS)
    plan = PeopleImport(by=SYSTEM, now=NOON, community=None).check(sheet, guess(PEOPLE, sheet.head))
    named = {problem.line for problem in plan.problems}
    assert named == bad
    assert all(re.search("[一-龥]{3}", problem.what) for problem in plan.problems)
    assert plan.rows == ROWS
    assert Person.objects.count() == 2
