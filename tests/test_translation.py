"""The interface speaks English completely, and both languages say the same things with the same blanks."""

from __future__ import annotations

import ast
import re
import struct
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "src/mulin/locale/en/LC_MESSAGES"
HAN = re.compile(r"[\u3400-\u9fff]")
BLANKS = re.compile(r"%\(\w+\)[sd]")
SAYS = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "_", "say"}
SAYS_WHERE = {"pgettext", "pgettext_lazy"}  # the same word may be two things
BETWEEN = "\x04"  # stands between context and text in a compiled catalogue
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


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    """Whoever changes django.po compiles it too (make messages)."""
    text = (FOLDER / "django.po").read_text("utf-8")
    for match in re.finditer(PAIR, text, re.MULTILINE):
        plain = match["id"].replace('\\"', '"').replace("\\n", "\n")
        plain = match["context"] + BETWEEN + plain if match["context"] else plain
        assert KNOWN.get(plain) == match["english"].replace('\\"', '"').replace("\\n", "\n"), plain
