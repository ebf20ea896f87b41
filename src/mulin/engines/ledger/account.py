"""Accounts of the ledger: what one holder has, may reach, and has reserved."""

from __future__ import annotations

from typing import NamedTuple

ACCOUNT_KINDS = frozenset({"person", "pool", "fund", "partner", "issue", "debt"})
UNBOUNDED_KINDS = frozenset({"issue", "debt"})  # the mirror of everything owed or earned: never stopped by a bound


class Account(NamedTuple):
    """One account, in whole minutes.

    Parameters
    ----------
    id : int
        Number of the account, positive; printed on the card.
    kind : str
        `person`, `pool` (public pool), `fund`, `partner` (another community's bank), `issue` (what was ever
        earned, negative) or `debt` (what reversals could not get back, negative).
    owner : str
        Pseudonymous reference of the holder. The ledger knows no names.
    floor, ceiling : int or None
        Bounds in minutes; None is unbounded.
    pool : int or None
        Account that takes the surplus above the store cap.
    status : str
        `open`, `frozen` (nothing goes out) or `closed` (nothing goes in or out).
    seq : int
        How many rows have touched the account.
    posted : int
        Balance in minutes.
    held_out, held_in : int
        Minutes reserved by pending transfers, going out and coming in.
    owed : int
        Minutes the holder owes to the debt account.

    """

    id: int
    kind: str
    owner: str
    floor: int | None = 0
    ceiling: int | None = None
    pool: int | None = None
    status: str = "open"
    seq: int = 0
    posted: int = 0
    held_out: int = 0
    held_in: int = 0
    owed: int = 0

    @property
    def room(self) -> int | None:
        """Minutes that may still go out; None is unbounded.

        Examples
        --------
        >>> Account(7, "person", "p7", floor=-60, posted=100, held_out=30).room
        130

        """
        return None if self.floor is None else self.posted - self.held_out - self.floor

    @property
    def space(self) -> int | None:
        """Minutes that may still come in; None is unbounded.

        Examples
        --------
        >>> Account(7, "person", "p7", ceiling=90000, posted=100).space
        89900

        """
        return None if self.ceiling is None else self.ceiling - self.posted - self.held_in
