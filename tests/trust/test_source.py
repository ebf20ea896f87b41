"""What the source must never do, read from its syntax: every module there is, so a new one joins by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from mulin.core import gate

SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "mulin"

# the modules that may say of a text that it is safe HTML, and why
SAFE = {
    "portal/widgets.py": "fields of forms, every attribute and label escaped first",
    "portal/templatetags/mulin.py": "phrases of a heading, each escaped first",
}
# where SQL is put together: from names of our own tables, columns and schemas, never from what somebody sent
SQL = {
    "core/access/actions/looks.py": "the lock of one of our own tables",
    "core/records/appendonly.py": "triggers on our own tables",
    "core/records/forgetting.py": "removing freed pages",
    "project/backup/": "copies of our own tables",
    "project/migrating.py": "our own tables, before a migration",
    "project/moving/": "copies of our own tables; names of schemas are checked first",
    "project/tamper.py": "a copy in memory",
}
# where a form token is not wanted, and why
TOKENLESS = {
    "core/pages.py": "addresses for programs: there whoever asks is a passer-by, so that no cookie can be borrowed",
}
DANGEROUS = {"eval", "exec", "compile", "__import__"}


def modules() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def named(node: ast.AST) -> str:
    """The dotted name of a call or an attribute, as far as it is plain."""
    if isinstance(node, ast.Attribute):
        return f"{named(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def built(node: ast.AST) -> bool:
    """Whether a text is put together while the program runs."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"format", "join"}


def faults(text: str, where: str) -> Iterator[str]:  # noqa: C901 - a list of what is refused
    for node in ast.walk(ast.parse(text)):
        at = f"{where}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            name = named(node.func).rpartition(".")[2]
            web = not where.startswith(("engines/", "project/bench/", *SQL))
            if (
                name in {"execute", "executemany", "raw", "RawSQL", "extra"}
                and node.args
                and web
                and built(node.args[0])
            ):
                yield f"{at} SQL put together"
            if name in {"RawSQL", "extra"}:
                yield f"{at} {name}"
            if named(node.func) in DANGEROUS:
                yield f"{at} {named(node.func)}"
            if name in {"mark_safe", "SafeString", "SafeText"} and where not in SAFE:
                yield f"{at} {name}"
            if name == "format_html" and node.args and built(node.args[0]):
                yield f"{at} format_html of a text put together"
            if any(word.arg == "shell" and getattr(word.value, "value", False) for word in node.keywords):
                yield f"{at} shell"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = {getattr(node, "module", "") or "", *(alias.name for alias in node.names)}
            for bad in {"pickle", "marshal", "shelve", "telnetlib", "ftplib"} & names:
                yield f"{at} {bad}"
        if isinstance(node, ast.Name | ast.Attribute | ast.alias):
            word = getattr(node, "attr", "") or getattr(node, "name", "") or getattr(node, "id", "")
            if word == "csrf_exempt" and where not in TOKENLESS:
                yield f"{at} csrf_exempt"


def test_nothing_dangerous_in_any_module() -> None:
    found = [
        fault for path in modules() for fault in faults(path.read_text(encoding="utf-8"), str(path.relative_to(SOURCE)))
    ]
    assert not found, "\n".join(found)
    assert len(modules()) > 150


@pytest.mark.parametrize(
    "line",
    [
        "cursor.execute(f'SELECT {x}')", "cursor.execute('SELECT ' + x)", "Voice.objects.raw('SELECT %s' % x)",
        "cursor.execute('SELECT {}'.format(x))", "mark_safe(x)", "@csrf_exempt\ndef view(): pass", "eval(x)",
        "from django.views.decorators.csrf import csrf_exempt", "import pickle", "subprocess.run(x, shell=True)",
        "format_html(f'<b>{x}')", "Voice.objects.extra(where=[x])",
    ],
)  # fmt: skip
def test_each_would_be_seen(line: str) -> None:
    assert list(faults(line, "apps/new/views.py"))


def test_modules_with_a_reason_are_there_and_no_page_is_among_them() -> None:
    for where in SAFE:
        assert "mark_safe" in (SOURCE / where).read_text(encoding="utf-8")
    for where in SQL:
        assert (SOURCE / where).exists()
        assert not {"apps", "portal", "views", "desk", "forms.py", "queries"} & set(Path(where).parts)


def gated() -> set[str]:
    return {model.__name__ for model in gate.policies()}


def ungated(text: str, where: str) -> Iterator[str]:
    """Lists that a page makes straight from a model with a policy, in a function that never asks the gate.

    A row found by a key of the visitor's own (her person, her form's token) is hers; a list of all is not.
    """
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef):
            continue
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        asks = {named(call.func) for call in calls}
        guarded = any(name.startswith("gate.") or name.endswith((".scope", ".can", ".can_somewhere")) for name in asks)
        handed = {id(call.args[0]) for call in calls if call.args and named(call.func).startswith("gate.")}
        for call in calls:
            parts = named(call.func).split(".")
            everything = len(parts) == 3 and parts[1] == "objects" and parts[2] in {"all", "order_by"}
            if everything and parts[0] in gated() and not guarded and id(call) not in handed:
                yield f"{where}:{call.lineno} {named(call.func)}"


def test_no_page_lists_rows_past_the_gate() -> None:
    assert {"Voice", "Matter", "Person", "Attachment"} <= gated()
    pages = [path for path in modules() if {"views", "desk"} & {*path.parts, path.stem}]
    assert len(pages) > 15
    found = [
        fault for path in pages for fault in ungated(path.read_text(encoding="utf-8"), str(path.relative_to(SOURCE)))
    ]
    assert not found, "\n".join(found)
    assert list(ungated("def page(request):\n    return Voice.objects.all()", "x"))
    assert not list(ungated("def page(request):\n    return gate.visible(Voice.objects.all(), v, 'list')", "x"))


def test_every_app_of_ours_is_read() -> None:
    """Each installed app of ours lies where these tests read."""
    for config in apps.get_app_configs():
        if config.name.startswith("mulin."):
            assert Path(config.path).is_relative_to(SOURCE)
