"""The working calendar: what the notices say, years nobody entered, and what an operator types or brings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django import forms
from django.http import Http404
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mulin.core.gate import Grant, Viewer
from mulin.core.places.models import Place
from mulin.core.records import calendar
from mulin.core.records.calendar import Entered
from mulin.core.records.calendar_desk import read_lines
from mulin.core.records.holidays import NOTICES
from mulin.core.records.models import CalendarDay
from mulin.core.records.workdays import Calendar
from mulin.core.refusals import Refusal
from tests.browsers import signed_in
from tests.world import build

RULES = Viewer(ref="login:office", grants=(Grant("rules.set", ""),))
days = st.dates(date(2023, 12, 1), date(2027, 2, 1))


@pytest.fixture
def known(db: None) -> Calendar:
    return calendar.fresh()


@pytest.mark.parametrize(
    ("year", "worked"),
    [(2024, 251), (2025, 248), (2026, 248)],  # 366, 365, 365 days less weekends and holidays, plus days made up
)
def test_each_notice_gives_the_year_its_working_days(known: Calendar, year: int, worked: int) -> None:
    assert known.count(date(year, 1, 1), date(year, 12, 31)) == worked
    assert year in known.years


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2024-02-09", True),  # the eve was a working day in 2024
        ("2024-02-18", True),
        ("2024-06-08", False),
        ("2024-06-10", False),
        ("2025-01-27", True),
        ("2025-02-04", False),
        ("2025-10-11", True),
        ("2026-01-04", True),
        ("2026-02-23", False),
        ("2026-10-08", True),
    ],
)
def test_single_days_of_the_notices(known: Calendar, text: str, works: object) -> None:
    assert known.works(date.fromisoformat(text)) is works


def test_days_made_up_for_are_weekends_and_free_days_are_named() -> None:
    for notice in NOTICES:
        for day, works, name in notice.days():
            assert name
            assert day.year == notice.year
            assert not works or day.weekday() >= 5, day


@given(day=days, count=st.integers(0, 60))
def test_so_many_working_days_later_is_a_working_day_and_so_many_lie_between(day: date, count: int) -> None:
    entered = {one: works for notice in NOTICES for one, works, _name in notice.days()}
    known = Calendar(entered, frozenset(entered_year.year for entered_year in entered))
    end = known.after(day, count)
    assert known.count(day + timedelta(days=1), end) == count
    assert count == 0 or known.works(end)
    assert end >= day + timedelta(days=count)


def test_a_year_nobody_entered_counts_weekends_alone_and_is_named(known: Calendar) -> None:
    assert known.works(date(2031, 10, 1))
    assert not known.works(date(2031, 10, 4))
    assert known.unknown(date(2026, 12, 1), date(2028, 1, 1)) == [2027, 2028]


@pytest.mark.django_db
def test_of_a_day_entered_twice_the_last_word_holds_and_the_first_is_kept() -> None:
    day, now = date(2026, 12, 28), timezone.now()
    for works in (False, True):
        calendar.set_days(year=2026, days=[Entered(day, works, "雪灾")], source="区通知", by=RULES, now=now)
    assert calendar.fresh().works(day)
    assert CalendarDay.objects.filter(day=day).count() == 2
    assert [row.works for row in calendar.rows_of(2026) if row.day == day] == [True]


@pytest.mark.django_db
def test_nobody_else_sets_days_and_a_ground_is_needed() -> None:
    one = [Entered(date(2027, 1, 1), works=False)]
    with pytest.raises(Http404):
        calendar.set_days(year=2027, days=one, source="通知", by=Viewer(ref="login:x"), now=timezone.now())
    for more in ({"source": " ", "days": one}, {"source": "通知", "days": []}, {"source": "通知", "days": one * 2}):
        with pytest.raises(Refusal):
            calendar.set_days(year=2027, by=RULES, now=timezone.now(), **more)
    with pytest.raises(Refusal, match="2030-01-01"):
        calendar.set_days(
            year=2027, days=[Entered(date(2030, 1, 1), works=False)], source="x", by=RULES, now=timezone.now()
        )


def test_lines_are_read_as_people_type_them() -> None:
    text = "日期,安排,名称\n2027-01-01，放假，元旦\n2027年1月3日\t上班\t调休\n2027/2/6,补班\n"
    assert read_lines(text) == [
        Entered(date(2027, 1, 1), works=False, name="元旦"),
        Entered(date(2027, 1, 3), works=True, name="调休"),
        Entered(date(2027, 2, 6), works=True),
    ]


@pytest.mark.parametrize("wrong", ["2027-02-30，放假", "2027-01-01，大概放假", "元旦，放假，2027-01-01", "2027-01-01"])
def test_a_line_that_is_not_understood_is_named(wrong: str) -> None:
    with pytest.raises(forms.ValidationError, match="2"):
        read_lines(f"2027-01-02，放假\n{wrong}\n")


@pytest.mark.django_db
def test_the_page_names_the_missing_year_and_takes_a_file_in_the_encoding_of_excel(client) -> None:
    build()
    office = signed_in("office-1", "office", Place.objects.get(path="BG/"))
    year = timezone.localdate().year + 1
    page = office.get("/desk/calendar/").content.decode()
    assert f"{year} 年的放假安排还没有录" in page
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    file = SimpleUploadedFile("days.csv", f"{year}-01-01,放假,元旦\n".encode("gb18030"))
    done = office.post("/desk/calendar/", {"year": year, "days": "", "source": "通知", "file": file})
    assert done.status_code == 302
    assert not calendar.fresh().works(date(year, 1, 1))
    kept = office.post("/desk/calendar/", {"year": year, "days": "乱写 1", "source": "通知"})
    assert kept.status_code == 422
    assert "乱写 1" in kept.content.decode()
    assert signed_in("gh-worker", "worker", Place.objects.get(path="BG/GH/")).get("/desk/calendar/").status_code == 404
