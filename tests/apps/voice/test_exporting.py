"""The desk's list of matters as a file: the filters of the page, the gate, cells that are no formulas."""

from __future__ import annotations

import csv
import io
import json

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.browsers import signed_in
from tests.portal.api.rows import NAME, PHONE, WORDS, make, matter
from tests.world import World


def body(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer)


def test_table_and_json_say_the_same_with_the_filters_of_the_page(world: World) -> None:
    first, second, tree = make(world)
    worker = signed_in("gh-worker", "worker", world.gh)
    table = body(worker, "/desk/matters.csv")
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    listed = json.loads(body(worker, "/desk/matters.json"))
    assert [row["number"] for row in rows] == [row["number"] for row in listed] == [tree, second, first]
    assert [row["title"] for row in rows][-1] == "'=1+1 楼道灯"  # a sheet that opens it counts nothing
    assert listed[-1]["title"] == "=1+1 楼道灯"
    green = json.loads(body(worker, "/desk/matters.json?category=green"))
    assert [row["number"] for row in green] == [tree]
    assert json.loads(body(worker, "/desk/matters.json?q=no-such")) == []
    for private in (WORDS, NAME, PHONE):
        assert private.encode() not in table


def test_only_ones_own_places(world: World) -> None:
    make(world)
    assert json.loads(body(signed_in("yx-worker", "worker", world.yx), "/desk/matters.json")) == []
    assert len(json.loads(body(signed_in("office-1", "office", world.street), "/desk/matters.json"))) == 3
    assert Client().get("/desk/matters.csv").status_code == 302
    assert signed_in("unit-water", None, world.street).get("/desk/matters.csv").status_code == 404


def test_the_same_few_questions_for_any_number_of_rows(world: World) -> None:
    make(world)
    worker = signed_in("gh-worker", "worker", world.gh)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            body(worker, "/desk/matters.csv")
        return len(queries)

    body(worker, "/desk/matters.csv")
    few = asked()
    for n in range(5):
        matter(world, f"再一件 {n}")
    assert asked() == few
