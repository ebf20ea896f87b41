"""From checked data to a PDF: the one place where typst is called."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, cast

import typst

from mulin.engines.typeset.brief import Brief
from mulin.engines.typeset.card import Card
from mulin.engines.typeset.fonts import FontBook
from mulin.engines.typeset.form import Form
from mulin.engines.typeset.glyphs import Ink
from mulin.engines.typeset.large_print import LargePrint
from mulin.engines.typeset.letter import Letter
from mulin.engines.typeset.list_sheet import ListSheet
from mulin.engines.typeset.notice import Notice
from mulin.engines.typeset.piece import BadSheet, Narrow, Piece
from mulin.engines.typeset.qr import Drawing
from mulin.engines.typeset.slip import Slip
from mulin.engines.typeset.volume import Volume

TEMPLATES: Final = Path(__file__).with_name("templates")
STANDARD: Final = "ua-1"
LARGE_RUN: Final = 8  # pages or pieces
COMPILATIONS_KEPT: Final = 10  # typst drops what so many compilations have not used
KINDS: Final[dict[str, type[Piece]]] = {
    "slip": Slip,
    "large_print": LargePrint,
    "notice": Notice,
    "card": Card,
    "letter": Letter,
    "list": ListSheet,
    "form": Form,
    "volume": Volume,
    "brief": Brief,
}
Name = Literal["slip", "large_print", "notice", "card", "letter", "list", "form", "volume", "brief"]


@dataclass(frozen=True)
class Sheet:
    """A print run.

    Attributes
    ----------
    pdf
        A tagged PDF/UA-1 file; equal input on equal fonts gives equal bytes.
    pages
        How many pages it has.
    missing
        Characters no face could draw, as "U+1F600 GRINNING FACE"; on the paper each stands as 〔U+1F600〕.

    """

    pdf: bytes
    pages: int
    missing: tuple[str, ...]


def sheet(name: Name, data: Piece | Sequence[Piece], *, book: FontBook | None = None) -> Sheet:
    """Print one piece of paper, or a run of the same kind.

    Parameters
    ----------
    name
        `"slip"`, `"large_print"`, `"notice"`, `"card"`, `"letter"`, `"list"`, `"form"`,
        `"volume"` or `"brief"`.
    data
        A piece of that kind, or several; several become one file in their order.
    book
        The faces to use; this machine's own when not given.

    Returns
    -------
    Sheet
        The file, its number of pages, and the characters that could not be drawn.

    Raises
    ------
    BadSheet
        When the name is unknown, the data is not of its kind, or the pieces of a run want different paper.
    NoFont
        When the machine has no Chinese typeface.

    Examples
    --------
    >>> from datetime import date
    >>> letter = Letter(sender="桂花新村社区", phone="0571-8800 1234", recipient=["王桂芳", "3幢2单元501"],
    ...     day=date(2026, 11, 24), greeting="王阿姨：", paragraphs=["路灯修好了" + chr(0x20000)],
    ...     signature=["小张"])
    >>> printed = sheet("letter", letter)
    >>> printed.pdf[:5], printed.pages, printed.missing
    (b'%PDF-', 1, ('U+20000',))

    """
    chosen = book or FontBook.of_machine()
    compiler, missing = _compiler(name, data, chosen)
    pdf = cast("bytes", compiler.compile(format="pdf", pdf_standards=STANDARD))
    pages = int(compiler.query("<end>", field="value", one=True))
    if pages > LARGE_RUN or (isinstance(data, Sequence) and len(data) > LARGE_RUN):
        _forget(chosen)
    return Sheet(pdf=pdf, pages=pages, missing=missing)


def pictures(name: Name, data: Piece | Sequence[Piece], *, ppi: int = 110, book: FontBook | None = None) -> list[bytes]:
    """Draw what `sheet` would print, one PNG a page; for showing on a screen.

    Parameters and errors are those of `sheet`; `ppi` is the resolution in pixels per inch.
    """
    compiler, _ = _compiler(name, data, book or FontBook.of_machine())
    drawn = cast("bytes | list[bytes]", compiler.compile(format="png", ppi=ppi))
    return [drawn] if isinstance(drawn, bytes) else drawn


def marks(name: Name, data: Piece | Sequence[Piece], *, book: FontBook | None = None) -> list[dict[str, Any]]:
    """Ask where on the paper the places that matter have come to stand.

    Returns
    -------
    list of dict
        `name`, `page` from 1, and `y` in points from the top of the page, in reading order. A slip has `number`,
        `fold` and `secret`.

    """
    compiler, _ = _compiler(name, data, book or FontBook.of_machine())
    found: list[dict[str, Any]] = json.loads(compiler.query("<mark>", field="value"))
    return found


def _forget(book: FontBook) -> None:
    """Let typst drop what it keeps in memory: forty slips leave 100 MB behind, ten such runs a gigabyte."""
    compiler = typst.Compiler(font_paths=book.handle)
    for _ in range(COMPILATIONS_KEPT + 1):
        compiler.compile(b"", format="svg")


def _compiler(name: str, data: Piece | Sequence[Piece], book: FontBook) -> tuple[typst.Compiler, tuple[str, ...]]:
    pieces = _pieces(name, data)
    first = pieces[0]
    ink = Ink(book, first.room)
    content = {
        "fonts": book.chains,
        "title": ink.ready(first.heading),
        "pieces": [_inked(each.content(), ink) for each in pieces],
    }
    compiler = typst.Compiler(
        str(TEMPLATES / f"{first.template}.typ"),
        root=str(TEMPLATES),
        font_paths=book.handle,
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        package_path=str(TEMPLATES),  # holds no package, and nothing is fetched
        package_cache_path=str(TEMPLATES),
    )
    return compiler, ink.missing


def _pieces(name: str, data: Piece | Sequence[Piece]) -> list[Piece]:
    if name not in KINDS:
        raise BadSheet("纸的种类", "只能是 " + "、".join(KINDS))
    pieces = list(data) if isinstance(data, list | tuple) else [data]
    if not pieces:
        raise BadSheet("内容", "一张也没有")
    kind = KINDS[name]
    if not all(type(each) is kind for each in pieces):
        raise BadSheet("内容", f"“{name}”只收 {kind.__name__}")
    if len({(getattr(each, "paper", ""), getattr(each, "lying", False)) for each in pieces}) > 1:
        raise BadSheet("纸张", "一批里要用同一种纸")
    return pieces


def _inked(value: Any, ink: Ink) -> Any:
    """Pass every string of the content through the ink; drawings are not text."""
    if isinstance(value, str):
        return ink.ready(value)
    if isinstance(value, Narrow):
        return ink.ready(value.text, value.room)
    if isinstance(value, Drawing):
        return value._asdict()
    if isinstance(value, list):
        return [_inked(each, ink) for each in value]
    if isinstance(value, dict):
        return {key: _inked(each, ink) for key, each in value.items()}
    return value
