"""Migrations: none is missing, all stand on this database, and a new one takes nothing away unseen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "mulin"

# what was looked at by people: "app/0002_name.py: Operation field" and why it may run on a database in use
REVIEWED: dict[str, str] = {
    "voice/0014_people_or_households.py: RenameField people": "the figure counts households too; every row is kept",
}
TAKES_AWAY = {"RemoveField", "DeleteModel", "RenameField", "RenameModel", "AlterModelTable", "RunSQL"}


def later() -> list[Path]:
    """Every migration that meets a database in use: not the first of its app."""
    return [path for path in sorted(SOURCE.rglob("migrations/0*.py")) if not path.name.startswith("0001")]


def text_of(call: ast.Call, word: str) -> str:
    value = next((one.value for one in call.keywords if one.arg == word), None)
    return str(value.value) if isinstance(value, ast.Constant) else ""


def risky(text: str) -> Iterator[str]:
    """Operations that lose data, or that the code of yesterday cannot live with while they run."""
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name = node.func.attr
        if name in TAKES_AWAY:
            yield f"{name} {text_of(node, 'name') or text_of(node, 'old_name')}"
        elif name in {"AddField", "AlterField"}:
            field = next((one.value for one in node.keywords if one.arg == "field"), None)
            words = {one.arg for one in field.keywords} if isinstance(field, ast.Call) else set()
            many = isinstance(field, ast.Call) and getattr(field.func, "attr", "") == "ManyToManyField"
            empty = isinstance(field, ast.Call) and getattr(field.func, "attr", "") in {"CharField", "TextField"}
            known = words & {"null", "default", "db_default"} or (empty and "blank" in words)  # old rows get ""
            if name == "AddField" and not many and not known:
                yield f"{name} {text_of(node, 'name')}"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_every_migration_was_applied_from_nothing() -> None:
    """The database of this run was made by them alone."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    assert {app for app, _name in leaves} >= {"records", "places", "people", "groups", "access", "meetings", "voice"}
    assert executor.migration_plan(leaves) == []
    assert not executor.loader.detect_conflicts()


def test_a_later_migration_takes_nothing_away_unseen() -> None:
    found = [
        f"{path.parent.parent.name}/{path.name}: {what}" for path in later() for what in risky(path.read_text("utf-8"))
    ]
    assert not set(found) - set(REVIEWED)
    assert not set(REVIEWED) - set(found), "a reason for something that is not there"


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("migrations.AddField('a', 'b', field=models.CharField(max_length=3))", True),
        ("migrations.AddField('a', 'b', field=models.CharField(max_length=3, default=''))", False),
        ("migrations.AddField('a', 'b', field=models.ManyToManyField('x.Y'))", False),
        ("migrations.RemoveField('a', 'b')", True),
        ("migrations.RenameField('a', 'b', 'c')", True),
        ("migrations.DeleteModel('a')", True),
        ("migrations.RunSQL('DROP TABLE x')", True),
        ("migrations.CreateModel(name='X', fields=[('id', models.BigAutoField())])", False),
    ],
)
def test_each_would_be_seen(line: str, seen: bool) -> None:  # noqa: FBT001
    assert bool(list(risky(line))) is seen
