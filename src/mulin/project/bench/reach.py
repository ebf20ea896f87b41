"""Walking times beside pandana, bare SciPy calls, networkx and pyrosm."""

from __future__ import annotations

import contextlib
import importlib
import io
import math
import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from mulin.engines import reach
from mulin.engines.reach.kernel import library
from mulin.project.bench import Figure, Options, interleave, peer_installed

TITLE = "Reach: nearest facility of ten needs from every junction, what-if, reading an extract"

Ints = NDArray[np.int64]
LIMIT_S = 800  # at a metre per second: 800 m, as the peers measure
METRE = replace(
    reach.walkers()["adult"], speed_mm_s=1000, stairs_ms_per_m=1000, kerb_ms=0, crossing_ms={}, slope="none"
)
NEEDS = 10


def run(options: Options) -> Iterator[Figure]:
    """Measure."""
    path = _extract(options)
    net = reach.build(reach.read_osm(path)) if path else _grid(120)
    label = path.name if path else "synthetic grid"
    rounds = 3 if options.quick else 7
    yield Figure("network.junctions", net.size, note=f"{label}, {len(net.u)} edges, {len(net.seg_a)} steps")
    yield Figure("kernel", float(library() is not None), note="1 = compiled search in use")
    # The peers know no barriers: nobody is stopped here.
    cost = replace(reach.costs(net, METRE), shut=np.zeros(net.size, bool))
    shops = _shops(net, 1700 * net.size // 62770 if path else 1700)
    yield from _nearest(cost, shops, rounds)
    yield from _pandana(cost, shops, rounds)
    yield from _what_if(cost, shops, 100 if options.quick else 400)
    yield from _agreement(cost, shops)
    if path:
        yield from _reading(path, 1 if options.quick else 5)
    yield from _growth(cost, quick=options.quick)


def _extract(options: Options) -> Path | None:
    if "pbf" in options.files:
        return options.files["pbf"]
    if options.data is None:
        return None
    found = sorted((options.data / "streets").glob("*.pbf"), key=lambda path: path.stat().st_size)
    preferred = [path for path in found if "porto" in path.name]
    return preferred[0] if preferred else found[-1] if found else None


def _grid(size: int) -> reach.Network:
    rng = np.random.default_rng(0)
    points = [
        {
            "id": number,
            "lon7": 1_200_000_000 + number % size * 9000 + int(rng.integers(-2000, 2000)),
            "lat7": 300_000_000 + number // size * 9000 + int(rng.integers(-2000, 2000)),
        }
        for number in range(size * size)
    ]
    ways: list[dict[str, object]] = [
        {"points": [number, to]}
        for number in range(size * size)
        for to, inside in ((number + 1, number % size + 1 < size), (number + size, number + size < size * size))
        if inside and rng.random() < 0.85
    ]
    return reach.build(reach.from_tables(points, ways))


def _shops(net: reach.Network, total: int) -> dict[str, reach.Snap]:
    """Ten needs with 40 to 400 facilities of 1,700, at random junctions."""
    rng = np.random.default_rng(1)
    share = np.linspace(40, 300, NEEDS)
    found = {}
    for need, count in enumerate(np.maximum(share / share.sum() * total, 2).astype(int)):
        at = net.node_point[rng.choice(net.size, int(count), replace=False)]
        found[f"need {need}"] = reach.snap(net, net.raw.lon7[at], net.raw.lat7[at])
    return found


def _nodes(cost: reach.Costs, shops: dict[str, reach.Snap]) -> list[Ints]:
    """The junction of every facility: they were placed on junctions."""
    net = cost.net
    point_to_node = {int(point): node for node, point in enumerate(net.node_point)}
    found = []
    for snapped in shops.values():
        ends = np.where(snapped.along_mm == 0, net.seg_a[snapped.segment], net.seg_b[snapped.segment])
        found.append(np.array([point_to_node[int(point)] for point in ends]))
    return found


def _nearest(cost: reach.Costs, shops: dict[str, reach.Snap], rounds: int) -> Iterator[Figure]:
    nodes = _nodes(cost, shops)
    graph = csr_array(cost.goal_graph)

    def bare() -> None:
        for sources in nodes:
            dijkstra(graph, indices=sources, min_only=True, limit=LIMIT_S * 1000.0)

    contestants: dict[str, Callable[[], object]] = {
        "scipy_path": lambda: reach.nearest(cost, shops, LIMIT_S, kernel=False),
        "bare": bare,
    }
    if library() is not None:
        contestants = {"ours": lambda: reach.nearest(cost, shops, LIMIT_S)} | contestants
    times = interleave(rounds, **contestants)
    ours = times.get("ours", times["scipy_path"])
    slow, floor = times["scipy_path"], times["bare"]
    yield Figure("nearest.ms", ours.wall_s * 1000, "ms", rounds, note="ten needs, every junction, 800 m")
    note = f"bare scipy calls {floor.wall_s * 1000:.1f} ms"
    yield Figure("nearest.ratio_scipy", ours.wall_s / floor.wall_s, "x", rounds, target=1.2, note=note)
    yield Figure("nearest.scipy_path_ratio", slow.wall_s / floor.wall_s, "", rounds, target=1.2, note="no compiler")
    doors = reach.snap(cost.net, cost.net.raw.lon7, cost.net.raw.lat7)
    answer = reach.nearest(cost, shops, LIMIT_S)
    door = interleave(rounds, doors=lambda: answer.seconds(doors))["doors"]
    yield Figure(
        "doors.us_per_door", door.wall_s / len(doors) * 1e6, "us", rounds, note=f"{len(doors)} doors x {NEEDS}"
    )


def _pandana(cost: reach.Costs, shops: dict[str, reach.Snap], rounds: int) -> Iterator[Figure]:
    if not peer_installed("pandana"):
        yield Figure("nearest.ratio_pandana", None, "", peer="pandana", target=20, at_most=False)
        return
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pandana, pandas = importlib.import_module("pandana"), importlib.import_module("pandas")
        net = cost.net
        xy = net.xy[net.node_point]
        plain = net.u != net.v
        begin = time.perf_counter()
        peer = pandana.Network(
            pandas.Series(xy[:, 0]),
            pandas.Series(xy[:, 1]),
            pandas.Series(net.u[plain]),
            pandas.Series(net.v[plain]),
            pandas.DataFrame({"m": net.edge_mm[plain] / 1000}),
        )
        built = time.perf_counter() - begin
        for need, nodes in zip(shops, _nodes(cost, shops), strict=True):
            peer.set_pois(need, 800, 5, pandas.Series(xy[nodes, 0]), pandas.Series(xy[nodes, 1]))

        def query(count: int) -> list[Any]:
            return [peer.nearest_pois(800, need, num_pois=count) for need in shops]

        times = interleave(
            rounds,
            ours=lambda: reach.nearest(cost, shops, LIMIT_S),
            plain=lambda: reach.nearest(cost, shops, LIMIT_S, kernel=False),
            peer=lambda: query(1),
            five=lambda: [reach.several(cost, points, 5, LIMIT_S) for points in shops.values()],
            peer_five=lambda: query(5),
        )
        answer = reach.nearest(cost, shops, LIMIT_S)
        off = 0.0
        for column, ms in zip(query(1), answer.time_ms, strict=True):
            metres = column[1].to_numpy()
            inside = (metres < 799) & (ms < reach.UNREACHED)
            off = max(off, float(np.abs(metres - ms / 1000)[inside].max()))
    ours, peer_s = times["ours"].wall_s, times["peer"].wall_s
    note = f"pandana's nearest_pois {peer_s * 1000:.0f} ms"
    yield Figure("nearest.ratio_pandana", peer_s / ours, "x", rounds, target=20, at_most=False, note=note)
    yield Figure(
        "nearest.scipy_path_ratio_pandana", peer_s / times["plain"].wall_s, "x", rounds, target=20, at_most=False
    )
    yield Figure(
        "several5.ratio_pandana",
        times["peer_five"].wall_s / times["five"].wall_s,
        "x",
        rounds,
        note=f"with the facilities' identity; pandana {times['peer_five'].wall_s * 1000:.0f} ms",
    )
    yield Figure("pandana.build_s", built, "s", note="the peer's preparation, not counted above")
    yield Figure("agreement.pandana_max_m", off, "m", target=0.02)


def _what_if(cost: reach.Costs, shops: dict[str, reach.Snap], trials: int) -> Iterator[Figure]:
    answer = reach.nearest(cost, shops, LIMIT_S)
    rng = np.random.default_rng(2)
    net, need = cost.net, next(iter(shops))
    adding, removing, touched = list[float](), list[float](), list[int]()
    answer.tree(0)
    model = shops[need].take([0])
    for _ in range(trials):
        site = _at(model, net, int(net.node_point[rng.integers(net.size)]))
        begin = time.perf_counter()
        delta = reach.what_if(answer, add={need: site})
        adding.append(time.perf_counter() - begin)
        touched.append(delta.touched())
        begin = time.perf_counter()
        reach.what_if(answer, remove={need: [int(rng.integers(len(shops[need])))]})
        removing.append(time.perf_counter() - begin)
    yield Figure("what_if.median_ms", statistics.median(adding) * 1000, "ms", trials, target=1.0, note="add a facility")
    yield Figure(
        "what_if.max_ms", max(adding) * 1000, "ms", trials, note=f"{statistics.mean(touched):.0f} junctions on average"
    )
    yield Figure("what_if.remove_median_ms", statistics.median(removing) * 1000, "ms", trials)


def _at(site: reach.Snap, net: reach.Network, point: int) -> reach.Snap:
    """A site on a junction without measuring every way again."""
    segment = np.flatnonzero(net.seg_a == point)
    end = 0
    if not len(segment):
        segment = np.flatnonzero(net.seg_b == point)
        end = int(net.length_mm[segment[0]])
    one = segment[:1]
    return replace(site, edge=net.seg_edge[one], segment=one, along_mm=np.array([end]), offset_mm=np.array([0]))


def _agreement(cost: reach.Costs, shops: dict[str, reach.Snap]) -> Iterator[Figure]:
    if not peer_installed("networkx"):
        yield Figure("agreement.max_m", None, "m", peer="networkx", target=0.02)
        return
    nx = importlib.import_module("networkx")
    net = cost.net
    graph = nx.Graph()
    graph.add_nodes_from(range(net.size))
    # Lengths anew as floats, step by step, on the uncontracted ways.
    a, b, raw = net.seg_a, net.seg_b, net.raw
    phi = np.radians((raw.lat7[a] + raw.lat7[b]) / 2e7)
    east = 111412.84 * np.cos(phi) - 93.5 * np.cos(3 * phi) + 0.118 * np.cos(5 * phi)
    north = 111132.92 - 559.82 * np.cos(2 * phi) + 1.175 * np.cos(4 * phi) - 0.0023 * np.cos(6 * phi)
    metres = np.hypot((raw.lon7[a] - raw.lon7[b]) * east, (raw.lat7[a] - raw.lat7[b]) * north) / 1e7
    shut = set(net.node_point[np.flatnonzero(cost.shut)].tolist())
    graph = nx.Graph()
    graph.add_nodes_from(set(net.node_point.tolist()))
    for one, two, length in zip(a.tolist(), b.tolist(), metres.tolist(), strict=True):
        if one not in shut and two not in shut:
            known = graph.get_edge_data(one, two)
            graph.add_edge(one, two, m=min(length, known["m"]) if known else length)
    answer = reach.nearest(cost, shops, LIMIT_S)
    worst, compared = 0.0, 0
    for nodes, ms in zip(_nodes(cost, shops), answer.time_ms, strict=True):
        sources = {int(net.node_point[node]) for node in nodes if not cost.shut[node]}
        found = nx.multi_source_dijkstra_path_length(graph, sources, cutoff=LIMIT_S, weight="m")
        want = np.array([found.get(int(point), math.inf) for point in net.node_point])
        both = np.isfinite(want) & (ms < reach.UNREACHED)
        worst = max(worst, float(np.abs(want[both] - ms[both] / 1000).max(initial=0.0)))
        compared += int(both.sum())
    yield Figure("agreement.max_m", worst, "m", target=0.02, note=f"networkx, {compared} times")


def _reading(path: Path, rounds: int) -> Iterator[Figure]:
    contestants: dict[str, Callable[[], object]] = {"ours": lambda: reach.build(reach.read_osm(path))}
    if peer_installed("pyrosm"):

        def peer() -> object:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return importlib.import_module("pyrosm").OSM(str(path)).get_network("walking", nodes=True)

        peer()  # its imports are not its work
        contestants["peer"] = peer
    times = interleave(rounds, **contestants)
    ours = times["ours"]
    yield Figure("pbf.s", ours.wall_s, "s", rounds, note=f"{path.name}: read, marked, contracted")
    if "peer" not in times:
        yield Figure("pbf.ratio_pyrosm", None, "x", peer="pyrosm", target=5, at_most=False)
        return
    peer_s, note = times["peer"].wall_s, f"pyrosm {times['peer'].wall_s:.2f} s"
    yield Figure("pbf.ratio_pyrosm", peer_s / ours.wall_s, "x", rounds, target=5, at_most=False, note=note)
    yield Figure("pbf.cpu_ratio_pyrosm", times["peer"].cpu_s / ours.cpu_s, "x", rounds)


def _tiled(cost: reach.Costs, target: int) -> reach.Costs:
    """Copies of the network side by side, joined by one street each."""
    net, raw = cost.net, cost.net.raw
    copies = max(1, target // net.size)
    rows = max(1, math.isqrt(copies))
    wide, high = int(np.ptp(raw.lon7)) + 10_000, int(np.ptp(raw.lat7)) + 10_000
    tile = np.arange(copies)
    lon7 = (net.raw.lon7[net.node_point][None, :] + (tile % rows * wide)[:, None]).ravel()
    lat7 = (net.raw.lat7[net.node_point][None, :] + (tile // rows * high)[:, None]).ravel()
    shift = (tile * net.size)[:, None]
    joint = np.arange(copies - 1) * net.size
    u = np.concatenate([(net.u[None, :] + shift).ravel(), joint])
    v = np.concatenate([(net.v[None, :] + shift).ravel(), joint + net.size])
    length = np.concatenate([np.tile(net.edge_mm, copies), np.full(len(joint), 10_000)])
    size, edges = copies * net.size, len(u)
    grown = replace(
        raw,
        lon7=lon7,
        lat7=lat7,
        spot=np.zeros(size, np.int64),
        height_cm=np.full(size, reach.NO_HEIGHT),
        flags=np.zeros(1, np.int64),
    )
    big = reach.Network(
        raw=grown,
        node_point=np.arange(size),
        u=u,
        v=v,
        seg_start=np.arange(edges + 1),
        seg_a=u,
        seg_b=v,
        seg_way=np.zeros(edges, np.int64),
        length_mm=length,
        component=np.zeros(size, np.int64),
    )
    return reach.costs(big, METRE)


def _growth(cost: reach.Costs, *, quick: bool) -> Iterator[Figure]:
    sizes, seconds = [], []
    for target in (cost.net.size, 250_000) if quick else (cost.net.size, 250_000, 1_000_000):
        big = _tiled(cost, target)
        rng = np.random.default_rng(3)
        total = round(27_000 * big.net.size / 1_000_000)
        shops = {}
        for need in range(NEEDS):
            chosen = rng.choice(len(big.net.u), total // NEEDS, replace=False)
            start = big.net.node_point[big.net.u[chosen]]
            zero = np.zeros(len(chosen), np.int64)
            lon7, lat7 = big.net.raw.lon7[start], big.net.raw.lat7[start]
            shops[f"need {need}"] = reach.Snap(chosen, chosen, zero, zero, lon7, lat7, zero > 0)
        _ = big.to_goal, big.goal_graph
        times = interleave(
            3,
            ours=partial(reach.nearest, big, shops, LIMIT_S),
            plain=partial(reach.nearest, big, shops, LIMIT_S, kernel=False),
        )
        sizes.append(big.net.size)
        seconds.append(times["ours"].wall_s)
        if target == 1_000_000:
            note = f"{big.net.size} junctions, {total} facilities, {NEEDS} needs"
            yield Figure("million.s", times["ours"].wall_s, "s", 3, target=1.0, note=note)
            yield Figure("million.cpu_s", times["ours"].cpu_s, "s", 3, note="one core; apart from what else runs")
            yield Figure("million.scipy_path_s", times["plain"].wall_s, "s", 3, note="no compiler")
            yield Figure("million.scipy_path_cpu_s", times["plain"].cpu_s, "s", 3)
    exponent = math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])
    yield Figure("growth_exponent.nearest", exponent, target=1.3, note=f"{sizes[0]} to {sizes[-1]} junctions")
