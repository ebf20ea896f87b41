"""Verbs, and roles as bundles of verbs. A capability is a verb + a place and below + dates."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "voice.record": _("替人记下说的话"),
    "voice.read": _("看原话和办理情况"),
    "voice.judge": _("替人记下评议"),
    "matter.open": _("立事项、合并、交办"),
    "matter.steer": _("协调退回和升级的事项"),
    "survey.run": _("办问卷调查"),
    "brief.write": _("写建议"),
    "people.read": _("查居民"),
    "people.edit": _("登记居民"),
    "people.erase": _("照本人申请删除资料"),
    "places.edit": _("登记地方和组织"),
    "meeting.call": _("召集会议"),
    "card.issue": _("发邻里卡"),
    "access.manage": _("开通和停用登录"),
    "office.see": _("看全街道的情况"),
    "rules.set": _("定时限、分工和工作日"),
    "system.run": _("管运行和备份"),
}


@dataclass(frozen=True)
class Role:
    """A bundle of verbs with a name people know."""

    code: str
    name: str | Promise
    verbs: tuple[str, ...]


_COUNTER = ("voice.record", "voice.read", "voice.judge", "matter.open", "people.read", "people.edit", "card.issue")
ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role("worker", _("社工"), _COUNTER),
        Role("callback", _("回访员"), ("voice.read", "voice.judge")),
        Role("secretary", _("社区书记"), (*_COUNTER, "survey.run", "people.erase", "meeting.call", "places.edit")),
        Role(
            "office",
            _("街道办"),
            (
                *_COUNTER,
                "survey.run",
                "people.erase",
                "matter.steer",
                "brief.write",
                "meeting.call",
                "places.edit",
                "office.see",
                "rules.set",
            ),
        ),
        Role("deputy", _("人大代表"), ("brief.write",)),
        Role(
            "steward",
            _("管理员"),
            ("access.manage", "places.edit", "people.read", "rules.set", "system.run"),
        ),
    )
}
