"""Text made ready for paper: nothing that cannot be drawn, nothing that cannot be broken, nothing hidden.

What a person typed is kept to the letter. Only three things change: a character no face can draw is shown as its
code in 〔〕 and named; a control without ink (direction overrides, byte order marks) is left out, since it could turn
a telephone number round; a very long run without a space gets invisible places where a line may end.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from mulin.engines.typeset.fonts import FontBook

KEPT_UNSEEN: Final = frozenset(
    "\u200b\u200c\u200d\u2060" + "".join(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
)
BREAKS: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
PLACE_TO_BREAK: Final = "\u200b"
CAN_BREAK_ANYWHERE: Final = re.compile(
    r"[\s\u200b\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]+|-(?=[A-Za-z])"
)


def name_of(char: str) -> str:
    """Name a character the way a clerk can look it up.

    Examples
    --------
    >>> name_of("😀"), name_of(chr(0x20000)), name_of(chr(0))
    ('U+1F600 GRINNING FACE', 'U+20000', 'U+0000')

    """
    name = "" if "\ud800" <= char <= "\udfff" else unicodedata.name(char, "")
    return f"U+{ord(char):04X}" + (f" {name}" if name and not name.startswith("CJK ") else "")


class Ink:
    """One sheet's text on its way to paper; remembers what could not be drawn.

    Parameters
    ----------
    book
        The faces the sheet will be set in.
    room
        The longest run without a break, in characters, that still fits a line.

    Examples
    --------
    >>> ink = Ink(FontBook.of_machine(), room=24)
    >>> ink.ready("王" + chr(0xE000) + chr(0x202E) + "#import")
    '王〔U+E000〕#import'
    >>> ink.missing
    ('U+E000',)

    """

    def __init__(self, book: FontBook, room: int) -> None:
        self._book, self._room = book, room
        self._missing: dict[str, None] = {}

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the characters that were replaced, each once, in order of appearance."""
        return tuple(map(name_of, self._missing))

    def ready(self, text: str, room: int | None = None) -> str:
        """Make one string drawable and breakable."""
        text = BREAKS.sub("\n", text).replace("\t", "    ")
        text = "".join(char for char in text if char in KEPT_UNSEEN or unicodedata.category(char) != "Cf")
        return _soften(self._drawable(text), room or self._room)

    def _drawable(self, text: str) -> str:
        parts = []
        for char, has in zip(text, self._book.covers(text), strict=True):
            if char == "\n" or char in KEPT_UNSEEN or (has and unicodedata.category(char) not in {"Cc", "Co", "Cs"}):
                parts.append(char)
            else:
                self._missing[char] = None
                parts.append(f"〔U+{ord(char):04X}〕")
        return "".join(parts)


def _soften(text: str, room: int) -> str:
    """Let runs longer than `room` end a line between any two of their characters."""
    position, parts = 0, []
    for gap in [*CAN_BREAK_ANYWHERE.finditer(text), None]:
        end = gap.start() if gap else len(text)
        run = text[position:end]
        parts.append(PLACE_TO_BREAK.join(run) if len(run) > room else run)
        if gap:
            parts.append(gap.group())
            position = gap.end()
    return "".join(parts)
