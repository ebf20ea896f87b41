import argparse

import pytest

from mulin.core.people.models import Person
from mulin.project.imports.command import add_parser
from tests.core.nouns import build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    return build()


@pytest.fixture
def import_(tmp_path):
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))

    def run(text, *options, kind="people", name="名单.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode("gbk"))
        args = parser.parse_args([kind, str(path), *options])
        return args.run(args)

    return run


def test_dry_run_then_real_then_again(import_, capsys):
    text = "姓名,门牌\n王桂芳,3-201\n"
    assert import_(text, "--community", "GH", "--dry-run") == 0
    assert not Person.objects.exists()
    assert import_(text, "--community", "GH") == 0
    assert import_(text, "--community", "GH") == 0
    assert Person.objects.get().place_path == "BG/GH/3/201/"
    said = capsys.readouterr().out
    assert "试读" in said
    assert "新 1" in said
    assert "没变 1" in said


def test_mistakes_are_written_down(import_, capsys, tmp_path):
    errors = tmp_path / "errors.csv"
    assert import_("姓名,门牌\n王,3-201\n李,99-1\n", "--community", "GH", "--errors", str(errors)) == 1
    assert not Person.objects.exists()
    assert "第 3 行 门牌" in capsys.readouterr().out
    assert "没有 99 幢" in errors.read_text("utf-8-sig")


def test_columns_by_hand(import_):
    assert import_("谁,哪\n王,3-201\n", "--community", "GH", "--map", "name=谁", "--map", "door=哪") == 0
    assert Person.objects.get().name == "王"


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("谁\n王\n", [], "看不出哪一列"), ("姓名\n王\n", ["--map", "x=姓名"], "没有“x”"),
        ("姓名\n王\n", ["--map", "name=谁"], "没有叫“谁”"), ("姓名\n王\n", ["--community", "XX"], "XX"),
        ("", [], "空的"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(import_, capsys, text, options, words):
    assert import_(text, *options) == 2
    assert words in capsys.readouterr().out


def test_no_such_file(capsys, tmp_path):
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["units", str(tmp_path / "no.csv")])
    assert args.run(args) == 2
    assert "没有这个文件" in capsys.readouterr().out
