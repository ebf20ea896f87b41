import numpy as np
import pytest
import shapely

from mulin.engines import reach
from tests.engines.reach.towns import SOUTH, WEST, town


@pytest.mark.parametrize("seed", range(5))
def test_the_foot_is_on_the_nearest_way(seed):
    net = town(seed)
    rng = np.random.default_rng(seed)
    lon7, lat7 = WEST + rng.integers(-4000, 20_000, 80), SOUTH + rng.integers(-4000, 20_000, 80)
    found = reach.snap(net, lon7, lat7, max_m=40)
    lines = shapely.linestrings(np.stack([net.xy[net.seg_a], net.xy[net.seg_b]], axis=1))
    for number, place in enumerate(net.project(lon7, lat7)):
        metres = shapely.distance(lines, shapely.Point(place)).min()
        assert found.offset_mm[number] == pytest.approx(metres * 1000, abs=30)
        assert (found.edge[number] >= 0) == (found.offset_mm[number] <= 40_000)
    on = found.edge >= 0
    assert 0 < on.sum() < 80
    assert (net.seg_edge[found.segment[on]] == found.edge[on]).all()
    assert (found.along_mm[on] <= net.length_mm[found.segment[on]]).all()


def test_long_segments_are_found_from_their_middle():
    rows = [{"id": i, "lon7": WEST + x, "lat7": SOUTH} for i, x in enumerate((0, 1_000_000, 1_000_100, 1_000_200))]
    ways = [{"points": [0, 1]}, {"points": [1, 2, 3]}]
    net = reach.build(reach.from_tables(rows, ways))
    found = reach.snap(net, [WEST + 400_000], [SOUTH + 900])
    assert found.edge[0] >= 0
    assert int(found.offset_mm[0]) == pytest.approx(9_977, abs=20)


def test_a_door_two_kilometres_away_is_reported_and_not_attached():
    net = town(1)
    found = reach.snap(net, [WEST, WEST - 210_000], [SOUTH, SOUTH])
    assert found.edge[1] == -1
    assert found.report() == [(1, f"离最近的路 {int(found.offset_mm[1]) // 1000:,} 米，没有接上路网")]
    assert found.offset_mm[1] > 1_900_000
    answer = reach.nearest(reach.costs(net, reach.walkers()["old"]), {"a": found.take([0])}, 3600)
    assert answer.seconds(found)[1, 0] == -1


def test_no_points_and_wrong_points():
    net = town(1)
    assert len(reach.snap(net, [], [])) == 0
    with pytest.raises(reach.BadPlace, match="对不上"):
        reach.snap(net, [WEST], [])
    with pytest.raises(reach.BadPlace, match="不在地球上"):
        reach.snap(net, [WEST * 100], [SOUTH])
