"""Which faces the machine has, and which characters they can draw.

typst compiles without a word when a face or a glyph is missing, so this is looked up before any sheet is made.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import typst
from fontTools.ttLib import TTFont

SERIF: Final = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "Songti SC", "SimSun")
SANS: Final = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
)
MONO: Final = ("Noto Sans Mono CJK SC", "Source Han Mono SC", "DejaVu Sans Mono")
BEYOND: Final = (  # rare Han characters and other scripts, in the order they are asked
    "HanaMinA",
    "HanaMinB",
    "BabelStone Han",
    "Noto Sans Arabic",
    "Noto Serif Tibetan",
    "Noto Sans Mongolian",
    "Noto Sans Yi",
    "Noto Sans Hebrew",
    "DejaVu Sans",
)
CODE_POINTS: Final = 0x110000


class NoFont(RuntimeError):  # noqa: N818 - a state of the machine
    """No Chinese typeface is on this machine; the message says which package to install."""


class FontBook:
    """The faces of one machine, or of the folders given, and their glyphs.

    Parameters
    ----------
    paths
        Folders to look in beside the system's own.
    system
        Whether to look in the system's font folders too.

    Raises
    ------
    NoFont
        When none of the Chinese families in `SERIF` and `SANS` is there.

    Examples
    --------
    >>> book = FontBook.of_machine()
    >>> bool(book.covers("睦邻 7")[0]), bool(book.covers(chr(0xE000))[0])
    (True, False)

    """

    def __init__(self, paths: Sequence[Path] = (), *, system: bool = True) -> None:
        self.handle = typst.Fonts(
            include_system_fonts=system, include_embedded_fonts=False, font_paths=[str(path) for path in paths]
        )
        self._faces: dict[str, list[tuple[int, str, int]]] = {}
        for face in self.handle.fonts():
            if face.style == "normal" and face.path is not None:
                self._faces.setdefault(face.family, []).append((face.weight, face.path, face.index))
        serif, sans = self._first(SERIF), self._first(SANS)
        if not (serif or sans):
            raise NoFont("这台机器上没有中文字体，印不了纸。请让管理员安装 Debian 软件包 fonts-noto-cjk，再试一次。")
        plain = [name for name in (serif, sans) if name]
        others = [name for name in BEYOND if name in self._faces]
        mono = [name for name in (self._first(MONO),) if name]
        self.chains: dict[str, list[str]] = {
            "serif": plain + others,
            "sans": plain[::-1] + others,
            "mono": mono + plain[::-1] + others,
        }
        self._plain, self._others = plain, others
        self._known: dict[str, npt.NDArray[np.bool_]] = {}
        self._lock = threading.Lock()

    @staticmethod
    @cache
    def of_machine() -> FontBook:
        """The book of this machine's own fonts, read once per process."""
        return FontBook()

    def _first(self, names: Sequence[str]) -> str | None:
        return next((name for name in names if name in self._faces), None)

    def covers(self, text: str) -> npt.NDArray[np.bool_]:
        """Say for each character whether some face in use has a glyph for it.

        A family counts only where both its regular and its bold face have the glyph, since a sheet may set
        any text in either.

        Parameters
        ----------
        text
            Any string, lone surrogates included (never covered).

        Returns
        -------
        ndarray of bool, shape (len(text),)

        """
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        found = np.zeros(len(points), dtype=bool)
        for family in self._plain + self._others:
            if found.all():
                break
            found |= self._glyphs(family)[points]
        return found

    def _glyphs(self, family: str) -> npt.NDArray[np.bool_]:
        with self._lock:
            if family not in self._known:
                faces = self._faces[family]
                used = {min(faces, key=lambda face: abs(face[0] - weight)) for weight in (400, 700)}
                self._known[family] = np.logical_and.reduce([_face_glyphs(path, index) for _, path, index in used])
            return self._known[family]


def _face_glyphs(path: str, index: int) -> npt.NDArray[np.bool_]:
    glyphs = np.zeros(CODE_POINTS, dtype=bool)
    with TTFont(path, fontNumber=index, lazy=True) as font:
        glyphs[list(font.getBestCmap() or ())] = True
    return glyphs
