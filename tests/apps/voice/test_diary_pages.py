"""The diary's pages cost the same however much stands in it; what is due comes page by page from the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mulin.apps.voice.actions import diary
from mulin.apps.voice.actions.diary import Note, Settled
from mulin.apps.voice.queries import diary as queries
from mulin.core.records.days import local_day
from tests.browsers import signed_in
from tests.world import World

MOST = 12


def fill(world: World, count: int) -> None:
    now = timezone.now()
    for n in range(count):
        pressed = Settled("watched", whom="物业", due_on=local_day(now) + timedelta(days=n % 7 - 3))
        at = now - timedelta(hours=n)
        note = Note(
            text=f"灯不亮 {n}",
            community=world.gh,
            door="3-201",
            heard_at=at,
            written_at=at,
            follow_on=local_day(now) if n % 2 else None,
            settled=pressed,
        )
        entry = diary.write(note=note, by=world.worker, now=now)
        diary.tag(uuid=entry.uuid, people=[str(world.wang.uuid)], household="", by=world.worker, now=now)
        diary.draw(uuid=entry.uuid, words="灯", place=world.door, person=None, by=world.worker, now=now)


@pytest.mark.parametrize("path", ["", "?q=灯不亮", "?page=2", "?year=2026", "due/", "about/"])
def test_a_page_asks_the_database_as_often_for_sixty_entries_as_for_five(world: World, path: str) -> None:
    page = signed_in("gh-worker", "worker", world.gh)
    there = f"/desk/diary/{path}" + (f"{world.wang.uuid}/" if path == "about/" else "")
    asked = []
    for more in (5, 55):
        fill(world, more)
        page.get(there)
        with CaptureQueriesContext(connection) as seen:
            assert page.get(there).status_code == 200
        asked.append(len(seen))
    most = MOST + 5 * (path == "about/")  # a namesake is looked for, and the look is written down
    assert asked[0] == asked[1] <= most, "\n".join(query["sql"][:160] for query in seen)


def test_what_is_due_is_cut_into_pages_by_the_database(world: World) -> None:
    fill(world, 30)
    today = date(2000, 1, 1)
    pages = [queries.due(world.worker, today=today, number=n) for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 5]
    rows = [row for page in pages for row in page]
    assert [row.on for row in rows] == sorted(row.on for row in rows)
    assert len({(row.entry.pk, row.thing and row.thing.pk) for row in rows}) == 45
    assert sum(row.thing is None for row in rows) == 15
    with CaptureQueriesContext(connection) as seen:
        list(queries.due(world.worker, today=today, number=2))
    assert sum("LIMIT 20 OFFSET 20" in query["sql"] for query in seen) == 1
    assert queries.due_count(world.worker, today=date(3000, 1, 1)) == (45, 45)
    assert queries.due_count(world.worker, today=today) == (45, 0)
