"""Rules of a transfer and of the second step of a pending one."""

from __future__ import annotations

import json

from mulin.canon import dumps
from mulin.engines.ledger import minting
from mulin.engines.ledger.account import Account
from mulin.engines.ledger.command import Command
from mulin.engines.ledger.kinds import CREDITS_WITH_SURPLUS, SECOND_STEPS, TRANSFERS, Kind
from mulin.engines.ledger.moves import Group
from mulin.engines.ledger.policy import DAY, Policy, in_force
from mulin.engines.ledger.result import Posted, Refused, Result
from mulin.engines.ledger.row import Row
from mulin.engines.ledger.state import Draft


def basis_of(command: Command) -> str:
    """Canonical text of the evidence a command carries."""
    evidence: dict[str, object] = {}
    if command.visit is not None:
        evidence["visit"] = command.visit._asdict()
    if command.relation is not None:
        evidence["relation"] = command.relation
    if command.age is not None:
        evidence["age"] = command.age
    if command.reason:
        evidence["reason"] = command.reason
    return dumps(evidence) if evidence else ""


def spill(group: Group, account: int, minutes: int, store_cap: int | None) -> Refused | None:
    """Send what stands above the store cap or the ceiling to the account's pool, at most `minutes`."""
    draft = group.draft
    holder = draft.accounts[account]
    limits = [] if holder.ceiling is None else [holder.ceiling - holder.held_in]
    if store_cap is not None:
        limits.append(store_cap)
    if not limits or holder.posted <= min(limits):
        return None
    if holder.pool is None:
        return Refused("ceiling" if store_cap is None or min(limits) < store_cap else "store_cap")
    pool = draft.accounts[holder.pool]
    excess = min(minutes, holder.posted - min(limits), minutes if holder.room is None else holder.room)
    if pool.status == "closed":
        return Refused("account_closed", f"account={pool.id}")
    if pool.space is not None and excess > pool.space:
        return Refused("ceiling", f"account={pool.id} space={pool.space}")
    if excess > 0:
        group.move("surplus", account, holder.pool, excess, main=False)
    return None


def _accounts(command: Command, kind: Kind, src: Account, dst: Account) -> Refused | None:
    if src.kind not in kind.src or dst.kind not in kind.dst or (command.kind == "clear" and src.kind == dst.kind):
        return Refused("wrong_accounts", f"src={src.kind} dst={dst.kind}")
    for account in (src, dst):
        if account.status == "closed":
            return Refused("account_closed", f"account={account.id}")
    if src.status == "frozen" and command.kind not in {"repay", "lapse"}:
        return Refused("account_frozen", f"account={src.id}")
    if command.minutes <= 0:
        return Refused("no_minutes")
    return None


def _capped(minutes: int, cap: int) -> Refused | None:
    if cap <= 0:
        return Refused("not_allowed")
    return Refused("over_cap", f"cap={cap}") if minutes > cap else None


def _particular(command: Command, policy: Policy, src: Account, dst: Account) -> Refused | None:
    """What one kind alone asks for."""
    kind = command.kind
    too_young = policy.redeem_age is not None and (command.age is None or command.age < policy.redeem_age)
    refusals = {
        "redeem": Refused("age", f"from={policy.redeem_age}") if too_young else None,
        "gift": Refused("relation") if command.relation not in policy.relatives else None,
        "lapse": Refused("not_allowed") if policy.expiry_days is None else None,
        "issue": _capped(command.minutes, policy.issue_cap),
    }
    if kind in refusals:
        return refusals[kind]
    if kind == "carry":
        return Refused("not_new") if dst.seq != 1 else _capped(command.minutes, policy.carry_cap)
    if kind in {"repay", "writeoff"}:
        debtor = src if kind == "repay" else dst
        if command.pending is not None:
            return Refused("not_allowed")
        if command.minutes > debtor.owed:
            return Refused("not_owed", f"owed={debtor.owed}")
    return None


def _bounds(command: Command, policy: Policy, src: Account, dst: Account) -> Refused | None:
    if src.room is not None and command.minutes > src.room:
        return Refused("floor", f"account={src.id} room={max(0, src.room)}")
    if command.kind == "writeoff" or (command.kind in CREDITS_WITH_SURPLUS and dst.pool is not None):
        return None
    if dst.space is not None and command.minutes > dst.space:
        return Refused("ceiling", f"account={dst.id} space={max(0, dst.space)}")
    if dst.kind == "person" and policy.store_cap is not None:
        space = policy.store_cap - dst.posted - dst.held_in
        if command.minutes > space:
            return Refused("store_cap", f"account={dst.id} space={max(0, space)}")
    return None


def _formal(command: Command, kind: Kind, policy: Policy) -> Refused | None:
    if command.policy is not None and command.policy != policy.id:
        return Refused("policy_differs", f"policy={policy.id}")
    if kind.approval and command.approved_by in {"", command.made_by}:
        return Refused("not_approved")
    if command.pending is not None and command.pending <= command.at:
        return Refused("lapsed")
    return None


def transfer(draft: Draft, command: Command) -> Result:
    """Post or reserve one transfer."""
    kind = TRANSFERS[command.kind]
    if command.src == command.dst:
        return Refused("same_account")
    src, dst = draft.accounts.get(command.src), draft.accounts.get(command.dst)
    if src is None or dst is None:
        return Refused("no_account", f"account={command.src if src is None else command.dst}")
    policy = in_force(draft.policies, command.visit.checkin if kind.evidence and command.visit else command.at)
    if policy is None:
        return _accounts(command, kind, src, dst) or Refused("no_policy")
    return (
        _accounts(command, kind, src, dst)
        or _formal(command, kind, policy)
        or (minting.refusal(draft, command, policy, src, dst) if kind.evidence else None)
        or _particular(command, policy, src, dst)
        or _bounds(command, policy, src, dst)
        or _write(draft, command, policy, src)
    )


def _write(draft: Draft, command: Command, policy: Policy, src: Account) -> Result:
    group = Group(draft, command, policy.id, basis_of(command))
    review = minting.review(draft, command, policy) if command.kind == "earn" else None
    until = command.pending
    if review:
        until = max(until or 0, command.at + policy.review_days * DAY)
    turn = None
    if TRANSFERS[command.kind].evidence and command.visit is not None:
        use = draft.visits.get(command.visit.id)
        turn = 1 if use is None else use.turn + 1
    phase = "posted" if until is None else "held"
    group.move(command.kind, src.id, command.dst, command.minutes, main=True, phase=phase, turn=turn, until=until)
    if command.kind == "writeoff":
        group.move("repay", command.dst, draft.roles["debt"], command.minutes, main=False)
    if phase == "posted" and command.kind in CREDITS_WITH_SURPLUS:
        refused = spill(group, command.dst, command.minutes, policy.store_cap)
        if refused:
            return refused
    after = draft.accounts[src.id]
    low = after.kind == "person" and policy.soft_floor is not None and after.posted < policy.soft_floor
    return Posted(tuple(group.rows), ("soft_floor",) if low else (), review)


def matches(command: Command, src: int | None, dst: int | None, minutes: int) -> bool:
    """Whether what a command says about the row it refers to is right; 0 says nothing."""
    return command.src in {0, src} and command.dst in {0, dst} and command.minutes in {0, minutes}


def _may_settle(command: Command, row: Row) -> bool:
    if not TRANSFERS[row.kind].approval:
        return True
    evidence = json.loads(row.basis).get("visit", {}) if row.basis else {}
    involved = {"", command.made_by, row.made_by, row.approved_by, row.helper, row.served}
    return command.approved_by not in involved | {evidence.get("confirmer"), evidence.get("recorder")}


def _not_now(draft: Draft, command: Command, row: Row) -> Refused | None:
    """Why this second step cannot follow this pending row."""
    if row.src not in draft.accounts or row.dst not in draft.accounts:
        return Refused("no_transfer")  # it was not there yet when the locks were taken
    if row.number in draft.settled_by:
        return Refused("settled", f"row={draft.settled_by[row.number]}")
    if not matches(command, row.src, row.dst, row.minutes):
        return Refused("differs")
    lapsed = command.at >= (row.until or 0)
    if command.kind in {"settle", "expire"} and lapsed == (command.kind == "settle"):
        return Refused("lapsed" if lapsed else "not_lapsed")
    if command.kind == "settle" and not _may_settle(command, row):
        return Refused("not_approved")
    return None


def second_step(draft: Draft, command: Command) -> Result:
    """Settle, void or expire a pending transfer."""
    number = draft.keys.get(command.settles or "")
    if number is None:
        return Refused("no_transfer")
    row = draft.rows[number]
    if row.phase != "held" or row.dst is None:
        return Refused("not_pending")
    refused = _not_now(draft, command, row)
    if refused:
        return refused
    group = Group(draft, command, row.policy, basis_of(command))
    phase = SECOND_STEPS[command.kind]
    group.move(row.kind, row.src, row.dst, row.minutes, main=True, phase=phase, settles=number)
    if phase == "settled" and row.kind in CREDITS_WITH_SURPLUS:
        policy = next((policy for policy in draft.policies if policy.id == row.policy), None)
        refused = spill(group, row.dst, row.minutes, None if policy is None else policy.store_cap)
        if refused:
            return refused
    return Posted(tuple(group.rows))
