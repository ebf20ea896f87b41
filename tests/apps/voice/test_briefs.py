"""Briefs: figures are counted, each is exactly its rows, nobody is quoted against her will, a deputy does only this."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mulin.apps.voice.actions import brief, intake, joining
from mulin.apps.voice.actions.brief import Asking
from mulin.apps.voice.models import Brief
from mulin.apps.voice.queries.brief import counted, rate_rows, rows
from mulin.apps.voice.queries.brief_sentences import sentences
from mulin.apps.voice.queries.rates import PARTS
from mulin.apps.voice.rules.brief import COUNTS
from mulin.core.access.models import Login
from mulin.core.records.days import local_day
from mulin.core.records.models import Entry
from mulin.core.refusals import Changed, Refusal
from mulin.engines import typeset
from tests.apps.voice.briefs import ASKING, PRIVATE, QUOTED, a_matter, deputy, published, two_matters
from tests.browsers import signed_in
from tests.world import NOON, World, later

pytestmark = pytest.mark.django_db


def hired(name: str, role: str, world: World) -> Client:
    kind = Login.Kind.STAFF
    Login.objects.create(username=name, display_name=name, kind=kind, created_at=NOON, password="!")
    return signed_in(name, role, world.street)


def page_of(one: Brief) -> str:
    return Client().get(reverse("voice:brief", args=[one.thread.number])).content.decode()


def test_figures_are_counted_from_the_rows(world: World) -> None:
    one, _numbers = published(world)
    found = counted(one, now=later(days=8))
    assert found.figures == one.counted["figures"] == {
        "matters": 2, "voices": 2, "people": 2, "nameless": 0, "promised": 1, "delivered": 1, "late": 1, "dropped": 0,
        "solved": 1, "not_solved": 0, "unjudged": 0, "running": 1,
    }  # fmt: skip
    assert [event.what for event in found.events] == ["heard", "promised", "delivered", "judged"]
    assert [(rate.good, rate.n, rate.silent) for rate in found.three] == [(1, 2, 1), (1, 1, 0), (1, 1, 0)]
    assert [(name, n) for _path, name, n in found.places] == [("桂花新村社区", 2)]


def test_every_figure_is_as_many_rows_as_its_link_shows(world: World) -> None:
    one, numbers = published(world)
    intake.record(by=world.worker, now=later(), words="也不亮", channel="box", place=world.gh)
    nameless = intake.record(by=world.worker, now=later(), words="没有灯", channel="box", place=world.gh)
    joining.link(voice=nameless.voice.thread.number, matter=numbers[1], by=world.worker, now=later(days=9))
    found = counted(one, now=later(days=9))
    assert (found.figures["voices"], found.figures["people"], found.figures["nameless"]) == (3, 2, 1)
    for name in COUNTS:
        assert rows(one, name).count() == found.figures[name], name
        shown = Client().get(reverse("voice:brief_rows", args=[one.thread.number, name])).content.decode()
        assert shown.count('<th scope="row">') == found.figures[name], name
    for which, rate in found.three.named():
        counts = {"good": rate.good, "all": rate.n, "silent": rate.silent, "rest": rate.n - rate.good}
        assert {part: rate_rows(one, which, part, now=later(days=9)).count() for part in PARTS} == counts


def test_the_page_says_when_later_entries_changed_a_figure(world: World) -> None:
    one, numbers = published(world)
    assert "公布那天" not in page_of(one)
    other = intake.record(by=world.worker, now=later(), words="没有灯", channel="box", place=world.gh)
    joining.link(voice=other.voice.thread.number, matter=numbers[1], by=world.worker, now=later(days=9))
    assert "一共说了 3 次（公布那天 2）" in page_of(one)
    assert "没有留姓名的 1 次（公布那天 0）" in page_of(one)
    changed = [(row.name, row.then, row.now) for row in counted(one, now=later(days=9)).compared if row.changed]
    assert changed == [("voices", 2, 3), ("nameless", 0, 1)]


def test_quoted_is_who_agrees_and_only_as_long_as_she_does(world: World) -> None:
    one, numbers = published(world)
    assert QUOTED in page_of(one)
    assert PRIVATE not in page_of(one)
    intake.consent(number=numbers[0], public=False, by=world.worker, now=later(days=9))
    assert QUOTED not in page_of(one)
    assert not counted(one, now=later(days=9)).quotes
    assert QUOTED not in one.figures + "".join(
        Entry.objects.filter(thread=one.thread).values_list("payload", flat=True)
    )


def words_of(html: str) -> str:
    return re.sub(r"\s", "", re.sub(r"<[^>]+>", "", html))


def test_five_figures_stand_in_sentences_and_each_part_leads_to_as_many_rows(world: World) -> None:
    one, _numbers = published(world)
    told = sentences(one, counted(one, now=later(days=8)))
    assert [sentence.figure + " " + sentence.words for sentence in told] == [
        "2 件事，一共说了 2 次，来自 2 位留了姓名的邻居，最早一次说于 2026年3月2日。",
        "1 次有单位答应办，办完 1 次，办晚了 1 次。",
        "1 次评为解决了，有人评的 1 次（太少，不算比例），还在办 1 次。",
        "1 次按时答复，该答复的 2 次（太少，不算比例），一直没有答复 1 次。",
        "1 次过半的人满意，了结后有人评的 1 次（太少，不算比例）。",
    ]
    page = page_of(one)
    for clause in (part for sentence in told for part in sentence.parts):
        address = reverse("voice:brief_rows", args=[one.thread.number, clause.what])
        assert f'href="{address}"' in page
        assert Client().get(address).content.decode().count('<th scope="row">') == clause.n, clause


def test_places_months_and_categories_lead_to_exactly_theirs(world: World) -> None:
    one, _numbers = published(world)
    page = page_of(one)
    bars = re.findall(r'<li><a href="([^"]+)"><span class="bars__label">([^<]+)</span>.*?<b>(\d+)', page)
    assert [(label, n) for _to, label, n in bars] == [("桂花新村社区", "2"), ("2026年3月", "2")]
    for to, _label, n in bars:
        shown = Client().get(to.replace("&amp;", "&")).content.decode()
        assert shown.count('<th scope="row">') == int(n), to
    other = reverse("voice:brief_rows", args=[one.thread.number, "matters"])
    assert Client().get(f"{other}?place=BG/YX/").content.decode().count('<th scope="row">') == 0
    assert Client().get(f"{other}?place=BG/GH/3/").status_code == 404


def test_paper_says_and_quotes_what_the_page_does_and_leads_back_to_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, numbers = published(world)
    sheets: list[typeset.Brief] = []
    real = typeset.sheet
    monkeypatch.setattr(typeset, "sheet", lambda name, piece: sheets.append(piece) or real(name, piece))
    address = reverse("voice:brief_pdf", args=[one.thread.number])
    assert Client().get(address).content.startswith(b"%PDF")
    intake.consent(number=numbers[0], public=False, by=world.worker, now=later(days=9))
    Client().get(address)
    first = {section.way: section.rows for section in sheets[0].sections}
    assert [row[0] for row in first["quotes"]] == [QUOTED]
    assert "quotes" not in {section.way for section in sheets[1].sections}
    assert len(first["matters"]) == 2
    page = words_of(page_of(one))
    for figure, words in first["figures"]:
        assert words_of(figure + words) in page
    assert sheets[0].link == f"http://testserver/briefs/{one.thread.number}/"


def test_it_says_how_long_it_has_waited_for_an_answer(world: World) -> None:
    one, _numbers = published(world)
    one.published_at = timezone.now() - timedelta(days=11)
    one.save(update_fields=["published_at"])
    assert "公布 11 天了，还没有答复。" in page_of(one)


def test_a_brief_is_read_in_a_fixed_number_of_questions(
    world: World, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    one, _numbers = published(world)
    page_of(one)
    with django_assert_max_num_queries(12):
        page_of(one)


def test_a_draft_is_seen_by_its_writer_and_the_office_alone(world: World) -> None:
    made = brief.make(asking=ASKING, place=world.street, by=deputy(world), now=later())
    number = made.thread.number
    assert Client().get(reverse("voice:brief", args=[number])).status_code == 404
    stranger = hired("deputy-2", "deputy", world)
    assert stranger.get(reverse("voice:brief_desk", args=[number])).status_code == 404
    office = hired("office-2", "office", world)
    assert office.get(reverse("voice:brief_desk", args=[number])).status_code == 200
    for by in (world.worker, world.unit):
        with pytest.raises(Http404):
            brief.publish(number=number, by=by, now=later())
        with pytest.raises(Http404):
            brief.make(asking=ASKING, place=world.gh, by=by, now=later())


def test_a_deputy_composes_with_filters_and_ticks_and_opens_nothing_else(world: World) -> None:
    numbers = two_matters(world)
    client = hired("deputy-1", "deputy", world)
    words = {"title": "灯", "asked": "区住建局", "ask": "换灯", "place": "BG/", "key": "k-1"}
    made = client.post(reverse("voice:briefs_desk"), words)
    assert made.status_code == 302
    listed = client.get(made["Location"] + "?category=shared&place=BG/GH/").content.decode()
    assert set(re.findall(r'name="matter" value="([^"]+)"', listed)) == set(numbers)
    client.post(made["Location"], {"matter": list(numbers)})
    one = Brief.objects.get()
    client.post(reverse("voice:brief_do", args=[one.thread.number, "drop"]), {"matter": numbers[1]})
    client.post(reverse("voice:brief_do", args=[one.thread.number, "publish"]))
    one.refresh_from_db()
    assert (one.state, one.counted["matters"]) == ("published", [numbers[0]])
    for closed in ("voice:office", "voice:desk", "voice:pile", "people:list", "voice:topics"):
        assert client.get(reverse(closed)).status_code == 404, closed
    assert client.get(reverse("voice:voice_desk", args=[numbers[1]])).status_code == 404


def test_answered_once_with_the_day(world: World) -> None:
    one, _numbers = published(world)
    number, day = one.thread.number, local_day(later(days=9))
    for on in (local_day(later(days=7)), local_day(later(days=12))):
        with pytest.raises(Refusal):
            brief.answer(number=number, text="已列入", on=on, by=deputy(world), now=later(days=10))
    brief.answer(number=number, text="已列入明年计划", on=day, by=deputy(world), now=later(days=10))
    assert "已列入明年计划" in page_of(one)
    with pytest.raises(Refusal):
        brief.answer(number=number, text="又答", on=day, by=deputy(world), now=later(days=10))
    verbs = list(Entry.objects.filter(thread=one.thread).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["brief_made", "brief_published", "brief_answered"]


def test_nothing_is_published_without_matters_or_words(world: World) -> None:
    with pytest.raises(Refusal):
        brief.make(asking=Asking(" ", "谁", "什么"), place=world.street, by=world.clerk, now=later())
    made = brief.make(asking=ASKING, place=world.street, by=world.clerk, now=later(), key="k")
    again = brief.make(asking=ASKING, place=world.street, by=world.clerk, now=later(), key="k")
    assert again.pk == made.pk
    with pytest.raises(Refusal):
        brief.publish(number=made.thread.number, by=world.clerk, now=later())


def test_two_who_write_at_once_do_not_overwrite_each_other(world: World) -> None:
    made = brief.make(asking=ASKING, place=world.street, by=world.clerk, now=later())
    number = made.thread.number
    brief.reword(number=number, asking=Asking("甲", "乙", "丙"), version=1, by=world.clerk, now=later())
    with pytest.raises(Changed):
        brief.reword(number=number, asking=ASKING, version=1, by=world.clerk, now=later())
    client = hired("office-3", "office", world)
    words = {"title": "打好的字", "asked": "乙", "ask": "丙", "version": 1, "key": "x"}
    refused = client.post(reverse("voice:brief_desk", args=[number]), words)
    assert refused.status_code == 422
    assert "打好的字" in refused.content.decode()


def test_what_is_published_stays_as_it_is(world: World) -> None:
    one, numbers = published(world)
    third = a_matter(world, "灯", intake.ANONYMOUS)
    with pytest.raises(Refusal):
        brief.choose(number=one.thread.number, matters=[third], by=deputy(world))
    with pytest.raises(Refusal):
        brief.leave_out(number=one.thread.number, matter=numbers[0], by=deputy(world))
    with pytest.raises(Refusal):
        brief.publish(number=one.thread.number, by=deputy(world), now=later(days=9))
