"""Reads the text of a typst PDF back through its fonts' Unicode tables, so that a test sees what a reader sees."""

import re
import zlib

ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
QUOTED = rb"\((?:\\.|[^\\()])*\)"
for _ in range(3):  # parentheses may stand unescaped where they balance
    QUOTED = rb"\((?:\\.|[^\\()]|" + QUOTED + rb")*\)"
STRING = re.compile(rb"(" + QUOTED + rb")|<([0-9A-Fa-f]+)>", re.DOTALL)
ARRAY = rb"\[(?:[^\[\]()]|" + QUOTED + rb")*\]"
SHOWN = re.compile(rb"/(f\d+) ([\d.]+) Tf|(" + ARRAY + rb"|" + QUOTED + rb"|<[0-9A-Fa-f]+>)\s*T[Jj]", re.DOTALL)
TOFU = "\ufffd"


def text_of(pdf: bytes) -> str:
    """All text in drawing order, without places to break; a glyph without Unicode is `TOFU`."""
    objects, pages = _parsed(pdf)
    found = []
    for page in pages:
        resources = objects[_reference(page, b"Resources")]
        fonts = {m[1]: int(m[2]) for m in re.finditer(rb"/(f\d+) (\d+) 0 R", resources)}
        tables = {name: _table(_stream(objects[_reference(objects[n], b"ToUnicode")])) for name, n in fonts.items()}
        table: dict[int, str] = {}
        for font, _, shown in SHOWN.findall(_stream(objects[_reference(page, b"Contents")])):
            if font:
                table = tables[font]
            for quoted, digits in STRING.findall(shown):
                codes = bytes.fromhex(digits.decode()) if digits else _unquoted(quoted[1:-1])
                found += [table.get(int.from_bytes(codes[n : n + 2], "big"), TOFU) for n in range(0, len(codes), 2)]
        found.append("\n")
    return "".join(found).replace("\u200b", "")


def sizes_of(pdf: bytes) -> set[float]:
    """Every size of type in the file, in points."""
    objects, pages = _parsed(pdf)
    contents = [_stream(objects[_reference(page, b"Contents")]) for page in pages]
    return {round(float(size), 1) for content in contents for _, size, _ in SHOWN.findall(content) if size}


def colours_of(pdf: bytes) -> set[bytes]:
    """Every colour that is set, as its components."""
    objects, pages = _parsed(pdf)
    contents = [_stream(objects[_reference(page, b"Contents")]) for page in pages]
    return {colour.strip() for content in contents for colour in re.findall(rb"([\d. ]+) (?:scn|SCN)\b", content)}


def _parsed(pdf: bytes) -> tuple[dict[int, bytes], list[bytes]]:
    objects = {int(m[1]): m[2] for m in re.finditer(rb"(?:^|\n)(\d+) 0 obj\n(.*?)endobj", pdf, re.DOTALL)}
    return objects, [body for body in objects.values() if body.startswith(b"<</Type/Page/")]


def _reference(body: bytes, key: bytes) -> int:
    match = re.search(rb"/" + key + rb" (\d+) 0 R", body)
    assert match, (key, body[:200])
    return int(match[1])


def _stream(body: bytes) -> bytes:
    head, _, rest = body.partition(b"stream\n")
    data = rest[: int(re.search(rb"/Length (\d+)", head)[1])]
    return zlib.decompress(data) if b"FlateDecode" in head else data


def _unquoted(text: bytes) -> bytes:
    def plain(match: re.Match[bytes]) -> bytes:
        escape = match[1]
        return bytes([int(escape, 8)]) if escape[:1].isdigit() else ESCAPES.get(escape, escape)

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, text, flags=re.DOTALL)


def _table(cmap: bytes) -> dict[int, str]:
    pairs = [
        pair
        for part in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL)
        for pair in re.findall(rb"<([0-9A-F]+)>\s*<([0-9A-F]+)>", part)
    ]
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
