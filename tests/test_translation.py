"""The interface speaks English completely, and both languages say the same things with the same blanks."""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "src/mulin/locale/en/LC_MESSAGES"
HAN = re.compile(r"[\u3400-\u9fff]")
BLANKS = re.compile(r"%\(\w+\)[sd]")
SAYS = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "_", "say"}
SAYS_WHERE = {"pgettext", "pgettext_lazy"}  # the same word may be two things
BETWEEN = "\x04"  # stands between context and text in a compiled catalogue
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;:!?()]|[,;:!?()][\u3400-\u9fff]")
FULL_WIDTH = re.compile(r"[\u3000-\u3002\u3008-\u301f\uff00-\uffef]")
PATTERN = re.compile(r"\(\?|\\")  # a regular expression
MARKUP = re.compile(r"\{[{%].*?[%}]\}|<[^>]*>")
WRITTEN_SO = {"社区(村)"}  # how a column of somebody's table may be called
TAG = re.compile(
    r"""\{%\s*translate\s+(?P<quote>["'])(?P<text>.*?)(?P=quote)(?:\s+context\s+"(?P<context>\w+)")?|_\((?P<q2>["'])(?P<text2>[^"']*?)(?P=q2)\)"""
)


def catalogue() -> dict[str, str]:
    """The compiled catalogue, read from its bytes; a plural's first form stands under its singular id."""
    data = (FOLDER / "django.mo").read_bytes()
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, ids, texts = struct.unpack(f"{order}3I", data[8:20])
    found = {}
    for index in range(count):
        (size, at), (size2, at2) = (
            struct.unpack(f"{order}2I", data[start + 8 * index :][:8]) for start in (ids, texts)
        )
        found[data[at : at + size].split(b"\x00")[0].decode()] = data[at2 : at2 + size2].split(b"\x00")[0].decode()
    return found


def written_in_python() -> Iterator[tuple[str, str]]:
    """Where a text stands, and the text: whatever is no docstring and no pattern, choices of models among it."""
    for path in (ROOT / "src/mulin").rglob("*.py"):
        if path.parent.name == "migrations":  # what was written once
            continue
        tree = ast.parse(path.read_text("utf-8"))
        said = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
        told = {id(node) for node in said if isinstance(node, ast.Constant)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def written_in_files() -> Iterator[tuple[str, str]]:
    """Lines of the templates, data files and sheets that are delivered, without tags."""
    for path in (ROOT / "src/mulin").rglob("*"):
        if path.suffix in {".csv", ".json", ".txt", ".toml", ".typ", ".js", ".svg", ".html"}:
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                yield f"{path.relative_to(ROOT)}:{number}", MARKUP.sub(" ", line)


PAIR = r'^(?:msgctxt "(?P<context>.+)"\n)?msgid "(?P<id>.+)"\nmsgstr "(?P<english>.+)"$'
KNOWN = catalogue()


def said_in_python() -> set[str]:
    found = set()
    for path in (ROOT / "src/mulin").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name in SAYS_WHERE:
                found.add(BETWEEN.join(ast.literal_eval(one) for one in node.args[:2]))
            if name in SAYS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def said_in_templates() -> set[str]:
    found = set()
    for path in (ROOT / "src/mulin").rglob("templates/**/*.html"):
        for match in TAG.finditer(path.read_text("utf-8")):
            where = match["context"] + BETWEEN if match["context"] else ""
            found.add(where + (match["text"] or match["text2"] or ""))
    return {text for text in found if HAN.search(text)}


def test_every_text_has_its_english() -> None:
    said = {text for text in said_in_python() | said_in_templates() if HAN.search(text)}
    assert len(said) > 800
    assert sorted(said - KNOWN.keys()) == []


def test_english_is_english_and_keeps_its_blanks() -> None:
    assert len(KNOWN) > 800
    for text, english in KNOWN.items():
        if text:
            assert english.strip(), text
            assert sorted(set(BLANKS.findall(text))) == sorted(set(BLANKS.findall(english))), text


def test_marks_are_full_width_between_chinese_signs_and_never_so_in_english() -> None:
    found = [
        f"{where} {text}"
        for where, text in [*written_in_python(), *written_in_files(), *(("msgid", text) for text in KNOWN)]
        if HALF_WIDTH.search(text) and not PATTERN.search(text) and text not in WRITTEN_SO
    ]
    assert found == []
    assert [english for english in KNOWN.values() if FULL_WIDTH.search(english)] == []


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    """Whoever changes django.po compiles it too (make messages)."""
    text = (FOLDER / "django.po").read_text("utf-8")
    for match in re.finditer(PAIR, text, re.MULTILINE):
        plain = match["id"].replace('\\"', '"').replace("\\n", "\n")
        plain = match["context"] + BETWEEN + plain if match["context"] else plain
        assert KNOWN.get(plain) == match["english"].replace('\\"', '"').replace("\\n", "\n"), plain
