"""Reading a door as people write it: `3-201`, `3幢201`, `3栋2单元201室`, `３－２０１`, `六组1号`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mulin.core.places.normal import name_key

LONGEST = 60  # characters of a written door
_DASHES = str.maketrans(dict.fromkeys("－—–―‐‑‒−﹣~～/", "-"))
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMBER = r"(?:\d{1,5}[a-z]?|[a-z]\d{0,4}|[零〇一二三四五六七八九十百两]+)"
_BUILDING = r"(?:号楼|幢|栋|棟|座|村民小组|村民组|小组|组|队|排|楼|#楼|#|号)"
_DOOR = re.compile(
    rf"(?P<compound>(?:.*?[^0-9a-z-])??)(?:(?<=[^0-9a-z-])-)?第?(?P<building>{_NUMBER})(?:{_BUILDING}-?|-)"
    rf"(?:(?P<unit>{_NUMBER})(?:单元-?|门|梯|-))?"
    rf"(?P<door>{_NUMBER})(?:室|号|户|房)?"
)
_WHOLE = re.compile(
    rf"(?P<compound>(?:.*?[^0-9a-z-])??)(?:(?<=[^0-9a-z-])-)?第?(?P<building>{_NUMBER})(?:{_BUILDING})?"
)
_REGISTERED = re.compile(
    r"(?P<building>\d{1,5}[A-Za-z]?)(?P<what>幢|栋|号楼|组|队)(?:(?P<unit>\w{1,5})单元)?(?:(?P<door>[0-9A-Za-z-]+)[号室]?)?"
)
_ENGLISH = {"组": "Group", "队": "Team"}


@dataclass(frozen=True)
class Address:
    """The parts of a written door; `door` is empty when only a building was named."""

    building: str
    door: str = ""
    unit: str = ""
    compound: str = ""

    @property
    def code(self) -> str:
        """The code of the door among the doors of its building."""
        return f"{self.unit}-{self.door}" if self.unit else self.door


def number(text: str) -> str:
    """A number as it is spoken or written, in Arabic digits without leading noughts.

    >>> [number(text) for text in ("十二", "二〇一", "一百零三", "0201", "3a")]
    ['12', '201', '103', '201', '3A']
    """
    if not any(sign in _DIGITS or sign in "十百" for sign in text):
        return text.lstrip("0").upper() or "0"
    if not any(sign in "十百" for sign in text):
        return "".join(str(_DIGITS[sign]) for sign in text).lstrip("0") or "0"
    total, digit = 0, 0
    for sign in text:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[sign]
    return str(total + digit)


def parse(text: str) -> Address | None:
    """The parts of a written door, or None when it is none.

    >>> parse("3栋2单元201室")
    Address(building='3', door='201', unit='2', compound='')
    >>> parse("六组1号")
    Address(building='6', door='1', unit='', compound='')
    >>> parse("桂花苑 １２ 号楼")
    Address(building='12', door='', unit='', compound='桂花苑')
    >>> parse("随便写的") is None
    True
    """
    if len(text) > LONGEST:
        return None
    plain = name_key(text.translate(_DASHES)).translate(_DASHES)
    found = _DOOR.fullmatch(plain) or _WHOLE.fullmatch(plain)
    if found is None:
        return None
    parts = found.groupdict()
    return Address(
        building=number(parts["building"]),
        door=number(parts["door"]) if parts.get("door") else "",
        unit=number(parts["unit"]) if parts.get("unit") else "",
        compound=parts["compound"],
    )


def english(name: str) -> str:
    """The name of a registered building or door for who reads English; any other stays as it is.

    >>> english("3幢"), english("3幢2单元201"), english("6组1号"), english("门卫室")
    ('Building 3', 'Building 3-2-201', 'Group 6-1', '门卫室')
    """
    found = _REGISTERED.fullmatch(name)
    if found is None:
        return name
    parts = found.groupdict()
    numbers = "-".join(part for part in (parts["building"], parts["unit"], parts["door"]) if part)
    return f"{_ENGLISH.get(parts['what'], 'Building')} {numbers}"
