"""What a column may hold, and guessing it from its head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mulin.core.places.normal import name_key
from mulin.project.imports.sheet import Sheet


@dataclass(frozen=True)
class Field:
    """Something a list says about each of its rows. An `identifier` must be text: numbers lose their noughts."""

    code: str
    label: Any
    heads: tuple[str, ...]
    required: bool = False
    identifier: bool = False


PLACES: tuple[Field, ...] = (
    Field("kind", _("类别"), ("类别", "类型", "种类", "级别", "kind"), required=True),
    Field("code", _("代号"), ("代号", "代码", "编码", "楼号", "门牌号", "code"), required=True),
    Field("name", _("名称"), ("名称", "名字", "地名", "name"), required=True),
    Field("parent", _("在哪里下面"), ("上级", "上级代号", "所属", "在哪里下面", "parent")),
    Field("name_en", _("英文名"), ("英文名", "英文名称", "name_en")),
    Field("phone", _("电话"), ("电话", "值班电话", "联系电话", "phone"), identifier=True),
    Field("lat", _("纬度"), ("纬度", "lat", "latitude")),
    Field("lon", _("经度"), ("经度", "lon", "lng", "longitude")),
)
PEOPLE: tuple[Field, ...] = (
    Field("name", _("姓名"), ("姓名", "名字", "居民姓名", "户主", "name"), required=True),
    Field("community", _("社区或村"), ("社区", "村", "所属社区", "社区(村)", "社区名称", "社区代号", "community")),
    Field("door", _("门牌"), ("门牌", "门牌号", "住址", "地址", "房号", "楼栋房号", "door", "address")),
    Field("phone", _("电话"), ("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "phone"), identifier=True),
    Field("birth_year", _("出生年份"), ("出生年份", "出生年", "生年", "出生日期", "birth_year")),
    Field("source_key", _("编号"), ("编号", "人员编号", "居民编号", "序列号", "source_key", "id"), identifier=True),
)
UNITS: tuple[Field, ...] = (
    Field("name", _("名称"), ("名称", "单位", "单位名称", "名字", "name"), required=True),
    Field("kind", _("类别"), ("类别", "类型", "种类", "单位类别", "kind"), required=True),
    Field("community", _("在哪里"), ("社区", "所属社区", "在哪里", "社区代号", "范围", "community")),
    Field("key", _("代号"), ("代号", "代码", "编码", "key", "code"), identifier=True),
    Field("phone", _("电话"), ("电话", "值班电话", "联系电话", "手机", "phone"), identifier=True),
    Field("hours", _("办公时间"), ("办公时间", "上班时间", "时间", "hours")),
    Field("name_en", _("英文名"), ("英文名", "英文名称", "name_en")),
    Field("answers", _("承接事项"), ("承接事项", "责任单位", "承办", "answers")),
)
FIELDS = {"places": PLACES, "people": PEOPLE, "units": UNITS}
Mapped = Mapping[str, int]


def guess(fields: tuple[Field, ...], head: tuple[str, ...]) -> dict[str, int]:
    """Which column holds which field, by the synonyms of its head; a column is taken once."""
    keys = [name_key(name) for name in head]
    found: dict[str, int] = {}
    for field in fields:
        for synonym in field.heads:
            key = name_key(synonym)
            if key in keys and keys.index(key) not in found.values():
                found[field.code] = keys.index(key)
                break
    return found


def unused(sheet: Sheet, mapped: Mapped) -> list[str]:
    """Columns that will not be read, by name."""
    return [name for index, name in enumerate(sheet.head) if name and index not in mapped.values()]
