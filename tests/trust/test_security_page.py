"""docs/security.md names only tests that exist, and answers every item of the checklist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_it_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)
    assert len(named) > 40
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).exists() or (name and name not in functions(ROOT / file))
    ]
    assert not missing


def test_every_item_is_answered() -> None:
    rows = dict(re.findall(r"^\| (\d+) \|(.*)\|$", PAGE, re.MULTILINE))
    assert [int(number) for number in rows] == list(range(1, 28))
    assert not [number for number, row in rows.items() if "::test_" not in row]
