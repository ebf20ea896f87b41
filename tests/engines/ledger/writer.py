"""A process that posts to a shared ledger and notes each key once it was answered."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from mulin.engines.ledger import Command, Exists, Posted, Turnstile, post
from tests.engines.ledger import banks, city

PEOPLE = 20


def commands(seed: int, writer: int, count: int) -> Iterator[Command]:
    """Transfers between few people; the same seed and writer give the same ones."""
    draw = random.Random(seed * 1000 + writer)
    for number in range(count):
        src, dst = draw.sample(range(100, 100 + PEOPLE), 2)
        yield city.moving(f"{seed}-{writer}-{number}", "gift", src, dst, draw.randrange(1, 60), relation="parent")


def main(mode: str, where: str, schema: str, writer: int, seed: int, count: int, acknowledged: Path) -> None:
    """Post one by one; a key is noted only after its answer."""
    store = banks.sqlite(Path(where)) if mode == "sqlite" else banks.postgres(where, schema, grouped=writer % 2 == 0)
    queue = Turnstile(Path(where)) if mode == "sqlite" else None
    with acknowledged.open("a", encoding="utf-8") as notes:
        for command in commands(seed, writer, count):
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
    main(*sys.argv[1:4], *(int(text) for text in sys.argv[4:7]), Path(sys.argv[7]))
