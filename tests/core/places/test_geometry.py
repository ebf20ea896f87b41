import json

import pytest

from mulin.core.places.geometry import clean_shape, contains, e7, read_shape
from mulin.core.refusals import Refusal

RING = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
HOLE = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]


def shape(*rings):
    return json.dumps({"type": "Polygon", "coordinates": list(rings)})


def at(x, y):
    return e7(str(x), 180), e7(str(y), 90)


@pytest.mark.parametrize(
    ("x", "y", "inside"),
    [(1, 1, True), (5, 5, False), (0, 5, True), (10, 10, True), (4, 5, True), (11, 5, False), (-0.0000001, 5, False)],
)
def test_inside_is_exact(x, y, inside):
    assert contains(read_shape(shape(RING, HOLE)), at(x, y)) is inside


def test_the_way_round_does_not_matter():
    assert contains(read_shape(shape(RING[::-1])), at(5, 5))


def test_a_vertex_at_the_same_height_is_counted_once():
    diamond = [[0, 0], [5, 5], [10, 0], [5, -5], [0, 0]]
    parts = read_shape(shape(diamond))
    assert [contains(parts, at(x, 0)) for x in (-1, 0, 3, 10, 11)] == [False, True, True, True, False]


def test_several_parts():
    text = json.dumps({"type": "MultiPolygon", "coordinates": [[RING], [[[20, 0], [30, 0], [25, 9], [20, 0]]]]})
    parts = read_shape(text)
    assert contains(parts, at(25, 5))
    assert not contains(parts, at(15, 5))


def test_kept_with_seven_decimals_and_no_binary_noise():
    kept = clean_shape(shape([[120.12345678, 30.1], [120.2, 30.1], [120.2, 30.3], [120.12345678, 30.1]]))
    assert "[120.1234568, 30.1]" in kept
    assert clean_shape(kept) == kept
    assert clean_shape("  ") == ""


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", "null", "1e999", "[" * 5000, '{"type":"Point","coordinates":[1,2]}', '{"type":"Polygon"}',
        '{"type":"Polygon","coordinates":[]}', '{"type":"MultiPolygon","coordinates":[[]]}',
        shape(RING[:3]), shape([[0, 0], [1, 0], [1, 1], [2, 2]]), shape([["a", 0], [1, 0], [1, 1], ["a", 0]]),
        shape([[True, 0], [1, 0], [1, 1], [True, 0]]), shape([[200, 0], [1, 0], [1, 1], [200, 0]]),
        '{"type":"Polygon","coordinates":[[[NaN,0],[1,0],[1,1],[NaN,0]]]}',
        '{"type":"Polygon","coordinates":[[[1e400,0],[1,0],[1,1],[1e400,0]]]}', "x" * 200_001,
    ],
)  # fmt: skip
def test_what_is_no_outline(text):
    with pytest.raises(Refusal):
        clean_shape(text)


@pytest.mark.parametrize("text", ["", "北", "NaN", "91", "-90.1", "1,2", "Infinity"])
def test_what_is_no_latitude(text):
    with pytest.raises(Refusal):
        e7(text, 90)
