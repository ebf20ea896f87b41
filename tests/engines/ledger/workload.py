"""Seeded streams of commands: mostly right, some wrong on purpose, some sent twice."""

from __future__ import annotations

import random
from collections.abc import Iterator

from mulin.engines.ledger import Command
from tests.engines.ledger import city

PEOPLE = (city.ANNA, city.BOB, city.CLEO, city.DORA)


class Workload:
    """Commands made from a seed; the same seed makes the same commands."""

    def __init__(self, seed: int, people: tuple[int, ...] = PEOPLE) -> None:
        self.random = random.Random(seed)  # noqa: S311 - seeded on purpose
        self.people = people
        self.sent: list[Command] = []
        self.keys: list[str] = []
        self.earned: list[str] = []
        self.clock = city.NOW
        self.counter = 0

    def _key(self) -> str:
        self.counter += 1
        return f"w{self.counter}"

    def _known(self) -> str:
        return self.random.choice(self.keys[-60:]) if self.keys else "none"

    def next(self) -> Command:
        """One command more."""
        draw = self.random
        self.clock += draw.randrange(600)
        if self.sent and draw.random() < 0.06:
            again = draw.choice(self.sent[-100:])
            return again if draw.random() < 0.8 else again._replace(minutes=again.minutes + 1)
        maker = draw.choices((self._earn, self._move, self._reverse, self._second, self._account), (24, 46, 16, 11, 3))[
            0
        ]
        command = maker()
        self.sent.append(command)
        self.keys.append(command.key)
        del self.sent[:-200], self.keys[:-200]
        return command

    def stream(self, length: int) -> Iterator[Command]:
        """As many commands."""
        return (self.next() for _ in range(length))

    def _earn(self) -> Command:
        draw, helper = self.random, self.random.choice(self.people)
        minutes = draw.choice((15, 30, 60, 90, 120))
        begin = self.clock - draw.randrange(1, 40) * 2 * city.HOUR
        served = draw.choice(("elder", "widow", f"p{draw.choice(self.people)}"))
        command = city.earning(self._key(), helper, minutes, begin=begin, served=served)._replace(at=self.clock)
        if draw.random() < 0.15 and self.keys:
            command = command._replace(visit=command.visit._replace(id=f"v-{self._known()}"))
        self.earned.append(command.key)
        if draw.random() < 0.1:
            command = command._replace(minutes=minutes + draw.choice((-10, 5, 500)))
        return command

    def _move(self) -> Command:
        draw = self.random
        one, two = draw.choice(self.people), draw.choice(self.people)
        kind, src, dst = draw.choice(
            (
                ("gift", one, two),
                ("redeem", one, city.ISSUE),
                ("redeem", one, city.ISSUE),
                ("redeem", one, city.ISSUE),
                ("exchange", two, one),
                ("clear", city.ISSUE, city.PARTNER),
                ("clear", city.PARTNER, city.ISSUE),
                ("donate", one, city.POOL),
                ("grant", city.POOL, one),
                ("send", one, city.PARTNER),
                ("receive", city.PARTNER, one),
                ("issue", city.ISSUE, city.FUND),
                ("grant", city.FUND, one),
                ("repay", one, city.DEBT),
                ("writeoff", city.ISSUE, one),
                ("lapse", one, city.ISSUE),
                ("earn", city.ISSUE, one),
            )
        )
        pending = self.clock + draw.randrange(-5, 9000) if draw.random() < 0.3 else None
        if kind == "exchange":
            begin = self.clock - draw.randrange(1, 90) * city.HOUR
            evidence = city.visit(f"x{self.counter}", one, f"p{two}", begin, 60)
            return city.moving(self._key(), kind, src, dst, 60, at=self.clock, visit=evidence)
        return city.moving(
            self._key(), kind, src, dst, draw.choice((0, 5, 60, 60, 200, 300)),
            at=self.clock, pending=pending, relation=draw.choice(("parent", "friend")), age=draw.choice((50, 70)),
        )  # fmt: skip

    def _reverse(self) -> Command:
        approver = self.random.choice(("chair", "chair", "clerk"))
        target = self.random.choice(self.earned[-30:]) if self.earned and self.random.random() < 0.6 else self._known()
        return city.referring(self._key(), "reversal", target, at=self.clock, approved_by=approver)

    def _second(self) -> Command:
        kind = self.random.choice(("settle", "settle", "void", "expire"))
        return city.referring(self._key(), kind, self._known(), at=self.clock)

    def _account(self) -> Command:
        kind = self.random.choice(("freeze", "thaw", "thaw", "close"))
        return city.referring(self._key(), kind, "x", src=self.random.choice(self.people), settles=None)
