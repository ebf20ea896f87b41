"""QR codes: the drawing is the matrix, module by module."""

import re

import pytest
import segno

from mulin.engines.typeset import BadSheet
from mulin.engines.typeset.qr import qr


def test_every_dark_module_is_drawn_and_no_light_one():
    text = "http://mulin.example/t/GH-2026-000123-7"
    drawing = qr(text)
    drawn = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawing.svg):
        drawn |= {(int(x) + n, int(y)) for n in range(int(width))}
    matrix = segno.make(text, error="m", micro=False).matrix
    assert drawn == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert drawing.modules == len(matrix)


@pytest.mark.parametrize("text", ["", "x" * 201, "汉" * 67, chr(0xD800)], ids=["empty", "long", "wide", "half"])
def test_what_no_camera_could_read_is_refused(text):
    with pytest.raises(BadSheet):
        qr(text)
