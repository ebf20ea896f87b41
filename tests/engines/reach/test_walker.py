import pytest

from mulin.engines import reach


def test_every_figure_names_its_source():
    for walker in reach.walkers().values():
        told = {"speed_mm_s", "stairs_ms_per_m", "kerb_ms", "crossing_ms", "slope", "max_grade_permille"}
        for key in told:
            value = getattr(walker, key)
            if value not in (None, 0):
                assert walker.source.get(key), (walker.code, key)


def test_the_order_of_the_bodies():
    w = reach.walkers()
    assert w["old"].speed_mm_s < w["wheelchair"].speed_mm_s < w["pram"].speed_mm_s < w["adult"].speed_mm_s
    assert w["wheelchair"].stairs_ms_per_m is None
    assert w["wheelchair"].kerb_ms is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a", "TOML"),
        ('[a]\nname = "a"', "缺少"),
        ('[a]\nname = "a"\nspeed_mm_s = 900\nwings = 2', "多出"),
        ('[a]\nname = "a"\nspeed_mm_s = 9', "100 到 5000"),
        ('[a]\nname = "a"\nspeed_mm_s = 900\nslope = "naismith"', "坡度"),
        ('[a]\nname = "a"\nspeed_mm_s = 900\nkerb_ms = -1', "负数"),
        ('[a]\nname = "a"\nspeed_mm_s = 900\nrough_permille = 900', "土路"),
        ('[a]\nname = "a"\nspeed_mm_s = 900\ncrossing_ms = { zebra = 3 }', "过街"),
    ],
)
def test_impossible_walkers_are_refused(text, message):
    with pytest.raises(reach.BadWalker, match=message):
        reach.read_walkers(text)
