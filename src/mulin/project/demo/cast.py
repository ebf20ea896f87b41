"""Who works in the demo: invented workers, office staff, and somebody of every unit, with logins of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password

from mulin.core.access.actions import create_staff_login, create_unit_login, grant_role
from mulin.core.access.models import Login
from mulin.core.access.viewers import viewer_of
from mulin.core.gate import SYSTEM, Viewer
from mulin.core.groups.models import Group, Kind
from mulin.core.places.models import Place
from mulin.core.records.days import local_day
from mulin.project.demo.neighbourhood import Ground
from mulin.project.demo.units import OFFICE

PASSWORD = "baiguo-demo"  # noqa: S105 - printed in the terminal; the demo holds nothing but inventions
STEWARD, CALLBACK, DEPUTY = "steward", "callback", "deputy"
OFFICE_LOGINS = ("office-1", "office-2", "office-3")
OFFICE_NAMES = ("祝长风", "阮清", "卜一平")
WORKERS = {
    "GH": ("桂明月", "白小雨", "纪文竹"), "YX": ("尹杏儿", "平安", "于小河"), "SL": ("石亦红", "牛向前", "温暖"),
    "WT": ("吴桐", "凌小枝", "左一舟"), "ZT": ("滕青", "花小满", "甘霖"), "PP": ("皮实", "路遥远", "季小秋"),
    "XS": ("桑榆", "成功", "关小云"), "XZ": ("章树声", "乐天", "喻小溪"), "LP": ("柳叶新", "浦江", "段小桥"),
    "HT": ("何满塘", "连心"), "ZW": ("竹青", "安小静"), "LJ": ("凌波", "水小草"), "CP": ("茶小山", "叶片"),
    "YQ": ("钱小巷", "俞乐", "苗苗"), "HB": ("舒小船", "江平", "蓝小布"),
}  # fmt: skip
UNIT_NAMES = {
    "construction": "老钟", "civil": "小舒", "environment": "老扫", "police": "片警小武", "water": "老龙头",
    "power": "小电工", "gas": "老炉", "culture": "小鼓", "clinic": "全科小柏", "bus": "老站长", "market": "老秤",
    "river": "船老大", "volunteers": "老热心",
    "GH": "物业老范", "YX": "物业小金", "SL": "物业老榴", "WT": "物业小叶", "ZT": "物业老滕", "PP": "物业小巴",
    "XS": "物业小桑", "XZ": "物业老樟", "LP": "物业小柳",
}  # fmt: skip


def unit_username(key: str) -> str:
    """How somebody of a unit signs in: `GH:property` is `gh-property`, `street:police` is `police`."""
    place, _, what = key.partition(":")
    return what if place == "street" else f"{place.lower()}-{what}"


@dataclass
class Cast:
    """Everybody who acts in the demo's year, as viewers of the gate."""

    viewers: dict[str, Viewer] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    def worker(self, community: str, turn: int) -> Viewer:
        """A worker of the community; they take turns."""
        names = [
            name for name in (f"{community.lower()}-worker", f"{community.lower()}-worker2") if name in self.viewers
        ]
        return self.viewers[names[turn % len(names)]]

    def other_than(self, community: str, ref: str) -> Viewer:
        """Somebody of the community's counter who is not the one of that reference."""
        team = [self.worker(community, 0), self.worker(community, 1), self.viewers[f"{community.lower()}-secretary"]]
        return next(viewer for viewer in team if viewer.ref != ref)

    def office(self, turn: int) -> Viewer:
        """Somebody of the sub-district office."""
        return self.viewers[OFFICE_LOGINS[turn % len(OFFICE_LOGINS)]]

    def answering(self, group: Group, turn: int) -> Viewer:
        """Who speaks for a unit: its own staff, the community's worker for a committee, the office for itself."""
        if group.kind == Kind.COMMITTEE:
            return self.worker(group.key.partition(":")[0], turn)
        if group.kind == Kind.OFFICE:
            return self.office(turn)
        return self.viewers[unit_username(group.key)]


def hire(ground: Ground, groups: dict[str, Group], *, now: datetime) -> Cast:
    """Open every login and give every role; all share one printed password."""
    cast = Cast(groups=groups)
    street = ground.street

    def open_staff(username: str, name: str, role: str, place: Place) -> None:
        by = cast.viewers.get(STEWARD, SYSTEM)
        login = create_staff_login(username=username, display_name=name, place=place, by=by, now=now)
        grant_role(login, role=role, place=place, by=by, now=now)
        cast.viewers[username] = viewer_of(login, today=local_day(now))

    open_staff(STEWARD, "管家老齐", "steward", street)
    for username, name in zip(OFFICE_LOGINS, OFFICE_NAMES, strict=True):
        open_staff(username, name, "office", street)
    open_staff(CALLBACK, "回访员知音", "callback", street)
    open_staff(DEPUTY, "代表安民", "deputy", street)
    for code, names in WORKERS.items():
        place, low = ground.communities[code], code.lower()
        open_staff(f"{low}-secretary", names[0], "secretary", place)
        for username, name in zip((f"{low}-worker", f"{low}-worker2"), names[1:], strict=False):
            open_staff(username, name, "worker", place)
    for key, group in groups.items():
        if key == OFFICE or group.kind == Kind.COMMITTEE:
            continue
        place_code, _, what = key.partition(":")
        name = UNIT_NAMES[what if place_code == "street" else place_code]
        username = unit_username(key)
        login = create_unit_login(username=username, display_name=name, group=group, by=cast.viewers[STEWARD], now=now)
        cast.viewers[username] = viewer_of(login, today=local_day(now))
    Login.objects.exclude(kind=Login.Kind.RESIDENT).update(password=make_password(PASSWORD))
    return cast
