"""Memory, SQLite and PostgreSQL answer alike to the byte; what a store refuses to hold it refuses."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from mulin.engines.ledger import MemoryStore, PostgresStore, SqliteStore, audit, post
from mulin.engines.ledger.schema import guards, unguard
from tests.engines.ledger import banks, city
from tests.engines.ledger.workload import Workload


def feed(store: object, seed: int, batches: int) -> tuple[list[object], tuple[int, str], list[object], list[object]]:
    """Single commands, batches and chains from one seed."""
    work, answers = Workload(seed), [post(store, city.accounts())]
    for position in range(batches):
        size = (1, 1, 7, 3)[position % 4]
        answers.append(post(store, list(work.stream(size)), [(0, 3)] if position % 4 == 3 else ()))
    return answers, store.head(), store.accounts(), list(store.rows())


@pytest.mark.parametrize("commits", ["plain", "grouped"])
def test_the_three_stores_answer_alike(tmp_path: Path, postgres_url: str, commits: str) -> None:
    expected = feed(MemoryStore(city.POLICIES), 5, 200)
    assert feed(banks.sqlite(tmp_path / "l.db"), 5, 200) == expected
    with banks.schema(postgres_url) as name:
        store = banks.postgres(postgres_url, name, create=True, grouped=commits == "grouped")
        assert feed(store, 5, 200) == expected
        assert audit(store.rows(), store.accounts(), store.head()) == []
        store.connection.close()
    assert expected[1][0] > 140


def test_rare_characters_and_a_key_seen_twice(tmp_path: Path, postgres_url: str) -> None:
    with banks.schema(postgres_url) as name:
        stores = (
            MemoryStore(city.POLICIES),
            banks.sqlite(tmp_path / "l.db"),
            banks.postgres(postgres_url, name, create=True),
        )
        heads = set()
        for store in stores:
            city.founded(store)
            command = city.earning("钥-𠮷𪚥", city.ANNA, served="\u200b'\"\\%s{}")
            assert [city.code(result) for result in post(store, [command, command])] == ["Posted", "Exists"]
            assert store.find(["钥-𠮷𪚥"])["钥-𠮷𪚥"].served == "\u200b'\"\\%s{}"
            heads.add(store.head())
        stores[2].connection.close()
    assert len(heads) == 1


def test_sqlite_journal_is_append_only(tmp_path: Path) -> None:
    store = city.founded(banks.sqlite(tmp_path / "l.db"))
    run = store.connection.execute
    for statement in (
        "UPDATE ledger_row SET minutes = 9 WHERE number = 1",
        "DELETE FROM ledger_row",
        "DELETE FROM ledger_account",
        "INSERT OR REPLACE INTO ledger_row SELECT * FROM ledger_row WHERE number = 3",
        "INSERT OR REPLACE INTO ledger_account SELECT * FROM ledger_account",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            run(statement)
    for statement in unguard("sqlite"):
        run(statement)
    run("UPDATE ledger_row SET made_by = 'other' WHERE number = 3")
    assert [(finding.code, finding.number) for finding in audit(store.rows(), store.accounts(), store.head())] == [
        ("hash", 3)
    ]
    for statement in guards("sqlite"):
        run(statement)
    with pytest.raises(sqlite3.IntegrityError):
        run("DELETE FROM ledger_row")


def test_postgres_journal_is_append_only(postgres_url: str) -> None:
    with banks.schema(postgres_url) as name:
        store = city.founded(banks.postgres(postgres_url, name, create=True))
        for statement in (
            "UPDATE ledger_row SET minutes = 9 WHERE number = 1",
            "DELETE FROM ledger_row",
            "TRUNCATE ledger_row",
            "TRUNCATE ledger_account",
        ):
            with pytest.raises(psycopg.errors.RaiseException):
                store.connection.execute(statement)
        store.connection.close()


def test_a_post_joins_the_transaction_of_the_caller(tmp_path: Path, postgres_url: str) -> None:
    with banks.schema(postgres_url) as name:
        for store in (banks.sqlite(tmp_path / "l.db"), banks.postgres(postgres_url, name, create=True)):
            city.founded(store)
            before = store.head()
            store.connection.execute("BEGIN")
            assert city.code(post(store, [city.earning("a", city.ANNA)])[0]) == "Posted"
            store.connection.execute("ROLLBACK")
            assert (store.head(), store.find(["a"])) == (before, {})
            store.connection.close()


def test_a_connection_that_does_not_commit_by_itself(postgres_url: str) -> None:
    with banks.schema(postgres_url) as name:
        city.founded(banks.postgres(postgres_url, name, create=True))
        with psycopg.connect(postgres_url, options=f"-c search_path={name}") as connection:
            store = PostgresStore(connection, city.POLICIES, grouped=True)
            assert city.code(post(store, [city.earning("a", city.ANNA)])[0]) == "Posted"
            assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        with psycopg.connect(postgres_url, options=f"-c search_path={name}") as connection:
            assert "a" in PostgresStore(connection, city.POLICIES).find(["a"])


def test_the_engine_needs_no_driver() -> None:
    text = (
        "import sys; sys.modules['psycopg'] = None; import mulin.engines.ledger as l; print(l.PostgresStore.__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True, env={"PYTHONPATH": "src"}
    )
    assert done.stdout == "PostgresStore\n"


def test_sqlite_needs_the_tables_only_once(tmp_path: Path) -> None:
    city.founded(banks.sqlite(tmp_path / "l.db"))
    again = banks.sqlite(tmp_path / "l.db")
    assert isinstance(again, SqliteStore)
    assert again.head()[0] == len(city.accounts())
