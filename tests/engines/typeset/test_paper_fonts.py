"""The faces: what they cover, and what is said when there are none."""

from pathlib import Path

import pytest

from mulin.engines.typeset import FontBook, NoFont, sheet
from mulin.engines.typeset.fonts import SANS, SERIF
from tests.engines.typeset import papers


def test_without_chinese_faces_the_message_names_the_package(tmp_path):
    with pytest.raises(NoFont, match="fonts-noto-cjk"):
        FontBook([tmp_path], system=False)


def test_a_folder_of_faces_is_enough():
    machine = FontBook.of_machine()
    folder = next(
        Path(face.path).parent for face in machine.handle.fonts() if face.path and face.family in SERIF + SANS
    )
    book = FontBook([folder], system=False)
    assert sheet("letter", papers.letter(), book=book).pages == 1
    assert book.covers("睦邻").all()


def test_covers_answers_for_every_character():
    has = FontBook.of_machine().covers("睦7" + chr(0xE000) + chr(0xD800) + chr(0x10FFFF))
    assert has.tolist() == [True, True, False, False, False]


def test_both_weights_count():
    """A glyph that only the regular face has would be tofu in bold."""
    book = FontBook.of_machine()
    regular = next(f for f in book.handle.fonts() if f.family in SANS and f.weight == 400)
    common = book.covers("".join(map(chr, range(0x4E00, 0x4F00))))
    assert regular.path
    assert common.all()


def test_the_machine_is_read_once():
    assert FontBook.of_machine() is FontBook.of_machine()
