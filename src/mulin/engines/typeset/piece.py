"""What every piece of paper has in common: checked fields, and content as plain data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable

Content = dict[str, Any]
"""Nested dicts and lists of str, `Narrow`, int, float and bool, as the template reads them."""


class Narrow(NamedTuple):
    """A text for a narrow place, with the longest run that fits it, in characters."""

    text: str
    room: int


MANY = 2_000
PHONE = re.compile(r"[0-9+()（） 、,，/转\-–]{3,40}")
LINK = re.compile(r"https?://[\x21-\x7e]{1,190}")
CODE = re.compile(r"[0-9A-Za-z]+(?:[-. ][0-9A-Za-z]+){0,15}")


class BadSheet(ValueError):  # noqa: N818 - a state of the data, as NoFont is a state of the machine
    """A piece of paper was asked for with something wrong in it; the message says which field and why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}：{why}。")
        self.field = field


@runtime_checkable
class Piece(Protocol):
    """One piece of paper: its template, its title, how long an unbroken word may be, and its content."""

    template: ClassVar[str]
    room: ClassVar[int]

    @property
    def heading(self) -> str:
        """The title a reader of the PDF hears first."""

    def content(self) -> Content:
        """What is printed, as data."""


def is_blank(text: str) -> bool:
    """Whether a string would leave no ink on the paper."""
    return all(char.isspace() or unicodedata.category(char) in {"Cf", "Mn"} for char in text)


def line(field: str, text: str, most: int = 120, *, needed: bool = True) -> None:
    """Check a field that is printed on a line or two.

    Examples
    --------
    >>> line("姓名", "")
    Traceback (most recent call last):
    ...
    mulin.engines.typeset.piece.BadSheet: 姓名：不能空着。

    """
    if not isinstance(text, str):
        raise BadSheet(field, "要是一段文字")
    if needed and is_blank(text):
        raise BadSheet(field, "不能空着")
    if len(text) > most:
        raise BadSheet(field, f"最多 {most} 个字，现在有 {len(text)} 个")


def lines(field: str, texts: Sequence[str], most: int = 120, *, at_most: int = MANY, needed: bool = False) -> None:
    """Check a field that is a sequence of strings."""
    if isinstance(texts, str) or not isinstance(texts, Sequence):
        raise BadSheet(field, "要是一列文字")
    if needed and not texts:
        raise BadSheet(field, "不能空着")
    if len(texts) > at_most:
        raise BadSheet(field, f"最多 {at_most} 条，现在有 {len(texts)} 条")
    for text in texts:
        line(field, text, most, needed=False)


def shaped(field: str, text: str, shape: re.Pattern[str], why: str, *, needed: bool = True) -> None:
    """Check a field whose form is fixed."""
    line(field, text, 200, needed=needed)
    if text and not shape.fullmatch(text):
        raise BadSheet(field, why)


def phone(text: str, *, needed: bool = True) -> None:
    """Check a telephone number: digits and the signs people write between them."""
    shaped("电话", text, PHONE, "只能有数字和 + - ( ) 空格", needed=needed)


def link(text: str, *, needed: bool = True) -> None:
    """Check a web address that a QR code will carry."""
    shaped("网址", text, LINK, "要以 http:// 或 https:// 开头，不带空格，最多 190 个字符", needed=needed)


def code(field: str, text: str, *, needed: bool = True) -> None:
    """Check a short code of Latin letters and digits in groups."""
    line(field, text, 32, needed=needed)
    shaped(field, text, CODE, "只能是字母和数字，可用 - 或空格分组", needed=needed)


def one_of(field: str, value: str, known: Sequence[str]) -> None:
    """Check a choice."""
    if value not in known:
        raise BadSheet(field, "只能是 " + "、".join(known))


def paragraphs(texts: Sequence[str]) -> list[str]:
    r"""Split prose at its line ends and drop empty lines.

    Examples
    --------
    >>> paragraphs(["一。\n\n二。", " "])
    ['一。', '二。']

    """
    return [
        part.strip() for text in texts for part in re.split("[\n\r\v\f\x85\u2028\u2029]", text) if not is_blank(part)
    ]


def flat(text: str) -> str:
    """Put a field on one line."""
    return " ".join(paragraphs([text]))
