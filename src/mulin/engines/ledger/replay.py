"""Rebuild a ledger from its rows alone."""

from __future__ import annotations

from collections.abc import Iterable

from mulin.engines.ledger.account import Account
from mulin.engines.ledger.moves import account_after, debts, sides
from mulin.engines.ledger.policy import Policy
from mulin.engines.ledger.row import Row
from mulin.engines.ledger.state import Draft, State


def carry_out(accounts: dict[int, Account], row: Row) -> None:
    """Carry out one stored row on accounts: what it says, no rule asked.

    Raises
    ------
    KeyError
        The row names an account that was never opened.

    """
    if row.dst is None:
        accounts[row.src] = account_after(accounts[row.src] if row.kind != "open" else None, row)
        return
    left, right = sides(accounts[row.src], accounts[row.dst], row.phase, row.minutes)
    if row.phase in {"posted", "settled"}:
        left, right = debts(row.kind, left, right, row.minutes)
    accounts[row.src], accounts[row.dst] = left, right


def replay(rows: Iterable[Row], policies: tuple[Policy, ...] = ()) -> State:
    """State after rows, in their order.

    Parameters
    ----------
    rows : iterable of Row
        From the first row of the journal on; a prefix gives the state of that moment.
    policies : tuple of Policy
        Rules the state is to carry on with.

    Returns
    -------
    State
        The whole ledger: continue with `apply`, compare with what is stored.

    Raises
    ------
    KeyError
        A row names an account or a row that does not exist; `audit` says which without raising.

    Examples
    --------
    >>> replay([]).number
    0

    """
    draft = Draft(State(policies))
    for row in rows:
        carry_out(draft.accounts, row)
        draft.restore(row)
        draft.forget()
    return draft.freeze()
