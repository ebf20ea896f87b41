import pytest

from mulin.core.places.normal import name_key, tidy


@pytest.mark.parametrize("dot", ["·", "•", "‧", "・", "･", ".", " ", "．", "∙", " · "])
def test_the_dots_of_minority_names(dot):
    assert name_key(f"阿依古丽{dot}买买提") == "阿依古丽买买提"


@pytest.mark.parametrize("name", ["𠮷野", "𣑊", "\U00030000", "\U000323af", "〇", "㐀"])
def test_rare_characters_survive(name):
    assert name_key(name) == name
    assert tidy(f" {name} ") == name


def test_width_case_blanks():
    assert name_key(" Ｌｉ　Ming ") == "liming"
    assert len(name_key("长" * 500)) == 120
    assert tidy("a\x00b\ud800c\n d") == "abc d"
