"""Categories as data, three suggestions with their reasons, and what the workers' decisions teach."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.http import Http404

from mulin.apps.voice.actions import categories, intake, learning
from mulin.apps.voice.models import Category, Decision, Learnt, Matter
from mulin.apps.voice.queries import categories as known
from mulin.apps.voice.rules.categories import USUAL
from mulin.core import jobs
from mulin.core.gate import SYSTEM, Grant, Viewer
from mulin.core.jobs.running import run_one
from mulin.core.records.models import Entry
from mulin.core.refusals import Refusal
from tests.apps.voice.test_main_job import clean, heard, opened
from tests.browsers import signed_in
from tests.world import NOON, World, later

pytestmark = pytest.mark.django_db
STEWARD = Viewer(ref="login:steward", grants=(Grant("system.run", ""),))


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def learn(now: datetime = NOON) -> None:
    jobs.ask(learning.NAME, by=SYSTEM, now=now)
    job = run_one(lambda: now)
    assert job is not None
    job.refresh_from_db()
    assert (job.state, job.failure) == ("done", "")


def lesson(world: World, count: int = 24) -> list[Matter]:
    """Matters that this street files in its own way: what is said of cats is culture here."""
    said = [("猫在车库里叫", "culture"), ("河边的树倒了", "green"), ("电梯里按键不灵", "shared")]
    made = []
    for n, (words, category) in zip(range(count), itertools.cycle(said), strict=False):
        slip = intake.record(
            by=world.worker, now=NOON, words=f"{words}，第{n}回", channel="counter", place=world.gh, with_slip=False
        )
        made.append(opened(world, slip.voice.thread.number, title=f"{words}{n}", category=category, ask=None))
    return made


def test_a_new_installation_knows_the_usual_ones_and_their_words(world: World) -> None:
    assert list(known.names()) == [usual.code for usual in USUAL]
    best = known.suggest("我家楼下停车位总被电动车占着，车都开不出来")
    assert len(best) == 3
    assert best[0].code == "parking"
    assert any(word in "停车位 电动车" for word in best[0].words)
    assert not any(one.sure for one in best), "nothing is certain before anything was learnt"
    assert known.suggest(" ") == []


def test_the_form_shows_three_with_their_words_and_chooses_none_that_is_not_certain(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = heard(world, "停车位总被电动车占着").voice.thread.number
    client = signed_in("gh-worker", "worker", world.gh)
    page = client.get(f"/desk/voice/{number}/").content.decode()
    assert "看原话像是：停车与出行（" in page
    assert '<option value="parking" selected' not in page
    sure = [known.Suggested("parking", "停车与出行", ("停车位",), sure=True)]
    monkeypatch.setattr("mulin.apps.voice.queries.categories.suggest", lambda _text: sure)
    page = client.get(f"/desk/voice/{number}/").content.decode()
    assert '<option value="parking" selected' in page
    assert "请核对" in page
    given = {"title": "车位", "description": "占了", "category": "noise", "klass": "ordinary"}
    client.post(f"/desk/voice/{number}/open/", given)
    decision = Decision.objects.get()
    assert (decision.kind, decision.category, decision.was) == ("chosen", "noise", "parking")


def test_a_correction_stands_in_the_register_and_is_an_example(world: World) -> None:
    number = heard(world).voice.thread.number
    opened(world, number, suggested="shared")
    assert Decision.objects.get().kind == "accepted"
    given = {"number": number, "category": "property", "reason": "归物业修", "now": later(days=1)}
    with pytest.raises(Http404):
        categories.recategorise(by=world.stranger, **given)
    with pytest.raises(Refusal, match="请选一个类别"):
        categories.recategorise(by=world.worker, **{**given, "category": "nothing"})
    matter = categories.recategorise(by=world.worker, **given)
    assert matter.category == "property"
    with pytest.raises(Refusal, match="已经是这个类别"):
        categories.recategorise(by=world.worker, **given)
    assert [row.kind for row in Decision.objects.order_by("pk")] == ["accepted", "corrected"]
    assert Entry.objects.filter(thread=matter.thread, verb="recategorised").count() == 1
    page = signed_in("gh-worker", "worker", world.gh).get(f"/t/{number}/").content.decode()
    assert "改了类别：楼道与公共设施 → 物业服务" in page
    assert [example.label for example in learning.examples({"property", "shared"})] == ["property"]
    assert clean()


def test_what_workers_decide_is_learnt_at_night_and_the_earlier_version_is_kept(world: World) -> None:
    learn()
    assert not Learnt.objects.exists(), "nothing to learn from"
    assert known.suggest("车库里有猫在叫")[0].code != "culture"
    lesson(world)
    learn()
    first = Learnt.objects.get()
    assert (first.version, first.examples, first.in_use, first.measured) == (1, 24, True, 0)
    assert known.suggest("车库里有猫在叫")[0].code == "culture"
    learn()
    assert Learnt.objects.count() == 1, "nobody decided anything since"
    lesson(world, 3)
    learn(later(days=1))
    first.refresh_from_db()
    second = Learnt.objects.get(version=2)
    assert (first.in_use, second.in_use, bool(first.data)) == (False, True, True)
    with pytest.raises(Http404):
        categories.use(version=1, by=world.clerk, now=later(days=2))
    categories.use(version=1, by=STEWARD, now=later(days=2))
    lesson(world, 3)
    learn(later(days=3))
    assert Learnt.objects.get(in_use=True).version == 1, "the steward's choice holds"
    categories.use(version=3, by=STEWARD, now=later(days=4))
    assert Learnt.objects.get(in_use=True).held_by == ""


def test_words_that_are_erased_go_from_every_version_the_next_night(world: World) -> None:
    made = lesson(world)
    learn()
    lesson(world, 3)
    learn(later(days=1))
    intake.withdraw(number=made[0].thread.number, by=world.worker, now=later(days=2), forget=True)
    learn(later(days=3))
    gone = Learnt.objects.filter(forgotten_at__isnull=False).order_by("version")
    assert [(row.version, bytes(row.data), row.examples) for row in gone] == [(1, b"", 24), (2, b"", 27)]
    now = Learnt.objects.get(in_use=True)
    assert (now.version, now.forgotten_at) == (3, None)
    assert now.examples == 27, "the matter stays, in the worker's public words"
    read = [example.detail for example in learning.examples({"culture", "green", "shared"})]
    assert read.count("猫在车库里叫，第0回") == 1, "of two, one is erased"
    with pytest.raises(Refusal, match="已经删掉"):
        categories.use(version=1, by=STEWARD, now=later(days=4))
    learn(later(days=4))
    assert Learnt.objects.count() == 3


def test_old_versions_lose_their_bytes_not_their_figures(world: World) -> None:
    lesson(world)
    for day in range(learning.KEPT + 3):
        lesson(world, 1)
        learn(later(days=day))
    kept = Learnt.objects.order_by("version").values_list("version", "forgotten_at")
    assert [version for version, gone in kept if gone is None] == [3, 4, 5, 6, 7, 8]


def test_figures_of_a_measured_version_are_on_the_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mulin.engines.text.lesson.ENOUGH", 20)
    monkeypatch.setattr("mulin.engines.text.model.ENOUGH", 20)
    long = "，已经说过好几回了，请社区早点来看一看，老人孩子都不方便，等你们的回音，谢谢大家帮忙。"
    for matter in lesson(world):
        words = matter.thread.voice.words
        words.text += long
        words.save()
    learn()
    row = Learnt.objects.get()
    table = learning.counts(row)
    assert row.measured == sum(table.values()) == 24
    assert row.right == round(1000 * sum(n for (truth, said), n in table.items() if truth == said) / 24)
    page = signed_in("office-1", "office", world.street).get("/desk/categories/").content.decode()
    assert row.right_share in page
    assert "没有学过的 24 件事" in page
    assert "用这一版" not in page


def test_the_office_changes_categories_from_today_on_and_old_matters_stay_readable(world: World) -> None:
    number = heard(world).voice.thread.number
    opened(world, number, category="culture")
    given = {"code": "pets", "name": "猫狗", "name_en": "Pets", "words": "猫、狗，遛狗", "order": 5, "now": NOON}
    with pytest.raises(Http404):
        categories.set_category(by=world.worker, **given)
    row = categories.set_category(by=world.clerk, **given)
    assert (row.words, row.starts_on) == ("猫 狗 遛狗", date(2026, 3, 2))
    for bad, why in (({"code": "Ä"}, "小写字母"), ({"name": " "}, "名称"), ({"code": "cats"}, "已经有一个")):
        with pytest.raises(Refusal, match=why):
            categories.set_category(by=world.clerk, **{**given, **bad})
    with pytest.raises(Refusal, match="今天以前"):
        categories.set_category(by=world.clerk, **given, ends_on=date(2026, 3, 1))
    ended = {**given, "code": "culture", "name": "文体", "now": NOON + timedelta(days=1)}
    categories.set_category(by=world.clerk, **ended, ends_on=date(2026, 3, 3))
    assert [row.code for row in known.on(date(2026, 3, 3))][:2] == ["shared", "utilities"]
    assert "pets" in {row.code for row in known.on(date(2026, 3, 2))}
    assert "culture" not in {row.code for row in known.on(date(2026, 3, 4))}
    assert known.name("culture") == "文体"
    assert "culture" not in known.names()
    page = signed_in("gh-worker", "worker", world.gh).get(f"/t/{number}/").content.decode()
    assert "文体" in page
    assert Category.objects.filter(code="culture").count() == 2


def test_pages_of_the_office(world: World) -> None:
    office = signed_in("office-1", "office", world.street)
    assert office.post("/desk/categories/new/", {"code": "pets", "name": "猫狗", "order": 3}).status_code == 302
    answer = office.post("/desk/categories/pets/", {"name": "", "order": 3, "words": "猫 狗"})
    assert answer.status_code == 422
    assert "猫 狗" in answer.content.decode()
    assert office.get("/desk/categories/nothing/").status_code == 404
    assert office.post("/desk/categories/version/1/").status_code == 404
    worker = signed_in("gh-worker", "worker", world.gh)
    assert worker.get("/desk/categories/").status_code == 404
    assert worker.post("/desk/categories/new/", {"code": "x1", "name": "y"}).status_code == 404
