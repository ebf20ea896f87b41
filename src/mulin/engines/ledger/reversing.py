"""A reversal: a new group of rows that undoes a whole group, once, and never stops at a floor."""

from __future__ import annotations

from mulin.engines.ledger.command import Command
from mulin.engines.ledger.kinds import TRANSFERS
from mulin.engines.ledger.moves import Group
from mulin.engines.ledger.policy import in_force
from mulin.engines.ledger.result import Posted, Refused, Result
from mulin.engines.ledger.row import Row
from mulin.engines.ledger.state import Draft
from mulin.engines.ledger.transfers import basis_of, matches, spill


def _refusal(draft: Draft, command: Command, row: Row) -> Refused | None:
    kind = TRANSFERS.get(row.kind)
    if "#" in row.key or kind is None or not kind.reversible or row.phase not in {"posted", "settled"}:
        return Refused("not_reversible")
    if row.number in draft.reversed_by:
        return Refused("reversed", f"row={draft.reversed_by[row.number]}")
    if not matches(command, row.dst, row.src, row.minutes):
        return Refused("differs")
    if command.approved_by in {"", command.made_by}:
        return Refused("not_approved")
    rows = [draft.rows[number] for number in draft.groups[row.first]]
    if any(account not in draft.accounts for member in rows for account in (member.src, member.dst)):
        return Refused("no_transfer")  # it was not there yet when the locks were taken
    return None


def _undo(group: Group, row: Row) -> Refused | None:
    """Move one row's minutes back; what the payer no longer has is lent by the debt account."""
    draft = group.draft
    payer, receiver, minutes = row.dst or 0, row.src, row.minutes
    main = "#" not in row.key
    room = draft.accounts[payer].room
    if room is not None and room < minutes:
        if "debt" not in draft.roles:
            return Refused("no_account", "kind=debt")
        group.move("debt", draft.roles["debt"], payer, minutes - max(0, room), main=False)
    group.move("reversal", payer, receiver, minutes, main=main, reverses=row.number)
    return spill(group, receiver, minutes, None) if main else None


def reversal(draft: Draft, command: Command) -> Result:
    """Reverse a transfer with everything that was written for it, last row first."""
    number = draft.keys.get(command.reverses or "")
    if number is None:
        return Refused("no_transfer")
    row = draft.rows[number]
    refused = _refusal(draft, command, row)
    if refused:
        return refused
    policy = in_force(draft.policies, command.at)
    group = Group(draft, command, None if policy is None else policy.id, basis_of(command))
    for position in reversed(draft.groups[row.first]):
        refused = _undo(group, draft.rows[position])
        if refused:
            return refused
    return Posted(tuple(group.rows))
