"""The categories as GeoReport services: what each is for, its group, and what it asks besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SINGLE, MULTI, STRING, MOMENT = "singlevaluelist", "multivaluelist", "string", "datetime"
LONGEST = 200  # characters of one answer

Text = str | Promise


@dataclass(frozen=True)
class Attribute:
    """One question of a service, with its answers where they are given."""

    code: str
    datatype: str
    ask: Text
    required: bool = False
    hint: Text = ""
    values: Mapping[str, Text] | None = None


@dataclass(frozen=True)
class Service:
    """One category as a service."""

    code: str
    group: Text
    description: Text
    attributes: tuple[Attribute, ...] = ()


_HOME, _AROUND, _CARE, _COMMON = (
    gettext_lazy("住的地方"),
    gettext_lazy("环境和出行"),
    gettext_lazy("照顾和办事"),
    gettext_lazy("大家共有的"),
)
_SINCE = Attribute("since", MOMENT, gettext_lazy("什么时候开始的"), hint=gettext_lazy("像 2026-11-24T08:00:00+08:00"))
_PARTS = {
    "light": gettext_lazy("楼道灯"),
    "lamp": gettext_lazy("路灯"),
    "lift": gettext_lazy("电梯"),
    "door": gettext_lazy("门禁"),
    "roof": gettext_lazy("屋顶和外墙"),
    "stairs": gettext_lazy("台阶和扶手"),
    "other": gettext_lazy("别的"),
}
_SUPPLY = {
    "water": gettext_lazy("水"),
    "power": gettext_lazy("电"),
    "gas": gettext_lazy("燃气"),
    "drain": gettext_lazy("下水"),
}

SERVICES: dict[str, Service] = {
    one.code: one
    for one in (
        Service(
            "shared",
            _HOME,
            gettext_lazy("楼道、路灯、电梯、门禁坏了或者不安全"),
            (Attribute("parts", MULTI, gettext_lazy("哪些坏了"), values=_PARTS),),
        ),
        Service(
            "utilities",
            _HOME,
            gettext_lazy("停水停电、漏水、燃气味、下水堵了"),
            (Attribute("supply", SINGLE, gettext_lazy("哪一样"), required=True, values=_SUPPLY), _SINCE),
        ),
        Service("clean", _AROUND, gettext_lazy("垃圾、污水、气味、乱堆乱放")),
        Service("parking", _AROUND, gettext_lazy("停车、堵路、公交、过街")),
        Service(
            "noise",
            _HOME,
            gettext_lazy("吵闹、漏到楼下、邻居之间的事"),
            (Attribute("hours", STRING, gettext_lazy("什么时候吵"), hint=gettext_lazy("像 晚上十点以后")),),
        ),
        Service("care", _CARE, gettext_lazy("老人、残疾人、困难家庭要人帮忙")),
        Service("health", _CARE, gettext_lazy("看病、配药、防疫、心里难受")),
        Service("school", _CARE, gettext_lazy("上学、放学后、孩子的安全")),
        Service("papers", _CARE, gettext_lazy("证件、证明、社保、办事难")),
        Service("safety", _AROUND, gettext_lazy("治安、消防通道、飞线充电")),
        Service("green", _AROUND, gettext_lazy("树、草地、河道")),
        Service("property", _HOME, gettext_lazy("物业该做没有做的，物业费")),
        Service("resettlement", _COMMON, gettext_lazy("拆迁、安置、失地")),
        Service("culture", _COMMON, gettext_lazy("活动、场地、社团")),
        Service("assets", _COMMON, gettext_lazy("集体资产、分红、租约")),
        Service("other", _COMMON, gettext_lazy("不知道归哪一类，就选这个")),
    )
}


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _wrong(asked: Attribute, given: Sequence[str]) -> str:
    """What is wrong with the answers to one question; empty when nothing is."""
    if asked.required and not given:
        return _("attribute[%(code)s] 要填：%(ask)s") % {"code": asked.code, "ask": asked.ask}
    if len(given) > 1 and asked.datatype != MULTI:
        return _("attribute[%(code)s] 只能填一个。") % {"code": asked.code}
    if asked.values is not None and not set(given) <= set(asked.values):
        return _("attribute[%(code)s] 只能是：%(values)s") % {
            "code": asked.code,
            "values": "、".join(asked.values),
        }
    if any(len(one) > LONGEST for one in given):
        return _("attribute[%(code)s] 太长了。") % {"code": asked.code}
    if asked.datatype == MOMENT and not all(map(_is_moment, given)):
        return _("attribute[%(code)s] 要像 2026-11-24T08:00:00+08:00 这样写。") % {"code": asked.code}
    return ""


def answers(service: Service, given: Mapping[str, Sequence[str]]) -> tuple[dict[str, list[str]], list[str]]:
    """The answers to a service's questions as they are kept, and everything that is wrong with them.

    What the service does not ask is left out: it may hold anything.
    """
    kept: dict[str, list[str]] = {}
    wrong = []
    for asked in service.attributes:
        said = [text for text in map(str.strip, given.get(asked.code, ())) if text]
        fault = _wrong(asked, said)
        if fault:
            wrong.append(fault)
        elif said:
            kept[asked.code] = said
    return kept, wrong


def told(service: Service, kept: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The answers in words: question and answer."""
    lines = []
    for asked in service.attributes:
        names = asked.values or {}
        said = [str(names.get(one, one)) for one in kept.get(asked.code, ())]
        if said:
            lines.append((str(asked.ask), "、".join(said)))
    return lines
