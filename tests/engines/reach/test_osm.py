import osmium
import pytest

from mulin.engines import reach
from mulin.engines.reach.ways import Spot, Way
from tests.engines.reach.towns import SOUTH, WEST


def write(path, nodes, ways):
    """A small extract; nodes are (id, east, north, tags), ways (id, refs, tags)."""
    writer = osmium.SimpleWriter(str(path))
    for number, east, north, tags in nodes:
        place = ((WEST + east) / 1e7, (SOUTH + north) / 1e7)
        writer.add_node(osmium.osm.mutable.Node(id=number, location=place, tags=tags))
    for number, refs, tags in ways:
        writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags))
    writer.close()
    return path


@pytest.fixture
def extract(tmp_path):
    nodes = [
        (1, 0, 0, {}),
        (2, 3000, 0, {"highway": "crossing", "crossing": "traffic_signals"}),
        (3, 6000, 0, {"barrier": "gate"}),
        (4, 9000, 0, {"ele": "12.5"}),
        (5, 9000, 3000, {"amenity": "pharmacy", "name": "健民药房"}),
        (6, 9000, 6000, {}),
        (7, 12000, 6000, {}),
        (8, 12000, 9000, {"barrier": "bollard"}),
    ]
    ways = [
        (10, [1, 2, 3], {"highway": "footway", "name": "河边"}),
        (11, [3, 4], {"highway": "steps"}),
        (12, [4, 6], {"highway": "motorway"}),
        (13, [4, 6, 99], {"highway": "residential", "surface": "gravel"}),
        (14, [6, 7], {"highway": "service", "access": "private"}),
        (15, [6, 8], {"highway": "service", "access": "private", "foot": "yes"}),
        (20, [4, 6, 7, 4], {"building": "yes", "name": "一号楼"}),
    ]
    return write(tmp_path / "town.osm.pbf", nodes, ways)


def test_ways_one_walks_on_with_their_marks(extract):
    raw = reach.read_osm(extract)
    assert raw.way_id.tolist() == [10, 11, 13, 15]
    assert raw.flags.tolist() == [Way.FOOTPATH, Way.STEPS | Way.FOOTPATH, Way.ROUGH, 0]
    assert [raw.names[n] for n in raw.name] == ["河边", "", "", ""]
    at = {int(number): index for index, number in enumerate(raw.point_id)}
    assert sorted(at) == [1, 2, 3, 4, 6, 8]
    assert raw.spot[at[2]] == Spot.SIGNALS
    assert raw.spot[at[3]] == Spot.GATE
    assert raw.spot[at[8]] == 0
    assert raw.height_cm[at[4]] == 1250
    assert (raw.lon7[at[4]], raw.lat7[at[4]]) == (WEST + 9000, SOUTH)
    assert reach.build(raw).size == 4  # the gate, the foot of the stairs, two ends


def test_a_box_leaves_out_what_lies_outside(extract):
    raw = reach.read_osm(extract, box=(WEST - 10, SOUTH - 10, WEST + 3500, SOUTH + 10))
    assert raw.way_id.tolist() == [10]
    with pytest.raises(reach.NoWays, match="所选范围内"):
        reach.read_osm(extract, box=(0, 0, 10, 10))


def test_things_along_the_ways(extract):
    found = {thing.osm_id: thing for thing in reach.read_features(extract)}
    assert sorted(found) == [5, 20]
    assert found[5].tags["name"] == "健民药房"
    # The middle of the three corners; the closing point does not count twice.
    assert (found[20].lon7 - WEST, found[20].lat7 - SOUTH) == (10_000, 4_000)
    assert len(found[20].outline) == 4


def test_a_file_that_was_not_downloaded_to_its_end(extract, tmp_path):
    short = tmp_path / "short.osm.pbf"
    short.write_bytes(extract.read_bytes()[:-40])
    with pytest.raises(reach.BadExtract, match="读不完整"):
        reach.read_osm(short)
    with pytest.raises(reach.BadExtract, match="读不完整"):
        list(reach.read_features(short))
    other = tmp_path / "page.osm.pbf"
    other.write_text("<html>404</html>")
    with pytest.raises(reach.BadExtract, match="读不完整"):
        reach.read_osm(other)
    with pytest.raises(reach.BadExtract, match="找不到文件"):
        reach.read_osm(tmp_path / "none.osm.pbf")


def test_an_extract_with_nothing_to_walk_on(tmp_path):
    path = write(tmp_path / "sea.osm.pbf", [(1, 0, 0, {}), (2, 9, 9, {})], [(1, [1, 2], {"waterway": "canal"})])
    with pytest.raises(reach.NoWays, match="没有可以步行的路"):
        reach.read_osm(path)


def test_progress_is_told(tmp_path):
    nodes = [(i, i * 10, 0, {}) for i in range(1, 2003)]
    path = write(tmp_path / "many.osm.pbf", nodes, [(i, [i, i + 1], {"highway": "path"}) for i in range(1, 2002)])
    told = []
    reach.read_osm(path, progress=told.append)
    assert told == [1000, 2000]
