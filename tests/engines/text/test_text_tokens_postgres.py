"""PostgreSQL, asked with our queries, finds exactly the texts that contain what was asked."""

import random
from collections.abc import Iterator

import psycopg
import pytest

from mulin.engines.text import index_terms, normal, query

ALPHABET = "路灯坏了aB1９ ，。😀𠮷𪜀%_\\'"


@pytest.fixture
def table(postgres_url: str) -> Iterator[psycopg.Cursor]:
    with psycopg.connect(postgres_url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE said (id int, plain text, terms tsvector)")
        yield cursor
        connection.rollback()


def put(table: psycopg.Cursor, texts: list[str]) -> None:
    rows = [(at, normal(text), index_terms(text)) for at, text in enumerate(texts)]
    table.executemany("INSERT INTO said VALUES (%s, %s, to_tsvector('simple', %s))", rows)


def found(table: psycopg.Cursor, asked: str) -> set[int]:
    table.execute("SELECT id FROM said WHERE terms @@ to_tsquery('simple', %s)", [query(asked).tsquery])
    return {row for (row,) in table.fetchall()}


def found_in_any_length(table: psycopg.Cursor, asked: str) -> set[int]:
    wanted = query(asked)
    table.execute(
        "SELECT id FROM said WHERE terms @@ to_tsquery('simple', %s) AND plain LIKE ALL (%s)",
        [wanted.tsquery_any_length, list(wanted.like)],
    )
    return {row for (row,) in table.fetchall()}


def test_found_is_containing(table: psycopg.Cursor) -> None:
    rng = random.Random(8)  # noqa: S311
    texts = ["".join(rng.choices(ALPHABET, k=rng.randrange(14))) for _ in range(200)]
    put(table, texts)
    asked = ["".join(rng.choices(ALPHABET, k=rng.randrange(1, 5))) for _ in range(150)]
    for words in [*asked, "路", "𠮷", "😀", "灯 了"]:
        if query(words):
            truth = {at for at, text in enumerate(texts) if query(words).matches(text)}
            assert found(table, words) == truth
            assert found_in_any_length(table, words) == truth


def test_the_end_of_a_very_long_text_is_found(table: psycopg.Cursor) -> None:
    put(table, ["路灯" * 25_000 + "尾巴在这里", "尾在这里巴", "尾巴在 这里"])
    assert found_in_any_length(table, "尾巴在这里") == {0}
    assert found_in_any_length(table, "巴") == {0, 1, 2}
