import numpy as np
import pytest

from mulin.engines import reach
from tests.engines.reach.towns import SOUTH, WEST, town


def straight(*points, **way):
    rows = [{"id": i, "lon7": WEST + x, "lat7": SOUTH + y} for i, (x, y) in enumerate(points)]
    return reach.from_tables(rows, [{"points": list(range(len(points))), **way}])


def test_length_is_kept_by_contraction():
    for seed in range(5):
        net = town(seed)
        assert net.edge_mm.sum() == net.length_mm.sum()
        assert (net.component[net.u] == net.component[net.v]).all()


def test_a_metre_is_a_metre():
    """Against the great circle of the WGS-84 ellipsoid, computed elsewhere: 1 degree at 30 N."""
    net = reach.build(straight((0, 0), (100_000, 0)))
    assert net.edge_mm[0] == pytest.approx(964_862, abs=3)
    net = reach.build(straight((0, 0), (0, 100_000)))
    assert net.edge_mm[0] == pytest.approx(1_108_525, abs=60)


def test_a_given_length_is_believed():
    net = reach.build(straight((0, 0), (1000, 0), (3000, 0), length_mm=90_001))
    assert net.edge_mm.tolist() == [90_001]
    assert sorted(net.length_mm.tolist()) == [30_001, 60_000]


def test_stairs_stay_an_edge_of_their_own():
    rows = [{"id": i, "lon7": WEST + 1000 * i, "lat7": SOUTH} for i in range(4)]
    ways = [{"points": [0, 1]}, {"points": [1, 2], "flags": int(reach.Way.STEPS)}, {"points": [2, 3]}]
    net = reach.build(reach.from_tables(rows, ways))
    assert len(net.u) == 3


def test_parts_that_are_cut_off_are_said():
    rows = [{"id": i, "lon7": WEST + 1000 * i, "lat7": SOUTH} for i in range(5)]
    net = reach.build(reach.from_tables(rows, [{"points": [0, 1]}, {"points": [1, 2]}, {"points": [3, 4]}]))
    assert net.defects() == ["有 1 片路没有和主路网连上，共 2 个路口（全部 4 个）"]
    assert net.component.max() == 1
    island = reach.snap(net, [WEST + 3500], [SOUTH + 100])
    assert island.island.tolist() == [True]
    assert island.report() == [(0, "接在一片和主路网不相连的路上")]


def test_how_much_of_it_is_mapped_footpath():
    rows = [{"id": i, "lon7": WEST + 10_000 * i, "lat7": SOUTH} for i in range(3)]
    ways = [{"points": [0, 1], "flags": int(reach.Way.FOOTPATH)}, {"points": [1, 2]}]
    foot, total = reach.build(reach.from_tables(rows, ways)).footpath_share()
    assert (foot, total) == (96, 192)


def test_tables_that_contradict_themselves():
    point = {"id": 1, "lon7": WEST, "lat7": SOUTH}
    with pytest.raises(reach.BadTable, match="编号 1 出现了两次"):
        reach.from_tables([point, point], [])
    with pytest.raises(reach.BadTable, match="不存在的点 7"):
        reach.from_tables([point], [{"points": [1, 7]}])
    with pytest.raises(reach.BadTable, match="至少要两个"):
        reach.from_tables([point], [{"points": [1]}])
    with pytest.raises(reach.BadTable, match="不在地球上"):
        reach.from_tables([{"id": 1, "lon7": WEST * 10, "lat7": SOUTH}], [])
    with pytest.raises(reach.BadTable, match="负数"):
        reach.from_tables([point, point | {"id": 2}], [{"points": [1, 2], "length_mm": -1}])
    with pytest.raises(reach.NoWays, match="一条路也没有"):
        reach.from_tables([point], [])
    with pytest.raises(reach.NoWays, match="没有一段"):
        reach.build(reach.from_tables([point], [{"points": [1, 1]}]))


def test_slots_are_sorted_and_hold_every_pair_once():
    topology = town(8, size=8).topology
    for row in range(len(topology.indptr) - 1):
        near = topology.indices[topology.indptr[row] : topology.indptr[row + 1]]
        assert (np.diff(near) > 0).all()
        assert row not in near
