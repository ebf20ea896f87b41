"""The arithmetic of a row: what it does to its two accounts. Nothing here decides; rules do."""

from __future__ import annotations

import json
from typing import Any

from mulin.engines.ledger.account import Account
from mulin.engines.ledger.command import Command
from mulin.engines.ledger.row import Row
from mulin.engines.ledger.state import Draft


def sides(src: Account, dst: Account, phase: str, minutes: int) -> tuple[Account, Account]:
    """Both accounts after a row of this phase.

    Examples
    --------
    >>> a, b = Account(1, "person", "a", posted=90), Account(2, "pool", "b")
    >>> [(x.posted, x.held_out, x.held_in, x.seq) for x in sides(a, b, "held", 60)]
    [(90, 60, 0, 1), (0, 0, 60, 1)]

    """
    moved = minutes if phase in {"posted", "settled"} else 0
    held = minutes if phase == "held" else 0 if phase == "posted" else -minutes
    return (
        Account(*src[:7], src.seq + 1, src.posted - moved, src.held_out + held, src.held_in, src.owed),
        Account(*dst[:7], dst.seq + 1, dst.posted + moved, dst.held_out, dst.held_in + held, dst.owed),
    )


def debts(kind: str, src: Account, dst: Account, minutes: int) -> tuple[Account, Account]:
    """Enter what is owed: a `debt` row adds to the receiver's, a `repay` row takes from the payer's."""
    if kind == "debt":
        return src, dst._replace(owed=dst.owed + minutes)
    if kind == "repay":
        return src._replace(owed=src.owed - minutes), dst
    return src, dst


def settings_of(row: Row) -> dict[str, Any]:
    """Settings an account row carries."""
    values: dict[str, Any] = json.loads(row.basis) if row.basis else {}
    return values


def account_after(account: Account | None, row: Row) -> Account:
    """The account after an account row (`open`, `limits`, `freeze`, `thaw`, `close`)."""
    if account is None:
        values = settings_of(row)
        account = Account(row.src, values["kind"], values["owner"], values["floor"], values["ceiling"], values["pool"])
    elif row.kind == "limits":
        values = settings_of(row)
        account = account._replace(floor=values["floor"], ceiling=values["ceiling"])
    status = {"freeze": "frozen", "thaw": "open", "close": "closed"}.get(row.kind, account.status)
    return account._replace(status=status, seq=account.seq + 1)


class Group:
    """The rows written for one command: numbers them, keys them and keeps both accounts in step."""

    def __init__(self, draft: Draft, command: Command, policy: str | None, basis: str) -> None:
        self.draft = draft
        self.command = command
        self.policy = policy
        self.basis = basis
        self.first = draft.number + 1
        self.extra = 0
        self.rows: list[Row] = []

    def _key(self, *, main: bool) -> str:
        if main:
            return self.command.key
        self.extra += 1
        return f"{self.command.key}#{self.extra}"

    def move(
        self,
        kind: str,
        src: int,
        dst: int,
        minutes: int,
        *,
        main: bool,
        phase: str = "posted",
        turn: int | None = None,
        reverses: int | None = None,
        settles: int | None = None,
        until: int | None = None,
    ) -> Row:
        """Write one transfer row and both accounts."""
        draft, command = self.draft, self.command
        left, right = sides(draft.accounts[src], draft.accounts[dst], phase, minutes)
        if phase in {"posted", "settled"}:
            left, right = debts(kind, left, right, minutes)
        draft.put(draft.accounts, src, left)
        draft.put(draft.accounts, dst, right)
        visit = command.visit if turn is not None else None
        service = (
            (visit.id, turn, visit.helper, visit.beneficiary, visit.checkin, visit.checkout) if visit else (None,) * 6
        )
        row = draft.append(
            (
                draft.number + 1,
                self._key(main=main),
                kind,
                phase,
                src,
                dst,
                minutes,
                left.seq,
                right.seq,
                left.posted,
                right.posted,
                *service,
                reverses,
                settles,
                self.first,
                self.policy,
                command.made_by,
                command.approved_by,
                command.at,
                until,
                self.basis if main else "",
            )
        )
        self.rows.append(row)
        return row

    def account(self, kind: str) -> Row:
        """Write one account row."""
        draft, command = self.draft, self.command
        before = draft.accounts.get(command.src)
        row = draft.append(
            (
                *(draft.number + 1, command.key, kind, "account", command.src, None, 0),
                *(1 if before is None else before.seq + 1, None, 0 if before is None else before.posted, None),
                *((None,) * 8),
                *(self.first, None, command.made_by, command.approved_by, command.at, None, self.basis),
            )
        )
        draft.put(draft.accounts, command.src, account_after(before, row))
        if row.kind == "open":
            opened = draft.accounts[command.src]
            if opened.kind in {"issue", "debt"}:
                draft.put(draft.roles, opened.kind, opened.id)
        self.rows.append(row)
        return row
