import itertools
import json

import networkx as nx
import numpy as np
import pytest

from mulin.engines import reach
from mulin.engines.reach.costs import BLOCKED
from tests.engines.reach.towns import SOUTH, WEST, scatter, town

ALL = reach.walkers()


def test_along_one_street_it_is_as_long_as_the_time_allows():
    rows = [{"id": i, "lon7": WEST + 100_000 * i, "lat7": SOUTH} for i in range(2)]
    net = reach.build(reach.from_tables(rows, [{"points": [0, 1]}]))
    middle = reach.snap(net, [WEST + 50_000], [SOUTH])
    area = reach.isochrone(reach.costs(net, ALL["old"]), middle, [300], width_m=20)[0]
    assert area.metres == pytest.approx(480, abs=1)
    # A street of that length, 20 m to either side, and two half circles.
    assert area.square_metres == pytest.approx(480 * 40 + np.pi * 400, rel=0.01)
    end = reach.snap(net, [WEST], [SOUTH])
    assert reach.isochrone(reach.costs(net, ALL["old"]), end, [300])[0].metres == pytest.approx(240, abs=1)


@pytest.mark.parametrize("seed", range(6))
def test_length_reached_is_what_networkx_reaches(seed):
    net = town(seed)
    cost = reach.costs(net, list(ALL.values())[seed % 4])
    origin = scatter(net, seed, 1, spread=0)
    areas = reach.isochrone(cost, origin, [40, 100, 250])
    graph = nx.DiGraph()
    shut = set(net.node_point[np.flatnonzero(cost.shut)].tolist())
    segment, along = int(origin.segment[0]), int(origin.along_mm[0])
    cuts = {segment: [0, along, int(net.length_mm[segment])]}
    names = {}
    for seg in range(len(net.seg_a)):
        # Every segment in strides of at most a metre: slow, plain, and independent.
        marks = cuts.get(seg, [0, int(net.length_mm[seg])])
        marks = sorted(
            {m for lo, hi in itertools.pairwise(marks) for m in np.linspace(lo, hi, (hi - lo) // 1000 + 2).astype(int)}
        )
        ends = {0: int(net.seg_a[seg]), int(net.length_mm[seg]): int(net.seg_b[seg])}
        for lo, hi in itertools.pairwise(marks):
            a, b = ends.get(lo, (seg, lo)), ends.get(hi, (seg, hi))
            names[(seg, lo, hi)] = a, b
            length = max(int(net.length_mm[seg]), 1)
            if cost.ahead[seg] < BLOCKED and a not in shut and b not in shut:
                graph.add_edge(a, b, ms=cost.ahead[seg] * (hi - lo) / length)
            if cost.back[seg] < BLOCKED and a not in shut and b not in shut:
                graph.add_edge(b, a, ms=cost.back[seg] * (hi - lo) / length)
    start = {0: int(net.seg_a[segment]), int(net.length_mm[segment]): int(net.seg_b[segment])}.get(
        along, (segment, along)
    )
    offset = int(origin.offset_mm[0]) * 1000 // cost.walker.speed_mm_s
    graph.add_node(start)
    time = nx.single_source_dijkstra_path_length(graph, start, weight="ms")
    for area in areas:
        left = area.limit_s * 1000 - offset
        reached = sum(
            hi - lo
            for (seg, lo, hi), (a, b) in names.items()
            if (time.get(a, np.inf) <= left and cost.ahead[seg] < BLOCKED)
            or (time.get(b, np.inf) <= left and cost.back[seg] < BLOCKED)
        )
        # Strides are counted whole, so the oracle is too long by up to a metre at each end of what is reached.
        assert area.metres <= reached / 1000 + 1
        assert area.metres >= reached / 1000 - 60
    assert areas[0].metres <= areas[1].metres <= areas[2].metres
    assert areas[0].shape.difference(areas[1].shape.buffer(1e-7)).is_empty
    assert json.loads(areas[2].geojson())["type"] in {"Polygon", "MultiPolygon"}


def test_an_origin_that_is_nowhere():
    net = town(1)
    far = reach.snap(net, [WEST], [SOUTH - 500_000])
    with pytest.raises(reach.BadPlace, match="起点"):
        reach.isochrone(reach.costs(net, ALL["old"]), far, [300])
