"""Several writers at once, and writers that are killed: nothing lost, nothing doubled, no drift."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from mulin.engines.ledger import Exists, Posted, PostgresStore, SqliteStore, audit, post
from tests.engines.ledger import banks, city
from tests.engines.ledger.writer import PEOPLE, Bank, Job, commands

WRITERS = 3


def start(bank: Bank, job: Job) -> subprocess.Popen:
    """A writer in a process of its own; it notes each key it was answered for."""
    arguments = [str(value) for value in (*bank, *job)]
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("writer.py")), *arguments],
        env=os.environ | {"PYTHONPATH": "src:."},
    )


def populate(store: SqliteStore | PostgresStore) -> None:
    city.founded(store)
    people = [city.opening(100 + n, floor=-10_000_000) for n in range(PEOPLE)]
    post(store, people)


def keys(files: list[Path]) -> list[str]:
    """Whole lines only: the last one may be torn."""
    return [line for file in files if file.exists() for line in file.read_text().split("\n")[:-1]]


def checked(store: SqliteStore | PostgresStore, files: list[Path], again: Callable[[], None]) -> None:
    lost = set(keys(files)) - store.find(keys(files)).keys()
    assert lost == set()
    again()
    rows = list(store.rows())
    assert len({row.key for row in rows}) == len(rows)
    assert audit(rows, store.accounts(), store.head()) == []


def together(bank: Bank, folder: Path, count: int) -> list[Path]:
    files = [folder / f"ack{n}" for n in range(WRITERS)]
    writers = [start(bank, Job(n, 7, count, file)) for n, file in enumerate(files)]
    assert [writer.wait(60) for writer in writers] == [0] * WRITERS
    return files


def test_writers_together_on_sqlite(tmp_path: Path) -> None:
    store = banks.sqlite(tmp_path / "l.db")
    populate(store)
    files = together(Bank("sqlite", str(tmp_path / "l.db")), tmp_path, 40)
    assert len(keys(files)) == 40 * WRITERS
    checked(store, files, lambda: None)


def test_writers_together_on_postgres(postgres_url: str, tmp_path: Path) -> None:
    with banks.schema(postgres_url) as name:
        store = banks.postgres(postgres_url, name, create=True)
        populate(store)
        files = together(Bank("postgres", postgres_url, name), tmp_path, 40)
        assert len(keys(files)) == 40 * WRITERS
        checked(store, files, lambda: None)
        store.connection.close()


def kill_some(bank: Bank, folder: Path, seed: int, kills: int) -> list[Path]:
    """Writers under load, each killed at a moment drawn from the seed, a new one in its place."""
    draw, files, left = random.Random(seed), [], kills  # noqa: S311 - seeded on purpose
    running: list[subprocess.Popen] = []
    while left or running:
        while left and len(running) < 2:
            files.append(folder / f"ack{seed}-{left}")
            running.append(start(bank, Job(left, seed, 10_000, files[-1])))
            left -= 1
        writer = running.pop(0)
        file, deadline = files[len(files) - len(running) - 1], time.monotonic() + 30
        while not keys([file]) and time.monotonic() < deadline:  # killed under load, not while starting
            time.sleep(0.002)
        time.sleep(draw.random() * 0.08)
        writer.send_signal(signal.SIGKILL)
        assert writer.wait(30) == -signal.SIGKILL
    return files


def retry(store: SqliteStore | PostgresStore, folder: Path, seed: int, kills: int) -> None:
    """Everybody asks again for all that was answered and for what was not, twice, with the same keys."""
    for _ in range(2):
        for writer in range(1, kills + 1):
            asked = len(keys([folder / f"ack{seed}-{writer}"])) + 1
            answers = post(store, list(commands(seed, writer, asked)))
            assert all(isinstance(answer, Exists) for answer in answers[:-1])
            assert isinstance(answers[-1], Exists | Posted)


def run_kills(bank: Bank, folder: Path, *, seed: int, kills: int) -> None:
    store = bank.store()
    files = kill_some(bank, folder, seed, kills)
    assert all(keys([file]) for file in files)
    checked(store, files, lambda: retry(store, folder, seed, kills))
    store.connection.close()


def test_killed_writers_on_sqlite(tmp_path: Path) -> None:
    populate(banks.sqlite(tmp_path / "l.db"))
    run_kills(Bank("sqlite", str(tmp_path / "l.db")), tmp_path, seed=3, kills=2)


def test_killed_writers_on_postgres(postgres_url: str, tmp_path: Path) -> None:
    with banks.schema(postgres_url) as name:
        populate(banks.postgres(postgres_url, name, create=True))
        run_kills(Bank("postgres", postgres_url, name), tmp_path, seed=4, kills=2)


@pytest.mark.soak
def test_five_hundred_kills_on_sqlite(tmp_path: Path) -> None:
    for seed in range(50):
        folder = tmp_path / str(seed)
        folder.mkdir()
        populate(banks.sqlite(folder / "l.db"))
        run_kills(Bank("sqlite", str(folder / "l.db")), folder, seed=seed, kills=10)


@pytest.mark.soak
def test_five_hundred_kills_on_postgres(postgres_url: str, tmp_path: Path) -> None:
    for seed in range(50):
        folder = tmp_path / str(seed)
        folder.mkdir()
        with banks.schema(postgres_url) as name:
            populate(banks.postgres(postgres_url, name, create=True))
            run_kills(Bank("postgres", postgres_url, name), folder, seed=seed, kills=10)


@pytest.mark.soak
def test_a_backend_that_is_terminated(postgres_url: str) -> None:
    with banks.schema(postgres_url) as name:
        keeper = banks.postgres(postgres_url, name, create=True)
        populate(keeper)
        for n in range(100):
            store = banks.postgres(postgres_url, name, grouped=bool(n % 2))
            store.connection.execute("BEGIN")
            post(store, [city.moving(f"t{n}", "donate", 100 + n % PEOPLE, city.POOL, 5)])
            keeper.connection.execute("SELECT pg_terminate_backend(%s, 2000)", (store.connection.info.backend_pid,))
            with pytest.raises(psycopg.OperationalError):
                store.connection.execute("COMMIT")
            assert keeper.find([f"t{n}"]) == {}
        assert audit(keeper.rows(), keeper.accounts(), keeper.head()) == []
        keeper.connection.close()
