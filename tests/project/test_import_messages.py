"""Messages from a file: once each, broken rows named, nothing lost when it is done again."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import openpyxl
import pytest

from mulin.apps.voice.models import Voice
from mulin.core.gate import SYSTEM
from mulin.core.records import checks
from mulin.project import messages, tables
from tests.world import NOON, World, build

HEAD = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"]


@pytest.fixture
def world(db: None) -> World:
    return build()


def written(path: Path, rows: list[list[object]], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def run(path: Path, world: World, **more: object) -> messages.Outcome:
    given = {"place": world.gh, "by": SYSTEM, "now": NOON, "chosen": {}, "dry": False, **more}
    return messages.run(path, **given)


def rows(count: int) -> list[list[object]]:
    return [
        [index, f"U{index}", f"第{index}件", "2025/3/1 9:10:11", f"说的话 {index}\n\t 第二行"] for index in range(count)
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_a_csv_of_any_common_encoding_comes_in_once(tmp_path: Path, world: World, encoding: str) -> None:
    path = written(tmp_path / "m.csv", rows(230), encoding)
    assert run(path, world, dry=True).new == 230
    assert Voice.objects.count() == 0
    assert run(path, world).new == 230
    again = run(path, world)
    assert (again.new, again.known) == (0, 230)
    voice = Voice.objects.select_related("words").first()
    assert voice is not None
    assert voice.words.text == "第0件\n说的话 0\n第二行"
    assert voice.heard_at.isoformat() == "2025-03-01T01:10:11+00:00"
    assert list(checks.findings()) == []


def test_an_xlsx_comes_in(tmp_path: Path, world: World) -> None:
    book = openpyxl.Workbook()
    for row in [HEAD, *rows(3)]:
        book.active.append(row)
    book.save(tmp_path / "m.xlsx")
    assert run(tmp_path / "m.xlsx", world).new == 3


def test_three_broken_rows_of_many_are_named_and_the_rest_comes_in(tmp_path: Path, world: World) -> None:
    given = rows(300)
    given[5][3] = "不是时间"
    given[250][3] = "1899/1/1"
    given[299][2] = given[299][4] = ""
    outcome = run(written(tmp_path / "m.csv", given), world)
    assert outcome.new == 297
    assert [line for line, _why, _cells in outcome.rejected] == [12, 502, 600]
    messages.write_rejects(tmp_path / "back.csv", outcome)
    back = (tmp_path / "back.csv").read_text("utf-8-sig")
    assert "不是时间" in back
    assert "没有说的话" in back


def test_every_fault_of_a_row_is_sent_back_by_column(tmp_path: Path, world: World) -> None:
    given = rows(3)
    given[1][2] = given[1][4] = ""
    given[1][3] = "2999/1/1"
    outcome = run(written(tmp_path / "m.csv", given), world)
    [(line, why, _cells)] = outcome.rejected
    assert line == 4
    assert re.findall("没有说的话|听到的时间不能在将来", why) == ["没有说的话", "听到的时间不能在将来"]
    assert why.count("：") == 2
    messages.write_rejects(tmp_path / "back.csv", outcome)
    assert why in (tmp_path / "back.csv").read_text("utf-8-sig")


def test_columns_can_be_named(tmp_path: Path, world: World) -> None:
    (tmp_path / "m.csv").write_text("谁,什么\nA,路灯坏了\n", encoding="utf-8")
    with pytest.raises(tables.BadTable, match="--map"):
        run(tmp_path / "m.csv", world)
    assert run(tmp_path / "m.csv", world, chosen={"words": "什么", "user": "谁"}).new == 1
    with pytest.raises(tables.BadTable, match="没有叫"):
        run(tmp_path / "m.csv", world, chosen={"words": "没有"})


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("m.xls", b"\xd0\xcf\x11\xe0", "xls"),
        ("m.xlsx", b"PK\x03\x04 broken", "打不开"),
        ("m.csv", b"\xff\xfe\x00\x81\xff", "编码"),
        ("m.pdf", b"%PDF-", "CSV"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, world: World, name: str, data: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(tables.BadTable, match=why):
        run(tmp_path / name, world)


def test_a_formula_stays_text(tmp_path: Path, world: World) -> None:
    given = [[1, "=cmd|' /C calc'!A0", "=1+1", "x", "=SUM(A1)"]]
    outcome = run(written(tmp_path / "m.csv", given), world)
    messages.write_rejects(tmp_path / "back.csv", outcome)
    assert "'=SUM(A1)" in (tmp_path / "back.csv").read_text("utf-8-sig")
