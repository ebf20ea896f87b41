"""The fast reader against pyosmium: equal to the bit, or honestly unable."""

import contextlib
import os
from dataclasses import fields
from pathlib import Path

import numpy as np
import osmium
import pytest

from mulin.engines.reach import osm
from mulin.engines.reach.pbf import Unusual, decode, signed, varints
from tests.engines.reach.towns import SOUTH, WEST

FILES = sorted((Path(os.environ["MULIN_DATA"]) / "streets").glob("*.pbf")) if os.environ.get("MULIN_DATA") else []


def random_town(path, seed, ways=400):
    rng = np.random.default_rng(seed)
    writer = osmium.SimpleWriter(str(path))
    ids = np.sort(rng.choice(10**10, 900, replace=False)) + 1
    kinds = [{"highway": "crossing", "crossing": "zebra"}, {"barrier": "gate"}, {"kerb": "raised"}, {"ele": "7.5"}]
    for number in ids:
        tags = dict(kinds[rng.integers(4)], name="点") if rng.random() < 0.2 else {}
        place = ((WEST + int(rng.integers(-(10**6), 10**6))) / 1e7, (SOUTH - 6 * 10**8 * (seed % 2)) / 1e7)
        writer.add_node(osmium.osm.mutable.Node(id=int(number), location=place, tags=tags))
    values = ["footway", "residential", "motorway", "steps", "path"]
    for way in range(ways):
        refs = [int(ref) for ref in rng.choice(ids, int(rng.integers(2, 300 if way % 50 == 0 else 9)))]
        if way % 7 == 0:
            refs[1] = 5 * 10**11 + way
        tags = {"name": f"路{way % 30}", "surface": "gravel", "note": "x" * (way % 200)}
        tags |= {"highway": values[way % 5]} if way % 3 else {"building": "yes"}
        writer.add_way(osmium.osm.mutable.Way(id=way + 1, nodes=refs, tags=tags))
    writer.add_relation(osmium.osm.mutable.Relation(id=1, members=[("w", 1, "outer")], tags={"type": "multipolygon"}))
    writer.close()
    return path


def same(path):
    one, two = osm._decoded(path, None), osm._streamed(path, None)
    for column in fields(one):
        a, b = getattr(one, column.name), getattr(two, column.name)
        assert (a == b).all() if isinstance(a, np.ndarray) else a == b, column.name
    assert len(one.flags) > 50


@pytest.mark.parametrize("seed", range(4))
def test_made_up_extracts_are_read_alike(tmp_path, seed):
    same(random_town(tmp_path / "town.osm.pbf", seed))


@pytest.mark.parametrize("file", [*FILES, None], ids=[*(file.name for file in FILES), "many blocks"])
def test_whole_extracts_are_read_alike(tmp_path, file):
    same(file or random_town(tmp_path / "town.osm.pbf", 9, ways=17_000))


def test_what_is_not_of_the_ordinary_form_goes_to_the_other_reader(tmp_path):
    path = random_town(tmp_path / "town.osm.pbf", 1)
    raw = osm.read_osm(path)
    for name in ("plain.osm.pbf,pbf_dense_nodes=false", "town.osm", "town.osm.bz2"):
        file, _, option = name.partition(",")
        kind = osmium.io.File(str(tmp_path / file), f"pbf,{option}" if option else "")
        with osmium.SimpleWriter(kind) as writer:
            for item in osmium.FileProcessor(str(path)):
                writer.add(item)
        with pytest.raises(Unusual):
            decode(tmp_path / file, ("highway",), "highway", frozenset())
        assert (osm.read_osm(tmp_path / file).refs == raw.refs).all()


@pytest.mark.parametrize("seed", range(30))
def test_damaged_files_are_never_half_read(tmp_path, seed):
    path = random_town(tmp_path / "town.osm.pbf", 1, ways=60)
    data = bytearray(path.read_bytes())
    rng = np.random.default_rng(seed)
    damaged = data[: int(rng.integers(1, len(data)))] if seed % 2 else data
    if seed % 2 == 0:
        damaged[int(rng.integers(len(data)))] ^= 1 << int(rng.integers(8))
    path.write_bytes(bytes(damaged))
    # A file cut exactly between two blocks is a whole file without ways; a changed digit may still be a number.
    with contextlib.suppress(osm.BadExtract, osm.NoWays):
        assert len(osm.read_osm(path).flags) > 0


def test_numbers():
    assert varints(b"").tolist() == []
    assert varints(bytes([0xFF] * 9 + [1])).tolist() == [-1]
    assert signed(np.array([2**33, 2**33 + 1])).tolist() == [2**32, -(2**32) - 1]
