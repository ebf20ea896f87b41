"""A process that posts to a shared ledger and notes each key once it was answered."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from mulin.engines.ledger import Command, Exists, Posted, PostgresStore, SqliteStore, Turnstile, post
from tests.engines.ledger import banks, city

PEOPLE = 20
UNCAPPED = (replace(city.POLICIES[1], store_cap=None),)  # so that no transfer under load is ever refused


class Bank(NamedTuple):
    """Where the shared ledger is."""

    mode: str
    where: str
    schema: str = "-"

    def store(self, *, grouped: bool = False) -> SqliteStore | PostgresStore:
        """A store on a connection of its own."""
        if self.mode == "sqlite":
            return banks.sqlite(Path(self.where), UNCAPPED)
        return banks.postgres(self.where, self.schema, grouped=grouped, policies=UNCAPPED)


class Job(NamedTuple):
    """What one writer does."""

    writer: int
    seed: int
    count: int
    acknowledged: Path


def commands(seed: int, writer: int, count: int) -> Iterator[Command]:
    """Transfers between few people; the same seed and writer give the same ones."""
    draw = random.Random(seed * 1000 + writer)  # noqa: S311 - seeded on purpose
    for number in range(count):
        src, dst = draw.sample(range(100, 100 + PEOPLE), 2)
        yield city.moving(f"{seed}-{writer}-{number}", "gift", src, dst, draw.randrange(1, 60), relation="parent")


def main(bank: Bank, job: Job) -> None:
    """Post one by one; a key is noted only after its answer."""
    store = bank.store(grouped=job.writer % 2 == 0)
    queue = Turnstile(Path(bank.where)) if bank.mode == "sqlite" else None
    with job.acknowledged.open("a", encoding="utf-8") as notes:
        for command in commands(job.seed, job.writer, job.count):
            if queue is None:
                (result,) = post(store, [command])
            else:
                with queue.turn():
                    (result,) = post(store, [command])
            if not isinstance(result, Posted | Exists):
                raise SystemExit(f"{command.key}: {result}")
            notes.write(f"{command.key}\n")
            notes.flush()


if __name__ == "__main__":
    main(Bank(*sys.argv[1:4]), Job(*(int(text) for text in sys.argv[4:7]), Path(sys.argv[7])))
