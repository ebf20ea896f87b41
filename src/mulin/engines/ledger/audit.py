"""Check a journal and the stored balances against each other, from nothing but the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mulin.canon import GENESIS, NotCanonical, link
from mulin.engines.ledger.account import Account
from mulin.engines.ledger.kinds import TRANSFERS
from mulin.engines.ledger.replay import carry_out
from mulin.engines.ledger.row import Row, body


class Finding(NamedTuple):
    """Something wrong.

    Parameters
    ----------
    code : str
        `gap`, `hash`, `key`, `account`, `sequence`, `balance`, `floor`, `ceiling`, `visit`, `overlap`, `reference`,
        `approval`, `sum`, `held`, `owed` or `stored`.
    number : int
        Row, or account for `stored`.
    detail : str
        The figures.

    """

    code: str
    number: int
    detail: str = ""


class _Audit:
    def __init__(self) -> None:
        self.found: list[Finding] = []
        self.accounts: dict[int, Account] = {}
        self.rows: dict[int, Row] = {}
        self.keys: set[str] = set()
        self.reversed_by: dict[int, int] = {}
        self.settled_by: dict[int, int] = {}
        self.visits: dict[str, Row] = {}
        self.services: dict[str, list[Row]] = {}
        self.head = GENESIS
        self.number = 0
        self.first = 0

    def say(self, code: str, number: int, detail: str = "") -> None:
        self.found.append(Finding(code, number, detail))

    def standing(self, row: Row) -> bool:
        """Whether an entry of a visit still stands, from the references alone."""
        if row.number in self.reversed_by:
            return False
        answer = self.settled_by.get(row.number)
        return answer is None or (self.rows[answer].phase == "settled" and answer not in self.reversed_by)

    def take(self, row: Row) -> None:
        self._chain(row)
        self._references(row)
        if row.first != self.first:
            self._ceilings()
        self.first = row.first
        try:
            carry_out(self.accounts, row)
        except (KeyError, ValueError, TypeError):
            self.say("account", row.number, f"src={row.src} dst={row.dst}")
        else:
            self._sides(row)
        if row.visit is not None:
            self._visit(row)
        self.rows[row.number] = row

    def _chain(self, row: Row) -> None:
        if row.number != self.number + 1:
            self.say("gap", row.number, f"after={self.number}")
        try:
            expected = link(self.head, body(row))
        except NotCanonical:
            expected = ""
        if row.hash != expected:
            self.say("hash", row.number)
        if row.key in self.keys:
            self.say("key", row.number, row.key)
        self.keys.add(row.key)
        self.number, self.head = row.number, row.hash

    def _references(self, row: Row) -> None:
        for name, table in (("reverses", self.reversed_by), ("settles", self.settled_by)):
            target = row.reverses if name == "reverses" else row.settles
            if target is None:
                continue
            there = self.rows.get(target)
            if there is None or target in table or there.minutes != row.minutes:
                self.say("reference", row.number, f"{name}={target}")
            table[target] = row.number
        if row.kind == "reversal" and row.reverses is None:
            self.say("reference", row.number, "reverses=None")
        kind = TRANSFERS.get(row.kind)
        if kind is not None and kind.approval and row.phase in {"posted", "settled"}:
            first = self.rows.get(row.settles) if row.settles is not None else row
            if "#" not in row.key and (first is None or first.approved_by in {"", first.made_by, first.helper}):
                self.say("approval", row.number)
            if kind.evidence and row.phase == "posted" and row.visit is None:
                self.say("visit", row.number, "none")

    def _sides(self, row: Row) -> None:
        stated = [(row.src, row.src_seq, row.src_after), (row.dst, row.dst_seq, row.dst_after)]
        for number, seq, after in stated:
            if number is None:
                continue
            account = self.accounts[number]
            if account.seq != seq:
                self.say("sequence", row.number, f"account={number} stated={seq} counted={account.seq}")
            if account.posted != after:
                self.say("balance", row.number, f"account={number} stated={after} counted={account.posted}")
            if account.room is not None and account.room < 0:
                self.say("floor", row.number, f"account={number} room={account.room}")

    def _ceilings(self) -> None:
        """At the end of a group: surplus has gone to the pool by then."""
        last = self.rows.get(self.number - 1)
        for number in () if last is None else (last.src, last.dst):
            account = self.accounts.get(number or 0)
            if account is not None and account.ceiling is not None and account.posted > account.ceiling:
                self.say("ceiling", self.number - 1, f"account={number}")

    def _visit(self, row: Row) -> None:
        earlier = self.visits.get(row.visit or "")
        if earlier is not None and self.standing(earlier):
            self.say("visit", row.number, f"row={earlier.number}")
        self.visits[row.visit or ""] = row
        began, ended = row.began or 0, row.ended or 0
        others = self.services.setdefault(row.helper or "", [])
        for other in others:
            if (other.began or 0) < ended and began < (other.ended or 0) and self.standing(other):
                self.say("overlap", row.number, f"row={other.number}")
        others.append(row)

    def end(self, balances: Iterable[Account]) -> None:
        self.number += 1
        self._ceilings()
        accounts = self.accounts.values()
        total = sum(account.posted for account in accounts)
        if total:
            self.say("sum", self.number, f"sum={total}")
        if sum(account.held_in - account.held_out for account in accounts):
            self.say("held", self.number)
        owed = sum(account.owed for account in accounts)
        lent = -sum(account.posted for account in accounts if account.kind == "debt")
        if owed != lent:
            self.say("owed", self.number, f"owed={owed} lent={lent}")
        stored = {account.id: account for account in balances}
        for number in sorted(stored.keys() | self.accounts.keys()):
            if stored.get(number) != self.accounts.get(number):
                self.say("stored", number, f"stored={stored.get(number)} counted={self.accounts.get(number)}")


def audit(rows: Iterable[Row], balances: Sequence[Account], head: tuple[int, str] | None = None) -> list[Finding]:
    """Everything wrong with a journal and the balances stored beside it.

    Parameters
    ----------
    rows : iterable of Row
        The whole journal in order.
    balances : sequence of Account
        Accounts as stored.
    head : (int, str) or None
        Number and hash that must stand at the end: the stored head, or one read from paper.

    Returns
    -------
    list of Finding
        Empty when chain, sequence numbers, balances, bounds, references, visits, overlaps and sums all hold.

    Examples
    --------
    >>> audit([], [])
    []

    """
    work = _Audit()
    for row in rows:
        work.take(row)
    if head is not None and head != (work.number, work.head):
        work.say("hash", work.number, f"head={head}")
    work.end(balances)
    return work.found
