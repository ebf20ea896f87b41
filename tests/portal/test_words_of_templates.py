"""Tags and filters: days, money, minutes, addresses, icons."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

import mulin.portal
from mulin.portal.templatetags import mulin as tags

LATE = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # already the 24th in Shanghai
PORTAL = Path(mulin.portal.__file__).parent


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 11, 24))


def test_days_are_days_in_shanghai() -> None:
    assert tags.day(LATE) == "11月24日"
    assert tags.moment(LATE) == "11月24日 00:30"
    assert tags.weekday(LATE) == "星期二"


def test_year_only_where_it_says_something() -> None:
    assert tags.day(date(2025, 1, 2)) == "2025年1月2日"
    assert tags.day(date(2026, 1, 2)) == "1月2日"
    assert tags.day(date(2026, 1, 2), "year") == "2026年1月2日"


def test_days_in_english() -> None:
    with translation.override("en"):
        assert tags.day(LATE) == "24 Nov"
        assert tags.day(date(2025, 1, 2)) == "2 Jan 2025"
        assert tags.moment(LATE) == "24 Nov 00:30"
        assert tags.weekday(LATE) == "Tuesday"


def test_nothing_stays_nothing() -> None:
    assert [tags.day(None), tags.moment(None), tags.weekday(None), tags.until(None, LATE), tags.money(None)] == [""] * 5
    assert tags.minutes(None) == ""


@pytest.mark.parametrize(
    ("due", "says"),
    [
        (date(2026, 11, 27), "还有 3 天"),
        (date(2026, 11, 25), "还有 1 天"),
        (date(2026, 11, 24), "今天到期"),
        (date(2026, 11, 22), "晚了 2 天"),
        (datetime(2026, 11, 24, 15, 59, tzinfo=UTC), "今天到期"),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), "还有 1 天"),
    ],
)
def test_due_days_end_at_local_midnight(due: date, says: str) -> None:
    assert tags.until(due, LATE) == says


@pytest.mark.parametrize(
    ("fen", "says"),
    [(0, "¥0.00"), (5, "¥0.05"), (1234550, "¥12,345.50"), (-150, "−¥1.50"), (10**12, "¥10,000,000,000.00")],
)
def test_money_is_exact(fen: int, says: str) -> None:
    assert tags.money(fen) == says


@pytest.mark.parametrize(
    ("minutes", "says"), [(0, "0 分钟"), (45, "45 分钟"), (60, "1 小时"), (90, "1 小时 30 分钟"), (-30, "−30 分钟")]
)
def test_minutes_as_one_says_them(minutes: int, says: str) -> None:
    assert tags.minutes(minutes) == says


def test_one_parameter_changes_and_the_filters_stay(rf: RequestFactory) -> None:
    context = Context({"request": rf.get("/", {"q": "路灯", "kind": ["a", "b"], "page": "3"})})
    assert (
        Template("{% query page=4 as there %}{{ there|safe }}").render(context)
        == "?q=%E8%B7%AF%E7%81%AF&kind=a&kind=b&page=4"
    )
    assert Template("{% query page=None q='' as there %}{{ there|safe }}").render(context) == "?kind=a&kind=b"
    assert "&amp;" in Template("{% query page=4 %}").render(context)


def test_icon_cannot_break_out() -> None:
    assert "<script" not in tags.icon('x"><script')
    assert 'aria-hidden="true"' in tags.icon("phone")


def test_every_icon_that_is_asked_for_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (PORTAL / "static/icons/icons.svg").read_text()))
    source = PORTAL.parent
    wanted = set()
    for file in source.rglob("*.html"):
        text = file.read_text()
        wanted |= set(re.findall(r'{% icon "([^"]+)" %}', text)) | set(re.findall(r'\bicon="([a-z0-9-]+)"', text))
    assert len(wanted) > 20
    assert wanted <= drawn, wanted - drawn


def test_no_style_attribute_and_no_inline_script_in_any_template() -> None:
    for file in PORTAL.parent.rglob("*.html"):
        text = file.read_text()
        assert not re.search(r"\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']", text), file


def test_heading_ends_its_line_at_a_comma() -> None:
    assert tags.phrases("水管漏，<b>") == ('<span class="phrase">水管漏，</span><span class="phrase">&lt;b&gt;</span>')
    assert tags.phrases("没有逗号") == "没有逗号"
    assert tags.phrases("") == ""
    whole = "三号楼装电梯，大家商量着办！好不好？"
    assert re.sub("<[^>]+>", "", tags.phrases(whole)) == whole
    assert (
        Template("{% filter phrases %}{{ x }}，乙{% endfilter %}").render(Context({"x": "<甲>"})).count("&lt;甲&gt;")
        == 1
    )
