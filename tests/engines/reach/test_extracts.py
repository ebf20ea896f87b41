"""Against networkx on whole extracts: real ones where MULIN_DATA points to them, a made-up town otherwise."""

import os
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from mulin.engines import reach
from mulin.engines.reach.costs import UNREACHED
from tests.engines.reach.towns import town

FILES = sorted((Path(os.environ["MULIN_DATA"]) / "streets").glob("*.pbf")) if os.environ.get("MULIN_DATA") else []
METRE = replace(
    reach.walkers()["adult"], speed_mm_s=1000, stairs_ms_per_m=1000, slope="none", crossing_ms={}, kerb_ms=0
)


@pytest.mark.parametrize("file", [*FILES, None], ids=[*(file.name for file in FILES), "synthetic"])
def test_metres_agree_with_an_independent_engine_to_two_centimetres(file):
    net = reach.build(reach.read_osm(file)) if file else town(7, size=30)
    cost = reach.costs(net, METRE)
    rng = np.random.default_rng(0)
    chosen = rng.choice(np.flatnonzero(~cost.shut), 40, replace=False)
    at = net.node_point[chosen]
    points = reach.snap(net, net.raw.lon7[at], net.raw.lat7[at])
    answer = reach.nearest(cost, {"a": points}, 2000)
    # Lengths anew from the coordinates, as floats, uncontracted, without the engine's tables of arcs.
    raw, graph = net.raw, nx.Graph()
    shut = set(net.node_point[np.flatnonzero(cost.shut)].tolist())
    starts = np.flatnonzero(np.diff(np.repeat(np.arange(len(raw.flags)), np.diff(raw.start)), append=-1) == 0)
    for a, b in zip(raw.refs[starts].tolist(), raw.refs[starts + 1].tolist(), strict=True):
        if a != b and a not in shut and b not in shut:
            phi = np.radians((raw.lat7[a] + raw.lat7[b]) / 2e7)
            east = 111412.84 * np.cos(phi) - 93.5 * np.cos(3 * phi) + 0.118 * np.cos(5 * phi)
            north = 111132.92 - 559.82 * np.cos(2 * phi) + 1.175 * np.cos(4 * phi) - 0.0023 * np.cos(6 * phi)
            metres = np.hypot((raw.lon7[a] - raw.lon7[b]) * east, (raw.lat7[a] - raw.lat7[b]) * north) / 1e7
            graph.add_edge(a, b, m=float(metres))
    graph.add_nodes_from(net.node_point.tolist())
    reached = nx.multi_source_dijkstra_path_length(graph, {int(point) for point in at}, cutoff=2000, weight="m")
    want = np.array([reached.get(int(point), np.inf) for point in net.node_point])
    have = np.where(answer.time_ms[0] < UNREACHED, answer.time_ms[0] / 1000, np.inf)
    both = np.isfinite(want) & np.isfinite(have)
    assert both.sum() > 100
    assert np.abs(want[both] - have[both]).max() <= 0.02
    # What only one of the two reaches lies at the limit.
    rest = (np.isfinite(want) != np.isfinite(have)) & (np.minimum(want, have) < 1999.9)
    assert not rest.any()
