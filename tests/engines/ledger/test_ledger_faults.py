"""A fault at every statement of a commit, one after another: either all of a post is there or nothing of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mulin.engines.ledger import MemoryStore, PostgresStore, Row, SqliteStore, TornError, audit, post
from tests.engines.ledger import banks, city


class FaultError(Exception):
    """The injected one."""


class Tripwire:
    """A connection that fails before or after its n-th statement."""

    def __init__(self, connection: object, step: int, *, after: bool) -> None:
        self.inner, self.left, self.after = connection, step, after

    def __getattr__(self, name: str) -> object:
        value = getattr(self.inner, name)
        if name not in {"execute", "executemany", "commit"}:
            return value

        def guarded(*arguments: object) -> object:
            # What cleans up after the fault must run.
            if arguments and "ROLLBACK" in str(arguments[0]):
                return value(*arguments)
            self.left -= 1
            if self.left == 0 and not self.after:
                raise FaultError
            answer = value(*arguments)
            if self.left == 0:
                raise FaultError
            return answer

        return guarded


COMMANDS = [
    city.earning("a", city.ANNA, 240, begin=city.NOW - 20 * city.HOUR),
    city.moving("b", "donate", city.ANNA, city.POOL, 30),
    city.referring("c", "reversal", "a"),
]


def trial(store: SqliteStore | PostgresStore, step: int, *, after: bool) -> bool:
    """Post with a fault at one step; say whether the fault was reached."""
    real, before = store.connection, store.head()
    wire = Tripwire(real, step, after=after)
    store.connection = wire
    reached = True
    try:
        post(store, COMMANDS)
        reached = False
    except FaultError:
        pass
    store.connection = real
    found = store.find(["a", "b", "c"])
    assert (len(found), store.head() == before) in {(0, True), (3, False)}
    assert audit(store.rows(), store.accounts(), store.head()) == []
    # Whoever got no answer asks again with the same keys, and again.
    for _ in range(2):
        post(store, COMMANDS)
        assert len(store.find(["a", "b", "c"])) == 3
    assert audit(store.rows(), store.accounts(), store.head()) == []
    return reached


def expected_head() -> tuple[int, str]:
    store = city.founded(MemoryStore(city.POLICIES))
    post(store, COMMANDS)
    return store.head()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_fault_at_each_statement_on_sqlite(tmp_path: Path, moment: str) -> None:
    steps = 0
    while True:
        steps += 1
        store = city.founded(banks.sqlite(tmp_path / f"{steps}.db"))
        reached = trial(store, steps, after=moment == "after")
        assert store.head() == expected_head()
        store.connection.close()
        if not reached:
            break
    assert steps > 10


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_fault_at_each_statement_on_postgres(postgres_url: str, moment: str) -> None:
    steps = 0
    while True:
        steps += 1
        with banks.schema(postgres_url) as name:
            store = city.founded(banks.postgres(postgres_url, name, create=True, grouped=moment == "after"))
            reached = trial(store, steps, after=moment == "after")
            assert store.head() == expected_head()
            store.connection.close()
        if not reached:
            break
    assert steps > 4


def test_a_store_that_writes_less_than_it_should_is_caught(tmp_path: Path) -> None:
    store = city.founded(banks.sqlite(tmp_path / "l.db"))
    store.connection.execute("CREATE TRIGGER lose BEFORE UPDATE ON ledger_account BEGIN SELECT RAISE(IGNORE); END")
    before = store.head()
    with pytest.raises(TornError):
        post(store, COMMANDS[:1])
    assert store.head() == before


def test_the_constraints_hold_what_the_engine_promises(tmp_path: Path) -> None:
    store = city.founded(banks.sqlite(tmp_path / "l.db"))
    post(store, COMMANDS[:1])
    row = store.find(["a"])["a"]
    ahead = row._replace(number=store.head()[0] + 1, key="z", visit="other", src_seq=99, dst_seq=99)
    insert = f"INSERT INTO ledger_row VALUES ({','.join('?' * len(Row._fields))})"  # noqa: S608 - only question marks
    for broken in (
        ahead._replace(key="a"),
        ahead._replace(src_seq=row.src_seq),
        ahead._replace(dst_seq=row.dst_seq),
        ahead._replace(visit=row.visit),
        ahead._replace(visit=None, turn=None),
        ahead._replace(minutes=0),
        ahead._replace(minutes=-5),
        ahead._replace(dst=ahead.src),
        ahead._replace(dst=None),
        ahead._replace(number=ahead.number + 1),
        ahead._replace(kind="reversal"),
    ):
        with pytest.raises(sqlite3.IntegrityError):
            store.connection.execute(insert, broken)
