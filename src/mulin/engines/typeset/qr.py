"""QR codes as vector drawings."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

import segno

from mulin.engines.typeset.piece import BadSheet


class Drawing(NamedTuple):
    """A drawing and the number of modules along its side."""

    svg: str
    modules: int


def qr(text: str) -> Drawing:
    """Draw a QR code, black on nothing, without its quiet zone.

    The templates keep four modules free around it, as the standard asks; drawn in, the zone would push the code out
    of line with the text.

    Parameters
    ----------
    text
        What a camera shall read; at most 200 bytes in UTF-8, so that the modules stay large enough for old cameras.

    Returns
    -------
    Drawing
        An SVG document, one unit per module.

    Raises
    ------
    BadSheet
        When the text is empty, too long, or not encodable.

    References
    ----------
    ISO/IEC 18004, error correction level M.

    Examples
    --------
    >>> drawing = qr("https://example.org/t/7")
    >>> drawing.modules, drawing.svg[:42]
    (25, '<svg xmlns="http://www.w3.org/2000/svg" vi')

    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise BadSheet("二维码", "内容里有不能编码的字符") from error
    if not 0 < size <= 200:
        raise BadSheet("二维码", f"内容要在 1 到 200 个字节之间，现在是 {size} 个")
    matrix = segno.make(text, error="m", micro=False).matrix
    side = len(matrix)
    path = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                path.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{"".join(path)}"/></svg>'
    return Drawing(drawing, side)
