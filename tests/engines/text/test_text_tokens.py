"""A text is found if and only if it contains the query: on a real FTS5 table, and by the meaning of a tsquery."""

import re
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mulin.engines.text.tokens import index_terms, normal, query

FEW = st.text(alphabet="路灯坏了aB1９ ，。\n😀𠮷𪜀%_\\'\"*", max_size=12)
ANY = st.text(alphabet=st.characters(codec=None), max_size=8)


def found_by_fts5(texts: list[str], asked: str) -> set[int]:
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE VIRTUAL TABLE texts USING fts5(terms, tokenize=unicode61, prefix='4')")
        database.executemany("INSERT INTO texts(rowid, terms) VALUES (?, ?)", enumerate(map(index_terms, texts)))
        rows = database.execute("SELECT rowid FROM texts WHERE terms MATCH ?", [query(asked).fts5]).fetchall()
    database.close()
    return {row for (row,) in rows}


def found_by_tsquery(text: str, tsquery: str) -> bool:
    """Evaluate the subset of the tsquery language that `query` writes, on positions as PostgreSQL counts them."""
    terms = index_terms(text).split()
    for part in tsquery.split(" & "):
        lexemes = re.findall(r"'([a-z]+)'", part)
        if part.endswith(":*"):
            held = any(term.startswith(lexemes[0]) for term in terms)
        else:
            n = len(lexemes)
            held = any(terms[i : i + n] == lexemes for i in range(len(terms) - n + 1))
        if not held:
            return False
    return True


@settings(deadline=None)
@given(st.lists(FEW, min_size=1, max_size=6), FEW)
def test_found_is_containing(texts: list[str], asked: str) -> None:
    wanted = query(asked)
    if not wanted:
        return
    truth = {i for i, text in enumerate(texts) if all(word in normal(text) for word in normal(asked).split())}
    assert found_by_fts5(texts, asked) == truth
    assert {i for i, text in enumerate(texts) if found_by_tsquery(text, wanted.tsquery)} == truth
    assert {i for i, text in enumerate(texts) if wanted.matches(text)} == truth
    assert {i for i, text in enumerate(texts) if found_by_tsquery(text, wanted.tsquery_any_length)} >= truth


@given(FEW, st.integers(0, 11), st.integers(1, 5))
def test_every_piece_of_a_text_finds_it(text: str, start: int, length: int) -> None:
    piece = normal(text)[start : start + length]
    if query(piece):
        assert found_by_fts5([text, "别的"], piece) >= {0}


@given(ANY)
def test_normal_form_is_stable_and_storable(text: str) -> None:
    once = normal(text)
    assert normal(once) == once
    once.encode("utf-8")
    assert "\0" not in once


@given(ANY)
def test_terms_are_plain_letters(text: str) -> None:
    assert re.fullmatch(r"[a-z ]*", index_terms(text))


def test_no_two_characters_share_a_spelling() -> None:
    planes = [*range(0xD800), *range(0xE000, 0x40000), *range(0xE0000, 0x110000)]
    from mulin.engines.text.tokens import _spell  # noqa: PLC0415

    assert len({_spell(chr(code)) for code in planes}) == len(planes)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("三单元的路灯坏了", "灯"),
        ("三单元的路灯坏了", "了"),
        ("ＡＢＣ大厦", "abc大"),
        ("１２３４５热线", "2345"),
        ("姓𠮷的老人", "𠮷"),
        ("𰻝面馆", "𰻝面"),
        ("谢谢😀👍", "😀👍"),
        ("路灯坏了，没人修", "了，没"),
        ("a-b_c 100%", "b_c 0%"),
        ("x" * 50_000 + "尾巴", "尾巴"),
    ],
)
def test_is_found(text: str, asked: str) -> None:
    assert found_by_fts5(["别的事情", text], asked) == {1}


@pytest.mark.parametrize(
    ("text", "asked"),
    [("路灯 灯坏", "路灯坏"), ("路灯坏了", "路坏"), ("灯路", "路灯"), ("\ue000", "\U000e0000"), ("a%b", "a%c")],
)
def test_is_not_found(text: str, asked: str) -> None:
    assert found_by_fts5([text], asked) == set()


@pytest.mark.parametrize("asked", ["", "  ", "\n\t", "\u200b", "\0"])
def test_an_empty_query_says_so(asked: str) -> None:
    assert not query(asked)
    assert index_terms(asked) == ""


def test_like_patterns_hold_every_special_character_literally() -> None:
    with sqlite3.connect(":memory:") as database:
        for text, asked in [("50%的人", "50%"), ("a_b", "a_"), ("c\\d", "c\\")]:
            like = query(asked).like[0]
            held = database.execute("SELECT ? LIKE ? ESCAPE '\\', 'axbxc50的' LIKE ? ESCAPE '\\'", [text, like, like])
            assert held.fetchone() == (1, 0)
    database.close()
