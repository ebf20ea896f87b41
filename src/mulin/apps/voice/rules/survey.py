"""Questions of a survey and what counts as an answer; the same rules for phone, paper and counter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from mulin.core.refusals import Refusal

ONE, MANY, SCALE, NUMBER, RANK, TEXT = "one", "many", "scale", "number", "rank", "text"
KINDS = (ONE, MANY, SCALE, NUMBER, RANK, TEXT)
SCALE_TOP = 5
MOST_QUESTIONS, MOST_OPTIONS, LONGEST_LABEL, LONGEST_TEXT = 40, 20, 200, 2_000
LARGEST = 1_000_000
TYPO = 6  # signs that may differ in a correction of wording; more would be another question
AGES = ((0, 17), (18, 34), (35, 59), (60, 74), (75, 120))
DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
UNITS = {"十": 10, "百": 100, "千": 1000}
TEN_THOUSAND = 10_000

Values = dict[str, list[int]]


@dataclass(frozen=True)
class Question:
    """One question. `most` limits how many of several; it is asked only when `when` was answered with one of `among`.

    Options are numbered from 1, on the screen, on paper and in the stored answer.
    """

    key: str
    kind: str
    label: str
    options: tuple[str, ...] = ()
    most: int = 0
    unit: str = ""
    when: str = ""
    among: tuple[int, ...] = ()

    @property
    def top(self) -> int:
        """The highest number that can be answered where options or steps are counted."""
        return SCALE_TOP if self.kind == SCALE else len(self.options)

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def question(plain: Mapping[str, Any]) -> Question:
    """A question as it was stored."""
    facts: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
    return Question(**facts)


def check(asked: Question, before: Sequence[Question]) -> None:
    """Insist that a question can be asked after those before it.

    Raises
    ------
    Refusal
        It has no words, too few or too many options, or hangs on an answer that cannot be given.
    """
    if asked.kind not in KINDS or not asked.label.strip():
        raise Refusal(_("请写下要问什么。"))
    if len(asked.label) > LONGEST_LABEL or any(len(option) > LONGEST_LABEL for option in asked.options):
        raise Refusal(_("问题和选项每条最多 %(n)s 个字。") % {"n": LONGEST_LABEL})
    if len(before) >= MOST_QUESTIONS:
        raise Refusal(_("一张问卷最多 %(n)s 个问题，再多没有人愿意答。") % {"n": MOST_QUESTIONS})
    if asked.kind in {ONE, MANY, RANK}:
        if not 2 <= len(asked.options) <= MOST_OPTIONS:
            raise Refusal(_("选项要有 2 到 %(n)s 个，一行一个。") % {"n": MOST_OPTIONS})
        if len(set(asked.options)) != len(asked.options):
            raise Refusal(_("有两个选项是一样的。"))
    if asked.most > len(asked.options):
        raise Refusal(_("最多选几个，不能比选项还多。"))
    _check_condition(asked, before)


def _check_condition(asked: Question, before: Sequence[Question]) -> None:
    if asked.when:
        earlier = next((one for one in before if one.key == asked.when), None)
        if earlier is None or earlier.kind not in {ONE, MANY, SCALE}:
            raise Refusal(_("只能看前面一道选择题怎么答，来定这道要不要问。"))
        if not asked.among or not set(asked.among) <= set(range(1, earlier.top + 1)):
            raise Refusal(_("请写明前面那道题选了第几项才问这道。"))


def shown(asked: Question, values: Mapping[str, Sequence[int]]) -> bool:
    """Whether the question is asked at all, given the answers before it."""
    return not asked.when or bool(set(asked.among) & set(values.get(asked.when, ())))


def _chinese(text: str) -> int | None:
    """三百二十五 as 325; None when it is no such number."""
    total = part = digit = 0
    for sign in text:
        if sign in DIGITS:
            digit = digit * 10 + DIGITS[sign] if digit else DIGITS[sign]
        elif sign in UNITS:
            part, digit = part + (digit or 1) * UNITS[sign], 0
        elif sign == "万":
            total, part, digit = total + (part + digit or 1) * TEN_THOUSAND, 0, 0
        else:
            return None
    return total + part + digit


def whole(text: str) -> int | None:
    """A whole number however it was written down; None when it is none.

    >>> whole("１２"), whole("二十三"), whole("两百"), whole(" 7 "), whole("七八"), whole("多"), whole("-3")
    (12, 23, 200, 7, 78, None, None)
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    if re.fullmatch(r"[0-9]{1,9}", plain):
        return int(plain)
    return _chinese(plain) if plain else None


def _numbers(asked: Question, raw: str | Sequence[str]) -> list[int]:
    """The numbers in what was chosen or typed: 1 3 5, 1、3、5, １，３; run together where every number is one digit."""
    parts = [raw] if isinstance(raw, str) else list(raw)
    text = unicodedata.normalize("NFKC", " ".join(parts)).translate(str.maketrans("①②③④⑤⑥⑦⑧⑨", "123456789"))
    pieces = [piece for piece in re.split(r"[\s,、.;/+-]+", text) if piece]
    if len(pieces) == 1 and pieces[0].isdecimal() and len(pieces[0]) > 1 and asked.top <= 9:
        pieces = list(pieces[0])
    found = [whole(piece) for piece in pieces]
    for piece, number in zip(pieces, found, strict=True):
        if number is None or not 1 <= number <= asked.top:
            raise Refusal(_("“%(typed)s”不是选项的号码，请写 1 到 %(top)s。") % {"typed": piece[:20], "top": asked.top})
    numbers = [number for number in found if number is not None]
    if len(set(numbers)) != len(numbers):
        raise Refusal(_("同一个号码写了两次。"))
    return numbers


def read(asked: Question, raw: str | Sequence[str]) -> list[int]:
    """The answer to a question that is answered in numbers; empty when it was left out.

    Raises
    ------
    Refusal
        It is no answer to this question; the sentence says why.
    """
    if asked.kind == NUMBER:
        text = raw if isinstance(raw, str) else " ".join(raw)
        if not text.strip():
            return []
        number = whole(text.strip().removesuffix(asked.unit) if asked.unit else text)
        if number is None or number > LARGEST:
            raise Refusal(_("“%(typed)s”看不出是多少，请写一个整数，比如 3。") % {"typed": text.strip()[:20]})
        return [number]
    numbers = _numbers(asked, raw)
    if asked.kind in {ONE, SCALE} and len(numbers) > 1:
        raise Refusal(_("这道题只选一个，现在写了 %(n)s 个。") % {"n": len(numbers)})
    if asked.kind == MANY and asked.most and len(numbers) > asked.most:
        raise Refusal(_("这道题最多选 %(most)s 个，现在选了 %(n)s 个。") % {"most": asked.most, "n": len(numbers)})
    return sorted(numbers) if asked.kind == MANY else numbers


def words(raw: str) -> str:
    """Free words as they may be stored.

    Raises
    ------
    Refusal
        Too long.
    """
    text = raw.replace("\x00", "").replace("\r\n", "\n").encode("utf-8", "ignore").decode("utf-8").strip()
    if len(text) > LONGEST_TEXT:
        raise Refusal(_("最多写 %(n)s 个字。想说的多，可以到“说说心里话”慢慢说。") % {"n": LONGEST_TEXT})
    return text


def ages(youngest: int, oldest: int) -> list[str]:
    """Age groups that somebody of those ages can be in.

    >>> ages(18, 120)
    ['18-34', '35-59', '60-74', '75+']
    """
    return [_age(low, high) for low, high in AGES if high >= youngest and low <= oldest]


def _age(low: int, high: int) -> str:
    return f"{low}+" if high == AGES[-1][1] else f"{low}-{high}"


def age_label(code: str) -> str:
    """An age group in words."""
    low, _dash, high = code.partition("-")
    if not high:
        return _("%(low)s 岁和以上") % {"low": low.rstrip("+")}
    return _("%(low)s 到 %(high)s 岁") % {"low": low, "high": high}


def _those(youngest: int, oldest: int) -> str:
    if oldest >= AGES[-1][1]:
        return _("%(low)s 岁以上") % {"low": youngest}
    return _("%(low)s 到 %(high)s 岁") % {"low": youngest, "high": oldest}


def adults_label(youngest: int, oldest: int) -> str:
    """家里 18 岁以上的有几位."""
    return _("家里%(those)s的有几位") % {"those": _those(youngest, oldest)}


def who_answers(youngest: int, oldest: int) -> str:
    """Who of the household answers where people are counted: the next birthday chooses, not whoever is at the door."""
    return _("请家里%(those)s、下一个过生日的那位来答。") % {"those": _those(youngest, oldest)}


def is_typo(was: str, now: str) -> bool:
    """Whether so few signs differ that it is the same question still.

    >>> is_typo("您家几口人?", "您家有几口人？"), is_typo("要不要食堂？", "您最怕什么，为什么怕？")
    (True, False)
    """
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return bool(now.strip()) and max(len(was), len(now)) - sum(block.size for block in blocks) <= min(
        TYPO, len(was) // 3
    )
