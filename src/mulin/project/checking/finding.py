"""One thing that is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass

CARE, UNSAFE = 1, 2


@dataclass(frozen=True)
class Finding:
    """What is wrong and what to do, in Chinese and in English; `level` is `CARE` or `UNSAFE`."""

    level: int
    code: str
    zh: str
    en: str
    do_zh: str
    do_en: str

    def __str__(self) -> str:
        sign = "✗" if self.level == UNSAFE else "!"
        return f"{sign} [{self.code}] {self.zh}{self.do_zh}\n    {self.en} {self.do_en}"
