"""Which kinds of transfer there are and between which accounts they run."""

from __future__ import annotations

from typing import NamedTuple

PERSON, POOL, FUND, PARTNER, ISSUE, DEBT = (
    frozenset({kind}) for kind in ("person", "pool", "fund", "partner", "issue", "debt")
)


class Kind(NamedTuple):
    """Accounts a kind runs between, and what it wants.

    Parameters
    ----------
    src, dst : frozenset of str
        Kinds of account.
    evidence : bool
        A visit is wanted.
    approval : bool
        A second person must approve.
    reversible : bool
        It may be reversed.

    """

    src: frozenset[str]
    dst: frozenset[str]
    evidence: bool = False
    approval: bool = False
    reversible: bool = True


TRANSFERS: dict[str, Kind] = {
    "earn": Kind(ISSUE, PERSON, evidence=True, approval=True),  # the only path on which service makes hours
    "exchange": Kind(PERSON, PERSON, evidence=True),  # the one served pays; nothing is made
    "redeem": Kind(PERSON, ISSUE),
    "gift": Kind(PERSON, PERSON),
    "donate": Kind(PERSON, POOL | FUND),
    "grant": Kind(POOL | FUND, PERSON, approval=True),
    "issue": Kind(ISSUE, FUND, approval=True),
    "carry": Kind(ISSUE, PERSON, approval=True),
    "lapse": Kind(PERSON, ISSUE, approval=True),
    "send": Kind(PERSON, PARTNER),
    "receive": Kind(PARTNER, PERSON),
    "clear": Kind(PARTNER | ISSUE, PARTNER | ISSUE, approval=True),
    "repay": Kind(PERSON, DEBT, reversible=False),
    "writeoff": Kind(ISSUE, PERSON, approval=True, reversible=False),
}
DERIVED = frozenset({"surplus", "debt", "reversal"})  # rows the engine writes itself
SECOND_STEPS = {"settle": "settled", "void": "voided", "expire": "expired"}
ACCOUNT_COMMANDS = frozenset({"open", "limits", "freeze", "thaw", "close"})
CREDITS_WITH_SURPLUS = frozenset({"earn", "exchange"})
