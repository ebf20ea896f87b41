"""Make a `State` from what a database answered; shared by the two database stores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mulin.engines.ledger.account import Account
from mulin.engines.ledger.policy import Policy
from mulin.engines.ledger.row import FIELDS, Row
from mulin.engines.ledger.state import Service, State, Use

ROW_COLUMNS = ", ".join(FIELDS)
ACCOUNT_COLUMNS = ", ".join(Account._fields)


def dead(prefix: str) -> str:
    """SQL condition: row `t` no longer stands (reversed, voided, expired, or settled and then reversed)."""
    return (  # table names only, no outside text
        f"(EXISTS (SELECT 1 FROM {prefix}_row r WHERE r.reverses = t.number) "  # noqa: S608
        f"OR EXISTS (SELECT 1 FROM {prefix}_row s WHERE s.settles = t.number AND (s.phase <> 'settled' "
        f"OR EXISTS (SELECT 1 FROM {prefix}_row r WHERE r.reverses = s.number))))"
    )


def assemble(
    policies: tuple[Policy, ...],
    *,
    head: Sequence[Any],
    accounts: Iterable[Sequence[Any]],
    rows: Iterable[Sequence[Any]],
    answers: Iterable[Sequence[Any]],
    uses: Iterable[Sequence[Any]],
    services: Iterable[Sequence[Any]],
) -> State:
    """Put the pieces of a loaded state together.

    Parameters
    ----------
    policies : tuple of Policy
        The dated rules.
    head : sequence
        Number and hash of the last row.
    accounts, rows : iterables of sequences
        In the order of `ACCOUNT_COLUMNS` and `ROW_COLUMNS`; rows by number.
    answers : iterable of (int or None, int or None, int)
        What later rows reverse or settle, and their number.
    uses : iterable of (str, int, bool)
        Visit, turn and whether it stands; ascending turns.
    services : iterable
        Helper, then the fields of `Service`; by number.

    """
    entered = {row[0]: Row(*row) for row in rows}
    groups: dict[int, tuple[int, ...]] = {}
    for number, row in entered.items():
        groups[row.first] = (*groups.get(row.first, ()), number)
    reversed_by: dict[int, int] = {}
    settled_by: dict[int, int] = {}
    for reverses, settles, number in answers:
        if reverses is not None:
            reversed_by[reverses] = number
        if settles is not None:
            settled_by[settles] = number
    standing: dict[str, tuple[Service, ...]] = {}
    for helper, *values in services:
        standing[helper] = (*standing.get(helper, ()), Service(*values))
    return State(
        policies=policies,
        accounts={values[0]: Account(*values) for values in accounts},
        rows=entered,
        keys={row.key: number for number, row in entered.items()},
        groups=groups,
        reversed_by=reversed_by,
        settled_by=settled_by,
        visits={visit: Use(turn, bool(live)) for visit, turn, live in uses},
        services=standing,
        number=head[0],
        head=head[1],
    )
