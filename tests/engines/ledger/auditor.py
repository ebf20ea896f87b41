"""An independent model of the ledger: a list of rows and nothing else; everything is counted again at each step.

It shares no code with the engine. It knows what a row must do, not why it was allowed.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict


class Auditor:
    """Keeps totals from accepted rows alone and says what does not fit."""

    def __init__(self) -> None:
        self.balance = defaultdict(int)
        self.out = defaultdict(int)
        self.owed = defaultdict(int)
        self.count = defaultdict(int)
        self.floor = {}
        self.answered = set()
        self.keys = {}
        self.head = "0" * 64
        self.last = 0

    def take(self, row) -> None:
        """One row more."""
        text = json.dumps(list(row)[:-1], ensure_ascii=False, separators=(",", ":"))
        self.head = hashlib.sha256(f"{self.head}\n{text}".encode()).hexdigest()
        assert row.hash == self.head, "chain"
        assert row.number == self.last + 1, "gap"
        assert row.key not in self.keys, "key twice"
        self.keys[row.key], self.last = row.number, row.number
        self.count[row.src] += 1
        assert row.src_seq == self.count[row.src], "sequence of the source"
        if row.phase == "account":
            if row.kind in {"open", "limits"}:
                self.floor[row.src] = json.loads(row.basis)["floor"]
            return
        assert row.minutes > 0, "minutes"
        self.count[row.dst] += 1
        assert row.dst_seq == self.count[row.dst], "sequence of the destination"
        for target in {row.reverses, row.settles} - {None}:
            assert target not in self.answered, "answered twice"
            self.answered.add(target)
        if row.phase in {"posted", "settled"}:
            self.balance[row.src] -= row.minutes
            self.balance[row.dst] += row.minutes
        if row.phase != "posted":
            self.out[row.src] += row.minutes if row.phase == "held" else -row.minutes
        if row.kind == "debt":
            self.owed[row.dst] += row.minutes
        if row.kind == "repay":
            self.owed[row.src] -= row.minutes
        assert (row.src_after, row.dst_after) == (self.balance[row.src], self.balance[row.dst]), "balance after"
        for account in (row.src, row.dst):
            floor = self.floor[account]
            assert floor is None or self.balance[account] - self.out[account] >= floor, "floor"

    def compare(self, accounts) -> None:
        """Balances as stored against what was counted."""
        assert sum(account.posted for account in accounts) == 0, "sum"
        for account in accounts:
            counted = (self.balance[account.id], self.out[account.id], self.owed[account.id], self.count[account.id])
            assert counted == (account.posted, account.held_out, account.owed, account.seq), account
