"""Places and groups are called by their English name to whoever reads English, else by the Chinese one."""

import pytest
from django.utils.translation import override

from mulin.core.gate import SYSTEM
from mulin.core.groups.actions import edit_group
from mulin.core.groups.models import Group
from mulin.core.groups.models import Kind as GroupKind
from mulin.core.groups.queries import NAMES
from mulin.core.places.models import Kind, Place
from tests.core.nouns import NOW, build, group


@pytest.mark.parametrize("model", [Place, Group])
@pytest.mark.parametrize(
    ("language", "name_en", "title"),
    [("en", "Guihua", "Guihua"), ("en", "", "桂花"), ("zh-hans", "Guihua", "桂花")],
)
def test_the_name_follows_the_reader(model, language, name_en, title):
    row = model(name="桂花", name_en=name_en)
    with override(language):
        assert row.title == title
        assert str(row) == title


def test_a_door_needs_no_english_name_and_a_place_of_that_name_keeps_its_own():
    with override("en"):
        assert Place(kind=Kind.DOOR, name="3幢2单元201").title == "Building 3-2-201"
        assert Place(kind=Kind.BUILDING, name="门卫室").title == "门卫室"
        assert Place(kind=Kind.COMPOUND, name="3幢").title == "3幢"
    assert Place(kind=Kind.DOOR, name="3幢2单元201").title == "3幢2单元201"


@pytest.mark.django_db(transaction=True)
def test_a_name_that_was_written_down_is_found_in_english():
    town = build()
    with override("en"):
        assert NAMES.title("桂花物业") == "桂花物业"
    edit_group(group=town.property, name="桂花物业", name_en="Guihua Property", by=SYSTEM, now=NOW)
    with override("en"):
        assert NAMES.title("桂花物业") == "Guihua Property"
        assert NAMES.title("从前的名字") == "从前的名字"
    assert NAMES.title("桂花物业") == "桂花物业"
    namesake = group(town.yx, "YX:property", GroupKind.PROPERTY, "桂花物业")
    edit_group(group=namesake, name="桂花物业", name_en="Yinxing Property", by=SYSTEM, now=NOW)
    with override("en"):
        assert NAMES.title("桂花物业") == "桂花物业"  # which of the two was meant is not known
