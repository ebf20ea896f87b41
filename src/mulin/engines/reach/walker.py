"""Walker profiles: who walks, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from mulin.engines.reach.errors import BadWalker

_CROSSINGS = ("signals", "marked", "unmarked")


@dataclass(frozen=True)
class Walker:
    """One way of walking.

    Parameters
    ----------
    code, name
        Key of the profile and its Chinese name.
    speed_mm_s
        Pace on the flat.
    stairs_ms_per_m
        Milliseconds per metre of stairs; None where stairs cannot be passed.
    kerb_ms
        Milliseconds for a raised kerb; None where kerbs, turnstiles and ways unfit for wheels cannot be passed.
    rough_permille
        Time on unpaved ground over time on paved ground, in permille.
    crossing_ms
        Wait at a crossing by kind (`signals`, `marked`, `unmarked`).
    slope
        `"tobler"` or `"none"`; it counts only where heights are known.
    max_grade_permille
        Steepest passable grade, None without a limit.
    wheels
        Whether a ramp beside stairs is used instead of the stairs.
    source
        Where each figure comes from.

    Examples
    --------
    >>> walkers()["old"].speed_mm_s
    800

    """

    code: str
    name: str
    speed_mm_s: int
    stairs_ms_per_m: int | None = None
    kerb_ms: int | None = None
    rough_permille: int = 1000
    crossing_ms: Mapping[str, int] = field(default_factory=dict)
    slope: str = "none"
    max_grade_permille: int | None = None
    wheels: bool = False
    source: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 100 <= self.speed_mm_s <= 5000:
            raise BadWalker(f"步行者“{self.name}”的速度是每秒 {self.speed_mm_s} 毫米，应在 100 到 5000 之间")
        if self.slope not in {"none", "tobler"}:
            raise BadWalker(f"步行者“{self.name}”的坡度算法“{self.slope}”不认识；可用 none 或 tobler")
        for key, value in self.crossing_ms.items():
            if key not in _CROSSINGS or value < 0:
                raise BadWalker(f"步行者“{self.name}”的过街等待“{key}”={value} 不对；可用 {'、'.join(_CROSSINGS)}")
        for figure in (self.stairs_ms_per_m, self.kerb_ms, self.max_grade_permille):
            if figure is not None and figure < 0:
                raise BadWalker(f"步行者“{self.name}”有一个参数是负数（{figure}）")
        if self.rough_permille < 1000:
            raise BadWalker(f"步行者“{self.name}”在土路上比平路快（{self.rough_permille}‰），请检查")

    def with_speed(self, speed_mm_s: int) -> Walker:
        """The same person at another pace; stairs change in proportion.

        >>> walkers()["old"].with_speed(400).stairs_ms_per_m
        6250
        """
        stairs = self.stairs_ms_per_m
        return Walker(
            **(
                self.__dict__
                | {
                    "speed_mm_s": speed_mm_s,
                    "stairs_ms_per_m": None if stairs is None else stairs * self.speed_mm_s // max(speed_mm_s, 1),
                }
            )
        )


def read_walkers(text: str) -> dict[str, Walker]:
    r"""Profiles from TOML text, one table per profile.

    Raises
    ------
    BadWalker
        The text is not TOML, or a parameter is unknown or impossible.

    Examples
    --------
    >>> read_walkers('[me]\nname = "我"\nspeed_mm_s = 1000')["me"].stairs_ms_per_m is None
    True

    """
    try:
        tables: dict[str, dict[str, Any]] = tomllib.loads(text)
        return {code: Walker(code=code, **table) for code, table in tables.items()}
    except tomllib.TOMLDecodeError as error:
        raise BadWalker(f"步行者参数不是有效的 TOML:{error}") from error
    except TypeError as error:
        raise BadWalker(f"步行者参数缺少或多出一项：{error}") from error


@cache
def walkers() -> Mapping[str, Walker]:
    """The profiles that come with the project: adult, old, wheelchair, pram."""
    return read_walkers(Path(__file__).with_name("walkers.toml").read_text(encoding="utf-8"))
