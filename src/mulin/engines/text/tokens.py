"""Search in Chinese text with the full-text index of any database, exact to the character.

Chinese writes no blanks between words, and a word segmenter misses what it does not know. So a text
is indexed as its overlapping character pairs, and a query becomes the phrase of its own pairs: a text
is found if and only if it contains the query, whatever the language.

Two things make this exact on SQLite (FTS5, ``unicode61``) and PostgreSQL (``tsvector``, ``simple``) alike:

* Every character is spelled in four ASCII letters (there are 26**4 = 456,976 such spellings and fewer
  characters in the assigned planes of Unicode). No database's idea of what a letter is can interfere:
  rare characters of the newest extensions, emoji and punctuation are found like any other.
* Each run ends with a term for its last character alone. One character is then a prefix query, since each
  place where it stands begins with its spelling; and the lone term stands between two runs, so that no phrase
  can reach across them.

Source: overlapping character n-grams are the usual index unit for Chinese (Nie, Gao, Zhang and Zhou,
"On the use of words and n-grams for Chinese information retrieval", IRAL 2000).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

_SPELLING = 4  # letters per character
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_SURROGATES = range(0xD800, 0xE000)
_UNASSIGNED = range(0x40000, 0xE0000)  # planes 4 to 13
_LIKE_SPECIAL = re.compile(r"([\\%_])")


def normal(text: str) -> str:
    r"""Give the form in which texts and queries are compared; the original stays beside it.

    Compatibility forms and widths are unified (NFKC), case is folded, invisible format characters and
    variation selectors are dropped, every run of blanks and control characters becomes one blank.

    Parameters
    ----------
    text
        Any string; lone surrogates become U+FFFD.

    Returns
    -------
    str
        The normal form; ``normal(normal(text)) == normal(text)``.

    Examples
    --------
    >>> normal("　ＡＢＣ１２３　路灯\n不亮 ")
    'abc123 路灯 不亮'

    """
    while True:
        folded = unicodedata.normalize("NFKC", text).casefold().translate(_VISIBLE)
        folded = " ".join(unicodedata.normalize("NFKC", folded).split())
        if folded == text:
            return folded
        text = folded


class _Visible(dict[int, str]):
    """What becomes of each character, looked up once."""

    def __missing__(self, code: int) -> str:
        self[code] = seen = _visible(chr(code))
        return seen


_VISIBLE = _Visible()


def _visible(character: str) -> str:
    if character.isalnum():
        return character
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return ""
    kind = unicodedata.category(character)
    if kind == "Cf":
        return ""
    if kind == "Cc":
        return " "
    return _UNKNOWN if kind == "Cs" or ord(character) in _UNASSIGNED else character


def _spell(character: str) -> str:
    code = ord(character)
    if code in _SURROGATES or code in _UNASSIGNED:
        code = ord(_UNKNOWN)
    if code >= _UNASSIGNED.stop:
        code -= len(_UNASSIGNED)
    if code >= _SURROGATES.stop:
        code -= len(_SURROGATES)
    letters = []
    for _ in range(_SPELLING):
        code, rest = divmod(code, 26)
        letters.append(chr(ord("a") + rest))
    return "".join(letters)


def _spelled(run: str) -> list[str]:
    known: dict[str, str] = {}
    return [known.get(c) or known.setdefault(c, _spell(c)) for c in run]


def index_terms(text: str) -> str:
    """Give the terms to store in the indexed column, parted by blanks.

    Parameters
    ----------
    text
        The text as it was written.

    Returns
    -------
    str
        ASCII letters and blanks only: n terms for a run of n characters, 8 letters a pair.

    Examples
    --------
    >>> index_terms("路灯")
    'ntbcbpqb bpqb'
    >>> index_terms("")
    ''

    """
    terms: list[str] = []
    for run in normal(text).split():
        spelled = _spelled(run)
        terms.extend(a + b for a, b in pairwise(spelled))
        terms.append(spelled[-1])
    return " ".join(terms)


@dataclass(frozen=True)
class Query:
    r"""What to ask the database; all forms want every word of the query, in any order.

    Attributes
    ----------
    words
        The normal form of each word asked for.
    fts5
        For ``MATCH`` on an FTS5 column made with ``tokenize=unicode61`` (``prefix='4'`` makes single
        characters fast). Exact for any length of text.
    tsquery
        For ``column @@ to_tsquery('simple', ...)``: phrases. Exact for texts of up to 16,383 characters in which no
        pair occurs more than 256 times; PostgreSQL keeps no positions beyond.
    tsquery_any_length
        The same without positions: never misses a text of any length, may find too many, so add
        ``AND normal LIKE`` each of `like` on a column that holds `normal` of the text.
    like
        One pattern per word, ``\`` escapes.

    """

    words: tuple[str, ...]
    fts5: str
    tsquery: str
    tsquery_any_length: str
    like: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything is asked for; an empty query must not be sent to a database."""
        return bool(self.words)

    def matches(self, text: str) -> bool:
        """Whether a text holds every word: what the database answers, computed without one.

        Examples
        --------
        >>> query("灯 坏").matches("三单元路灯坏了")
        True

        """
        plain = normal(text)
        return all(word in plain for word in self.words)


def query(text: str) -> Query:
    """Turn what somebody typed into the search field into a query.

    Parameters
    ----------
    text
        Words parted by blanks; a word may be a single character. Nothing in it is syntax.

    Examples
    --------
    >>> query("路灯 坏").fts5
    '"ntbcbpqb" AND "rbhb"*'
    >>> query("路灯 坏").tsquery
    "('ntbcbpqb') & 'rbhb':*"
    >>> bool(query(" "))
    False

    """
    words = tuple(dict.fromkeys(normal(text).split()))
    fts5, phrases, sets = [], [], []
    for word in words:
        spelled = _spelled(word)
        if len(spelled) == 1:
            fts5.append(f'"{spelled[0]}"*')
            phrases.append(f"'{spelled[0]}':*")
            sets.append(phrases[-1])
        else:
            pairs = [a + b for a, b in pairwise(spelled)]
            fts5.append(f'"{" ".join(pairs)}"')
            quoted = [f"'{pair}'" for pair in pairs]
            phrases.append("(" + " <-> ".join(quoted) + ")")
            sets.append(" & ".join(dict.fromkeys(quoted)))
    return Query(
        words=words,
        fts5=" AND ".join(fts5),
        tsquery=" & ".join(phrases),
        tsquery_any_length=" & ".join(sets),
        like=tuple("%" + _LIKE_SPECIAL.sub(r"\\\1", word) + "%" for word in words),
    )
