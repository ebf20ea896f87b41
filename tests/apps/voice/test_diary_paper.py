"""The diary on paper: the volume is its writer's and her successor's; the copy for one person is a look each time."""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from mulin.apps.voice.actions import diary
from mulin.apps.voice.actions.diary import Note, Settled
from mulin.apps.voice.actions.diary_handover import hand_over, take_back
from mulin.apps.voice.models import DiaryEntry, DiaryHandOver
from mulin.apps.voice.queries import diary_book
from mulin.core.access.models import Look
from mulin.core.gate import Viewer
from tests.browsers import signed_in
from tests.engines.typeset.pdf_text import text_of
from tests.world import NOON, World, later


def wrote(by: Viewer, text: str, now: datetime = NOON, **more: object) -> DiaryEntry:
    kept = {"heard_at": now, "written_at": now, "door": "3-201"} | more
    return diary.write(note=Note(text=text, **kept), by=by, now=now)  # type: ignore[arg-type]


def own(world: World) -> Client:
    return signed_in("gh-worker", "worker", world.gh)


def words(response: HttpResponse) -> str:
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return re.sub(r"\s", "", text_of(response.content))


@pytest.fixture
def written(world: World) -> DiaryEntry:
    """Two years of a diary; the entry of the later one."""
    wrote(world.worker, "去年的事", later(days=-300), community=world.gh)
    pressed = Settled("watched", whom="物业", due_on=date(2026, 3, 5))
    entry = wrote(world.worker, "李志强说王桂芳家灯不亮", community=world.gh, settled=pressed)
    people = [str(world.wang.uuid), str(world.li.uuid)]
    diary.tag(uuid=entry.uuid, people=people, household="", by=world.worker, now=NOON)
    return entry


def test_a_year_is_bound_for_its_writer_alone(world: World, written: DiaryEntry) -> None:
    diary.add(uuid=written.uuid, text="换了灯泡", by=world.worker, now=later(days=3))
    wrote(world.colleague, "同事自己的", community=world.gh)
    page = own(world)
    assert "/desk/diary/volume/2025/" in page.get("/desk/diary/").content.decode()
    text = words(page.get("/desk/diary/volume/2026/"))
    for part in (
        "gh-worker",
        "桂花新村社区",
        "李志强说王桂芳家灯不亮",
        "限期督办物业3月5日前",
        "补记3月5日",
        "换了灯泡",
    ):
        assert part in text
    assert text.endswith("3幢2012第3页，共3页")
    assert not Look.objects.exists()
    assert "去年的事" not in text
    assert "同事自己的" not in text
    for none in ("2024", "1000", "99999", "2026/2"):
        assert page.get(f"/desk/diary/volume/{none}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "role", "place"),
    [
        ("gh-colleague", "worker", "gh"),
        ("gh-colleague", "secretary", "gh"),
        ("office-1", "office", "street"),
        ("callback", "steward", "street"),
    ],
)
def test_nobody_else_gets_the_volume_or_the_copy(
    world: World, written: DiaryEntry, name: str, role: str, place: str
) -> None:
    other = signed_in(name, role, getattr(world, place))
    author = written.author.removeprefix("login:")
    for path in ("volume/2026/", f"of/{author}/volume/2026/", f"about/{world.wang.uuid}/", f"about/{uuid4()}/"):
        assert other.get(f"/desk/diary/{path}").status_code == 404, path
    asked = other.post(f"/desk/diary/about/{world.wang.uuid}/", {"entry": [str(written.uuid)]})
    assert (asked.status_code, Look.objects.count()) == (404, 0)


def test_a_successor_gets_what_stood_there_when_it_was_handed_over(world: World, written: DiaryEntry) -> None:
    hand_over(successor=UUID(world.colleague.ref.removeprefix("login:")), by=world.worker, now=later(minutes=1))
    diary.add(uuid=written.uuid, text="后来补的", by=world.worker, now=later(minutes=2))
    later_way = Settled("together", whom="后来的人")
    diary.settle(uuid=written.uuid, settled=later_way, by=world.worker, now=later(minutes=2))
    wrote(world.worker, "后来写的", later(minutes=2), community=world.gh)
    other = signed_in("gh-colleague", "worker", world.gh)
    there = f"/desk/diary/of/{written.author.removeprefix('login:')}/"
    looked = Look.objects.count()
    text = words(other.get(f"{there}volume/2026/"))
    assert "灯不亮" in text
    assert "物业" in text
    assert Look.objects.count() == looked + 2
    for page in (text, other.get(there).content.decode(), other.get(f"/desk/diary/{written.uuid}/").content.decode()):
        assert "后来" not in page
    assert f"{there}volume/2026/" in other.get(there).content.decode()
    assert other.get(f"/desk/diary/about/{world.wang.uuid}/").status_code == 404
    take_back(handover=DiaryHandOver.objects.get().uuid, by=world.worker, now=later(minutes=3))
    assert other.get(f"{there}volume/2026/").status_code == 404


def test_a_long_year_is_bound_in_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diary_book, "BOUND", 2)
    for n in range(5):
        wrote(world.worker, f"第{n}件", later(minutes=n), community=world.gh)
    assert [(book.year, book.part) for book in diary_book.books(world.worker)] == [(2026, 1), (2026, 2), (2026, 3)]
    page = own(world)
    bound = [words(page.get(f"/desk/diary/volume/2026/{part}/")) for part in (1, 2, 3)]
    assert [[n for n in range(5) if f"第{n}件" in text] for text in bound] == [[0, 1], [2, 3], [4]]


def test_what_is_copied_for_one_person_names_nobody_else_and_is_a_look(world: World, written: DiaryEntry) -> None:
    diary.add(uuid=written.uuid, text="李志强来问过", by=world.worker, now=later(days=3))
    kept_back = wrote(world.worker, "王桂芳的家事", later(minutes=1), community=world.gh)
    page, there = own(world), f"/desk/diary/about/{world.wang.uuid}/"
    assert there in page.get(f"/desk/diary/{written.uuid}/").content.decode()
    shown = page.get(there).content.decode()
    assert str(kept_back.uuid) in shown
    assert "去年的事" not in shown
    text = words(page.post(there, {"entry": [str(written.uuid)]}))
    assert "某人说王桂芳家灯不亮" in text
    assert "某人来问过" in text
    assert "李志强" not in text
    assert "家事" not in text
    looks = Look.objects.filter(subject=world.wang.uuid, field="diary", viewer=world.worker.ref)
    assert [row.purpose for row in looks] == ["把日记抄给本人"] * 2
    asked = page.post(there, {"entry": [str(uuid4())]}, follow=True)
    assert "一条也没有勾" in asked.content.decode()


def test_a_colleagues_entries_are_not_in_ones_copy(world: World, written: DiaryEntry) -> None:
    theirs = wrote(world.colleague, "王桂芳摔了一跤", community=world.gh)
    page, there = own(world), f"/desk/diary/about/{world.wang.uuid}/"
    assert "摔了一跤" not in page.get(there).content.decode()
    assert "摔了一跤" not in words(page.post(there, {"entry": [str(theirs.uuid), str(written.uuid)]}))


def test_long_and_unprintable_notes_are_bound_too(world: World) -> None:
    wrote(world.worker, "\u200b", community=world.gh, door="\u200b")
    wrote(world.worker, "😀" + "字" * 19_000, later(minutes=1), community=world.gh, door="9-909")
    assert words(own(world).get("/desk/diary/volume/2026/")).count("字") == 19_000
