"""Every alarm is drawn from a fact, says what to do, and is silent when all is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from mulin.project.backup.standing import Backup, Drill
from mulin.project.upkeep.alarms import alarms
from mulin.project.upkeep.facts import Facts, Verified

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
BACKUP = Backup("b", NOW - 10 * HOUR, 1.0, 10**6, 3, 14, True, NOW - 10 * HOUR)
DRILL = Drill("b", NOW - 9 * HOUR, 5.0, ("counts",), ())
WELL = Facts(
    production=True,
    mulin="1",
    database="SQLite 3",
    python="3.11",
    database_size=1,
    files_size=1,
    disk_free=10**11,
    disk_total=10**12,
    overdue_since=NOW - timedelta(seconds=5),
    failed_lately=0,
    verified=Verified(NOW - 9 * HOUR, 0, 1000),
    backups_on=True,
    backups_unreadable="",
    encrypted=True,
    backup=BACKUP,
    drill=DRILL,
    sealed_day=date(2026, 11, 23),
    sealed_code="X",
    chains=(),
)


def test_nothing_to_do_when_all_is_well() -> None:
    assert alarms(WELL, NOW) == []


@pytest.mark.parametrize(
    ("change", "word", "grave"),
    [
        ({"overdue_since": NOW - timedelta(minutes=11)}, "后台没有在干活", True),
        ({"failed_lately": 1}, "没做成", False),
        ({"disk_free": 1_900_000_000}, "磁盘快满", False),
        ({"disk_free": 400_000_000}, "磁盘快满", True),
        ({"backups_on": False}, "没有开每夜备份", True),
        ({"backups_unreadable": "读不懂"}, "读不懂", True),
        ({"backup": None}, "没有做成备份", True),
        ({"backup": replace(BACKUP, at=NOW - 27 * HOUR)}, "没有做成备份", True),
        ({"encrypted": False}, "没有加密", False),
        ({"drill": None}, "没有试着恢复", False),
        ({"drill": replace(DRILL, at=NOW - 51 * HOUR)}, "没有试着恢复", False),
        ({"drill": replace(DRILL, wrong=("counts",))}, "没有通过", True),
        ({"verified": Verified(NOW - 9 * HOUR, 2, 1000)}, "不对的地方", True),
        ({"verified": Verified(NOW - 51 * HOUR, 0, 1000)}, "没有核对", False),
        ({"sealed_day": date(2026, 11, 22)}, "没有封", True),
    ],
)
def test_one_fact_one_alarm(change: dict[str, object], word: str, *, grave: bool) -> None:
    (found,) = alarms(replace(WELL, **change), NOW)
    assert word in str(found.what)
    assert found.grave is grave
    assert str(found.todo)


def test_the_grave_ones_come_first_and_speak_english_too() -> None:
    found = alarms(replace(WELL, failed_lately=1, backup=None), NOW)
    assert [one.grave for one in found] == [True, False]
    with translation.override("en"):
        assert not any("一" <= sign <= "鿿" for one in found for sign in f"{one.what}{one.todo}")
