"""The same thing said before is shown with why, to whom it may be shown, and what is over drops out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from mulin.apps.voice.actions import intake, joining
from mulin.apps.voice.queries import open_texts
from mulin.apps.voice.queries.alike import Alike, alike
from mulin.core.gate import Viewer
from mulin.engines.text import Index
from tests.apps.voice.test_main_job import heard, opened
from tests.browsers import signed_in
from tests.world import NOON, World, later

pytestmark = pytest.mark.django_db
SAID = "楼道灯又不亮了，晚上不敢下楼"
PLANTED = "楼道灯不亮，只有社区能看的原话甲乙丙"


def found(world: World, viewer: Viewer | None = None, text: str = SAID, **more: object) -> list[Alike]:
    given = {"viewer": viewer or world.worker, "path": world.door.path, "now": later(hours=5), **more}
    return alike(text, **given)


def numbers(rows: list[Alike]) -> list[str]:
    return [row.number for row in rows]


def test_shared_words_are_where_the_other_text_says_them() -> None:
    index = Index()
    for at in range(40):
        index.add(str(at), f"我们小区第{at}件事情")
    other = "我们小区三幢的楼道 灯坏了,LED灯"
    spans = index.shared("三幢楼道灯不亮，我们小区的led", other)
    assert [other[start:end] for start, end in spans] == ["三幢", "楼道 灯", "LED"]
    assert index.shared("", other) == index.shared("完全不同", other) == []


def test_an_open_matter_and_a_waiting_voice_are_shown_with_the_words_they_share(world: World) -> None:
    lamp, waits, other = heard(world), heard(world, "楼道灯不亮，二楼"), heard(world, "水管漏水，天天滴")
    opened(world, lamp.voice.thread.number)
    rows = found(world)
    assert {row.number: row.kind for row in rows} == {
        lamp.voice.thread.number: "matter",
        waits.voice.thread.number: "voice",
    }
    shared = {piece.text for row in rows for piece in row.pieces if piece.shared}
    assert {"楼道灯", "不亮"} <= shared
    assert other.voice.thread.number not in numbers(rows)
    assert numbers(found(world, without=waits.voice.thread.number)) == [lamp.voice.thread.number]


def test_whoever_does_not_read_a_voice_never_sees_it_as_alike(world: World) -> None:
    heard(world, PLANTED)
    assert len(found(world, text=PLANTED)) == len(found(world, world.clerk, PLANTED)) == 1
    everybody_else = [world.stranger, world.unit, Viewer(), replace(world.worker, grants=())]
    assert not [row for viewer in everybody_else for row in found(world, viewer, PLANTED)]
    assert not found(world, text=PLANTED, public=True)
    page = signed_in("yx-worker", "worker", world.yx).get("/desk/say/")
    assert "甲乙丙" not in page.content.decode()


def test_what_is_over_drops_out_and_what_is_undone_comes_back(world: World) -> None:
    first, second, third = (heard(world) for _ in range(3))
    one, two, three = (slip.voice.thread.number for slip in (first, second, third))
    assert set(numbers(found(world))) == {one, two, three}
    opened(world, one)
    opened(world, two, title="二楼楼道灯不亮")
    intake.withdraw(number=three, by=world.worker, now=later(hours=2), forget=True)
    assert set(numbers(found(world))) == {one, two}
    joining.merge(number=two, into=one, by=world.worker, now=later(hours=3), reason="同一件")
    assert numbers(found(world)) == [one]
    joining.unmerge(number=two, by=world.worker, now=later(hours=4), reason="不是一件")
    assert set(numbers(found(world))) == {one, two}


def test_the_matter_of_another_community_must_be_very_near(world: World) -> None:
    number = heard(world).voice.thread.number
    opened(world, number)
    near = {"text": "楼道灯不亮，还有公交站改到了菜市场北门，老人走不动", "viewer": world.stranger}
    assert numbers(found(world, **near)) == [number]
    assert not found(world, path=world.yx.path, **near)


def test_another_register_or_another_day_begins_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = open_texts.Keeper()
    heard(world)
    assert len(keeper.near(SAID, now=NOON, most=9, least=0.1)) == 1
    seen = keeper._memory
    assert len(keeper.near(SAID, now=later(hours=1), most=9, least=0.1)) == 1
    assert keeper._memory is seen
    keeper.near(SAID, now=NOON + timedelta(days=1), most=9, least=0.1)
    assert keeper._memory is not seen
    keeper._memory.seq, keeper._memory.head = 1, "another register"
    assert len(keeper.near(SAID, now=NOON + timedelta(days=1), most=9, least=0.1)) == 1
    assert keeper._memory.head != "another register"
    monkeypatch.setattr(open_texts, "AT_ONCE", 1)
    started: list[open_texts.Thread] = []
    monkeypatch.setattr(open_texts.Thread, "start", lambda self: started.append(self))  # noqa: PLW0108 - a method
    for _ in range(3):
        heard(world)
    assert len(keeper.near(SAID, now=NOON + timedelta(days=1), most=9, least=0.1)) == 1, "the old one serves meanwhile"
    (builder,) = started
    monkeypatch.setattr(open_texts, "connection", SimpleNamespace(close=lambda: None))  # the thread's own, otherwise
    builder.run()
    assert len(keeper.near(SAID, now=NOON + timedelta(days=1), most=9, least=0.1)) == 4


def test_one_press_joins_the_voice_to_the_matter(world: World) -> None:
    first, second = heard(world), heard(world, SAID)
    opened(world, first.voice.thread.number)
    client: Client = signed_in("gh-worker", "worker", world.gh)
    address = f"/desk/voice/{second.voice.thread.number}/"
    page = client.get(address).content.decode()
    assert f'name="number" value="{first.voice.thread.number}"' in page
    assert "<mark>" in page
    client.post(address + "link/", {"number": first.voice.thread.number, "reason": "说的是同一件事"})
    second.voice.refresh_from_db()
    assert second.voice.state == "linked"
