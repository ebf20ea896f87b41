"""What is not as it should be, and what to do: a pure function of the facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mulin.core.records.days import local_day
from mulin.project.upkeep.facts import Facts

Text = str | Promise
SLOW = timedelta(minutes=10)  # a worker takes a job within a second
NIGHT = timedelta(hours=26)  # once a day, and two hours of grace
LITTLE, VERY_LITTLE = 2_000_000_000, 500_000_000  # bytes of free disk


@dataclass(frozen=True)
class Alarm:
    """What is wrong, and the one thing to do now."""

    grave: bool
    what: Text
    todo: Text


def alarms(facts: Facts, now: datetime) -> list[Alarm]:
    """Everything that wants somebody's hand, grave ones first."""
    found = [*_running(facts, now), *_kept(facts, now), *_true(facts, now)]
    return sorted(found, key=lambda one: not one.grave)


def _running(facts: Facts, now: datetime) -> Iterator[Alarm]:
    if facts.overdue_since and now - facts.overdue_since > SLOW:
        yield Alarm(
            True,
            _("后台没有在干活：有事排了十分钟以上还没有人接。"),
            _("重新启动睦邻：systemctl restart mulin；再看 journalctl -u mulin 说了什么。"),
        )
    if facts.failed_lately:
        yield Alarm(
            False,
            _("这七天有后台的事没做成。"),
            _("在下面看是哪一件、为什么；原因去掉以后按“再做一次”。"),
        )
    if facts.disk_free < LITTLE:
        yield Alarm(
            facts.disk_free < VERY_LITTLE,
            _("磁盘快满了。"),
            _("腾出地方，或换大一点的磁盘；旧的备份可以搬到别的机器上。满了以后什么都存不进去。"),
        )


def _kept(facts: Facts, now: datetime) -> Iterator[Alarm]:
    if facts.backups_unreadable:
        yield Alarm(True, facts.backups_unreadable, _("改好环境变量 MULIN_BACKUP_KEEP，重新启动睦邻。"))
    elif facts.production and not facts.backups_on:
        yield Alarm(True, _("没有开每夜备份。"), _("把环境变量 MULIN_BACKUP 设成 on，重新启动睦邻。"))
    if facts.backups_on and (facts.backup is None or now - facts.backup.at > NIGHT):
        yield Alarm(
            True,
            _("最近一天没有做成备份。"),
            _("运行 mulin backup，看它说什么；磁盘有没有满，备份的文件夹能不能写。"),
        )
    if facts.backup and facts.production and not facts.encrypted:
        yield Alarm(
            False,
            _("备份没有加密，拿到硬盘的人就能看。"),
            _("运行 mulin backup --new-key，把印出来的公钥设成 MULIN_BACKUP_RECIPIENT，私钥另处保管。"),
        )
    if facts.backup and (facts.drill is None or now - facts.drill.at > NIGHT + timedelta(days=1)):
        yield Alarm(
            False,
            _("备份最近没有试着恢复过：没试过的备份不算数。"),
            _("运行 mulin drill，它在别处恢复一份，核对完就删掉，不碰正在用的数据。"),
        )
    if facts.drill and not facts.drill.good:
        yield Alarm(
            True,
            _("最近一次试恢复没有通过。"),
            _("运行 mulin drill 看哪里不对；先不要删旧的备份，再做一份新的 mulin backup。"),
        )


def _true(facts: Facts, now: datetime) -> Iterator[Alarm]:
    if facts.verified and facts.verified.found:
        yield Alarm(
            True,
            _("台账核对发现不对的地方。"),
            _("不要重启，也不要改数据；运行 mulin verify 看清是哪几条，拿贴出来的校验码比对，请两个人一起看。"),
        )
    if facts.verified and now - facts.verified.at > NIGHT + timedelta(days=1):
        yield Alarm(False, _("台账有两夜没有核对了。"), _("夜里机器要开着；也可以现在运行 mulin verify。"))
    if facts.sealed_day and local_day(now) - facts.sealed_day > timedelta(days=1):
        yield Alarm(
            True,
            _("昨天的校验码没有封。"),
            _("后台每分钟会自己补上；十分钟后还没有，就重新启动睦邻。"),
        )
