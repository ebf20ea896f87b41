"""The faces: what they cover, and what is said when there are none."""

from pathlib import Path

import pytest

from mulin.engines.typeset import FontBook, NoFont, fonts, sheet
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


def test_a_glyph_that_one_weight_lacks_does_not_count(monkeypatch):
    """A sheet may set any text in bold, where a glyph of the regular face alone would be tofu."""
    read = fonts._face_glyphs

    def without_mu_in_bold(path, index):
        glyphs = read(path, index)
        if "Bold" in path or "DejaVu" in path:
            glyphs[ord("睦")] = False
        return glyphs

    monkeypatch.setattr(fonts, "_face_glyphs", without_mu_in_bold)
    assert FontBook().covers("睦邻").tolist() == [False, True]


def test_the_machine_is_read_once():
    assert FontBook.of_machine() is FontBook.of_machine()
