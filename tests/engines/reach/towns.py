"""Made-up towns for the tests, and an independent way of computing what the engine computes."""

from __future__ import annotations

import networkx as nx
import numpy as np

from mulin.engines import reach
from mulin.engines.reach.costs import BLOCKED, UNREACHED

STEP = 3000  # 1e-7 degree: about 30 m
WEST, SOUTH = 1_200_000_000, 300_000_000


def town(seed, size=6, *, hills=True, walls=True):
    """A crooked grid with missing streets, bent streets, stairs, ramps, gates, kerbs and heights."""
    rng = np.random.default_rng(seed)
    points = [
        {
            "id": number,
            "lon7": WEST + number % size * STEP + int(rng.integers(-900, 900)),
            "lat7": SOUTH + number // size * STEP + int(rng.integers(-900, 900)),
            "spot": int(rng.choice([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64])) if walls else 0,
            **({"height_cm": int(rng.integers(0, 400))} if hills and rng.random() < 0.8 else {}),
        }
        for number in range(size * size)
    ]
    ways = []
    kinds = [0, 0, 8, 8, 9, 11, 4, 16, 12] if walls else [0, 8]
    for y in range(size):
        for x in range(size):
            for to in (y * size + x + 1 if x + 1 < size else None, (y + 1) * size + x if y + 1 < size else None):
                if to is None or rng.random() < 0.2:
                    continue
                line = [y * size + x]
                for _ in range(int(rng.integers(0, 3))):
                    number = len(points)
                    a, b = points[line[0]], points[to]
                    share = rng.random()
                    points.append(
                        {
                            "id": number,
                            "lon7": int(a["lon7"] + share * (b["lon7"] - a["lon7"])) + int(rng.integers(-400, 400)),
                            "lat7": int(a["lat7"] + share * (b["lat7"] - a["lat7"])) + int(rng.integers(-400, 400)),
                        }
                    )
                    line.append(number)
                ways.append({"points": [*line, to], "flags": int(rng.choice(kinds)), "name": f"{y}路"})
    return reach.build(reach.from_tables(points, ways))


def scatter(net, seed, count, spread=500):
    """Random points, most of them near ways."""
    rng = np.random.default_rng(seed)
    segment = rng.integers(0, len(net.seg_a), count)
    share = rng.random(count)
    raw, a, b = net.raw, net.seg_a[segment], net.seg_b[segment]
    lon7 = raw.lon7[a] + (share * (raw.lon7[b] - raw.lon7[a])).astype(int) + rng.integers(-spread, spread + 1, count)
    lat7 = raw.lat7[a] + (share * (raw.lat7[b] - raw.lat7[a])).astype(int) + rng.integers(-spread, spread + 1, count)
    return reach.snap(net, lon7, lat7)


def oracle(cost, doors, points):
    """(D, F) milliseconds by networkx over the uncontracted segments; infinite where there is no way."""
    graph = _segments(cost)
    table = np.full((len(doors), len(points)), np.inf)
    goals = [_foot(cost, points, number) for number in range(len(points))]
    for number, goal in enumerate(goals):
        if goal:
            arc(graph, goal["a"], ("goal", number), goal["part"][0] + goal["offset"])
            arc(graph, goal["b"], ("goal", number), goal["whole"][1] - goal["part"][1] + goal["offset"])
    for d in range(len(doors)):
        door = _foot(cost, doors, d)
        if not door:
            continue
        graph.add_node("door")
        arc(graph, "door", door["a"], door["part"][1] + door["offset"])
        arc(graph, "door", door["b"], door["whole"][0] - door["part"][0] + door["offset"])
        for number, goal in enumerate(goals):
            if goal and goal["segment"] == door["segment"]:
                ahead = goal["along"] >= door["along"]
                run = goal["part"][0] - door["part"][0] if ahead else door["part"][1] - goal["part"][1]
                arc(graph, "door", ("goal", number), run + door["offset"] + goal["offset"])
        found = nx.single_source_dijkstra_path_length(graph, "door", weight="ms")
        table[d] = [found.get(("goal", number), np.inf) for number in range(len(points))]
        graph.remove_node("door")
    return table


def arc(graph, a, b, ms):
    """An arc, unless it is blocked or touches a shut point; of several the fastest."""
    if ms < BLOCKED // 1000 and not {a, b} & graph.graph["shut"]:
        known = graph.get_edge_data(a, b)
        graph.add_edge(a, b, ms=min(ms, known["ms"]) if known else ms)


def _segments(cost):
    net = cost.net
    graph = nx.DiGraph(shut=set(net.node_point[np.flatnonzero(cost.shut)].tolist()))
    for segment in range(len(net.seg_a)):
        a, b = int(net.seg_a[segment]), int(net.seg_b[segment])
        arc(graph, a, b, int(cost.ahead[segment]))
        arc(graph, b, a, int(cost.back[segment]))
    return graph


def _foot(cost, snapped, number):
    if snapped.edge[number] < 0:
        return None
    net, segment, along = cost.net, int(snapped.segment[number]), int(snapped.along_mm[number])
    length = max(int(net.length_mm[segment]), 1)
    whole = int(cost.ahead[segment]), int(cost.back[segment])
    stuck = BLOCKED if along >= length else BLOCKED // length * along
    return {
        "segment": segment,
        "along": along,
        "a": int(net.seg_a[segment]),
        "b": int(net.seg_b[segment]),
        "whole": whole,
        "part": tuple(ms * along // length if ms < BLOCKED else stuck for ms in whole),
        "offset": int(snapped.offset_mm[number]) * 1000 // cost.walker.speed_mm_s,
    }


def capped(table, limit_s):
    """The oracle's times as the engine writes them."""
    return np.where(table <= limit_s * 1000, table, UNREACHED)
