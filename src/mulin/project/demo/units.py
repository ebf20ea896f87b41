"""Who answers in the demo: committees, property companies, the bureaus and units of the street."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from mulin.apps.voice.actions.routes import add_route
from mulin.core.gate import SYSTEM, Viewer
from mulin.core.groups.actions import appoint, found_group
from mulin.core.groups.models import Group, Kind
from mulin.core.records.days import local_day
from mulin.project.demo.layout import COMMUNITIES
from mulin.project.demo.neighbourhood import STREET_NAME, STREET_NAME_EN, Ground

OFFICE = "street:office"
OF_THE_STREET = (
    ("construction", Kind.BUREAU, "城建办", "Construction Office"),
    ("civil", Kind.BUREAU, "民政办", "Civil Affairs Office"),
    ("environment", Kind.UNIT, "环卫所", "Sanitation Station"),
    ("police", Kind.UNIT, "派出所", "Police Station"),
    ("water", Kind.UNIT, "自来水营业所", "Water Company Branch"),
    ("power", Kind.UNIT, "供电服务站", "Power Service Station"),
    ("gas", Kind.UNIT, "燃气服务站", "Gas Service Station"),
    ("culture", Kind.BUREAU, "文化站", "Culture Station"),
    ("clinic", Kind.UNIT, "社区卫生服务中心", "Community Health Centre"),
    ("bus", Kind.UNIT, "公交公司线路部", "Bus Company Routes Office"),
    ("market", Kind.UNIT, "百果菜市场管理处", "Baiguo Market Management"),
    ("river", Kind.UNIT, "河道管护队", "River Care Team"),
    ("volunteers", Kind.UNIT, "义工联合会", "Federation of Volunteers"),
)
PROPERTY_NAMES = {
    "GH": "桂花新村物业",
    "YX": "银杏里物业",
    "SL": "石榴坊物业",
    "WT": "梧桐苑物业",
    "ZT": "紫藤园物业",
    "PP": "枇杷弄物业",
    "XS": "新桑家园物业",
    "XZ": "香樟家园物业",
    "LP": "柳浦家园物业",
}
CHAIRS = {
    "GH": "方素琴", "YX": "袁启明", "SL": "顾月华", "WT": "黎志刚", "ZT": "尤静安", "PP": "丁春兰", "XS": "宋耀祖",
    "XZ": "娄建英", "LP": "潘永康", "HT": "荷根宝", "ZW": "竺水生", "LJ": "凌菊香", "CP": "茅有田", "YQ": "余爱国",
    "HB": "何埠生",
}  # fmt: skip

WHO_DOES_WHAT = (
    ("utilities", "street:water"),
    ("clean", "street:environment"),
    ("green", "street:river"),
    ("safety", "street:police"),
    ("parking", "street:construction"),
    ("health", "street:clinic"),
    ("care", "street:civil"),
    ("culture", "street:culture"),
)
OF_THE_COMPOUND = ("shared", "property")


def divide(ground: Ground, groups: dict[str, Group], *, by: Viewer, now: datetime) -> int:
    """Write down who answers for what where; gives how many lines there are. The rest is the office's."""
    lines = [(ground.street, category, groups[key]) for category, key in WHO_DOES_WHAT]
    for plan in COMMUNITIES:
        unit = groups.get(f"{plan.code}:property") or groups[f"{plan.code}:committee"]
        lines += [(ground.communities[plan.code], category, unit) for category in OF_THE_COMPOUND]
    for place, category, unit in lines:
        add_route(
            place=place,
            category=category,
            unit=unit,
            starts_on=local_day(now),
            source=gettext_noop("街道分工会定的（演示）"),
            by=by,
            now=now,
        )
    return len(lines)


def found(ground: Ground, now: datetime) -> dict[str, Group]:
    """Found them all; gives them by key."""
    groups = {
        OFFICE: found_group(
            key=OFFICE,
            kind=Kind.OFFICE,
            name=f"{STREET_NAME}办事处",
            name_en=f"{STREET_NAME_EN} Office",
            place=ground.street,
            by=SYSTEM,
            now=now,
            phone=ground.street.phone,
            hours="周一到周五 8:30–17:00",
        )
    }
    for index, (name, kind, title, title_en) in enumerate(OF_THE_STREET):
        key = f"street:{name}"
        groups[key] = found_group(
            key=key,
            kind=kind,
            name=title,
            name_en=title_en,
            place=ground.street,
            by=SYSTEM,
            now=now,
            parent=groups[OFFICE] if kind == Kind.BUREAU else None,
            phone=f"000-0000-{index + 201:04d}",
        )
    for plan in COMMUNITIES:
        place = ground.communities[plan.code]
        committee = "村委会" if plan.village else "居委会"
        groups[f"{plan.code}:committee"] = chosen = found_group(
            key=f"{plan.code}:committee",
            kind=Kind.COMMITTEE,
            name=place.name.removesuffix("村") + committee if plan.village else place.name + committee,
            name_en=f"{place.name_en} Committee",
            place=place,
            by=SYSTEM,
            now=now,
            phone=place.phone,
            hours="周一到周六 8:00–17:30",
        )
        appoint(
            group=chosen,
            title=gettext_noop("主任"),
            holder_name=CHAIRS[plan.code],
            starts_on=local_day(now) - timedelta(days=400),
            by=SYSTEM,
            now=now,
        )
        if plan.code in PROPERTY_NAMES:
            groups[f"{plan.code}:property"] = found_group(
                key=f"{plan.code}:property",
                kind=Kind.PROPERTY,
                name=PROPERTY_NAMES[plan.code],
                name_en=f"{place.name_en.removesuffix(' Community')} Property Management",
                place=place,
                by=SYSTEM,
                now=now,
                phone=f"000-0000-{300 + len(groups):04d}",
                hours="每天 7:30–19:30",
            )
    return groups
