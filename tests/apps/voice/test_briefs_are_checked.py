"""`mulin verify` reads every published brief again: one character changed anywhere is found and named."""

from __future__ import annotations

import json

import pytest

from mulin import canon
from mulin.apps.voice.actions import brief
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Brief, Matter
from mulin.core.records import checks
from mulin.core.records.days import local_day
from mulin.core.records.models import Entry
from tests.apps.voice.briefs import ASKING, a_matter, deputy, published
from tests.world import World, later

pytestmark = pytest.mark.django_db
DIFFERS = "公布以后改动过：标题、请谁办、办什么、数字或者根据，和台账记下的指纹对不上"


def found() -> list[tuple[str, str]]:
    return [(one.where, one.what) for one in checks.findings()]


@pytest.fixture
def one(world: World) -> Brief:
    row, _numbers = published(world)
    assert not found()
    return row


@pytest.mark.parametrize("column", ["title", "asked", "ask", "place_path"])
def test_one_character_changed_is_found(one: Brief, column: str) -> None:
    text = getattr(one, column)
    Brief.objects.filter(pk=one.pk).update(**{column: text[:-1] + "改"})
    assert found() == [(one.thread.number, DIFFERS)]


def test_one_digit_of_a_figure_is_found(one: Brief) -> None:
    assert '"matters":2' in one.figures
    Brief.objects.filter(pk=one.pk).update(figures=one.figures.replace('"matters":2', '"matters":3'))
    assert found() == [(one.thread.number, DIFFERS)]


def test_a_cited_entry_that_is_not_there_or_another_is_named(one: Brief) -> None:
    counted = json.loads(one.figures)
    first, second = counted["cited"]
    changed: list[tuple[list[object], str]] = [
        ([first[0], 9999, first[2]], f"引的台账第 9999 条（{first[0]}）不在了"),
        ([first[0], second[1], first[2]], f"引的台账第 {second[1]} 条（{first[0]}）不是公布时的那一条"),
        ([first[0], first[1], "0" * 64], f"引的台账第 {first[1]} 条（{first[0]}）不是公布时的那一条"),
    ]
    for row, what in changed:
        Brief.objects.filter(pk=one.pk).update(figures=canon.dumps({**counted, "cited": [row, second]}))
        assert (one.thread.number, what) in found()
    entry = Entry.objects.get(seq=first[1])
    assert (entry.thread.number, entry.hash) == (first[0], first[2])
    assert entry == Entry.objects.filter(thread__number=first[0], seq__lte=one.thread.entries.last().seq).last()


def test_another_matter_as_evidence_is_found(world: World, one: Brief) -> None:
    third = a_matter(world, "灯", Speaker(person=world.li))
    one.matters.add(Matter.objects.get(thread__number=third))
    assert found() == [(one.thread.number, "作根据的事项和公布时的不一样")]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"head": "f" * 64}, "公布时写下的台账指纹，台账里没有"),
        ({"state": "draft"}, "台账里已经公布，却还是草稿"),
        ({"figures": "["}, "公布时记下的数字读不出来"),
        ({"state": "answered", "answer": "好"}, "答复和台账里记的不一样"),
    ],
)
def test_head_state_and_figures_belong_together(one: Brief, change: dict[str, str], what: str) -> None:
    Brief.objects.filter(pk=one.pk).update(**change)
    assert (one.thread.number, what) in found()


def test_one_character_of_an_answer_is_found(one: Brief, world: World) -> None:
    number, at = one.thread.number, later(days=9)
    brief.answer(number=number, text="已列入明年", on=local_day(at), by=deputy(world), now=at)
    assert not found()
    Brief.objects.filter(pk=one.pk).update(answer="已列入后年")
    assert found() == [(number, "答复和台账里记的不一样")]


def test_a_brief_published_behind_the_registers_back_is_found(one: Brief, world: World) -> None:
    number = brief.make(asking=ASKING, place=world.street, by=deputy(world), now=later(days=9)).thread.number
    Brief.objects.filter(thread__number=number).update(state="published", figures=one.figures, head=one.head)
    assert (number, "公布了的建议，台账里没有公布的条目") in found()
