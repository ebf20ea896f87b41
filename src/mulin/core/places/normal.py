"""The normal form in which names are searched and compared; the name itself is stored as it is written."""

from __future__ import annotations

import re

from mulin.engines.text.tokens import normal

# blanks, and the dots of minority names however they are typed: 阿依古丽·买买提 = 阿依古丽.买买提 = 阿依古丽 买买提
_NOISE = re.compile(r"[\s.·•‧∙⋅・᛫◦●]+")
LONGEST = 120


def name_key(name: str, longest: int = LONGEST) -> str:
    """A name for searching: one width and case, no blanks, no dots. Rare characters stay what they are.

    >>> name_key("阿依古丽 · 买买提") == name_key("阿依古丽.买买提") == "阿依古丽买买提"
    True
    >>> name_key("Ｗang  ＸiaoMing")
    'wangxiaoming'
    >>> name_key("𠮷野𣑊") == "𠮷野𣑊"
    True
    """
    return _NOISE.sub("", normal(name))[:longest]


def tidy(text: str) -> str:
    """A typed line as it may be stored: blanks at the ends and runs of blanks removed, nothing else changed.

    >>> tidy("  张  三 ")
    '张 三'
    """
    kept = text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
    return " ".join(kept.split())
