"""What the ledger answers."""

from __future__ import annotations

from typing import NamedTuple

from mulin.engines.ledger.row import Row


class Posted(NamedTuple):
    """Written: the rows of the command, warnings, and why it waits for review if it does.

    Parameters
    ----------
    rows : tuple of Row
        The rows written for the command.
    warnings : tuple of str
        `soft_floor`: the account is below the limit at which a talk is due.
    review : str or None
        `circle` or `burst`: held until somebody else settles it.

    """

    rows: tuple[Row, ...]
    warnings: tuple[str, ...] = ()
    review: str | None = None

    @property
    def row(self) -> Row:
        """The row that carries the command's own key."""
        return next(row for row in self.rows if "#" not in row.key)


class Exists(NamedTuple):
    """Known already with the same content: the row written the first time."""

    row: Row


class Refused(NamedTuple):
    """Not written, nothing changed.

    Parameters
    ----------
    code : str
        A key of `REFUSALS`.
    detail : str
        The figures behind it, ``name=value`` with blanks between.

    """

    code: str
    detail: str = ""


Result = Posted | Exists | Refused

REFUSALS: dict[str, str] = {
    "malformed": "a field is missing, of the wrong type or out of range",
    "unknown_kind": "there is no such kind of command",
    "key_reused": "the key was used for another content",
    "no_account": "an account does not exist",
    "account_exists": "the account number is taken",
    "same_account": "source and destination are one account",
    "wrong_accounts": "this kind does not run between accounts of these kinds",
    "account_frozen": "nothing may leave a frozen account",
    "account_closed": "the account is closed: its holder has moved away or died",
    "not_empty": "an account closes only with balance 0, nothing reserved and nothing owed",
    "status": "the account is not in the state this command starts from",
    "one_only": "there is one issue account and one debt account",
    "no_minutes": "minutes must be positive",
    "floor": "the balance would fall below the floor",
    "ceiling": "the balance would rise above the ceiling",
    "store_cap": "the balance would rise above the store cap of the policy",
    "no_policy": "no policy is in force on that day",
    "policy_differs": "another policy is in force on that day",
    "not_allowed": "the policy in force does not allow this",
    "over_cap": "more than the policy allows at once",
    "not_approved": "it wants the approval of a second person",
    "no_evidence": "hours are earned only with a visit",
    "plan_after_start": "the visit was not planned before it began",
    "ends_before_start": "the visit ends before it starts",
    "not_over": "the visit ends in the future",
    "too_late": "recorded too long after the service",
    "not_the_helper": "the account is not the helper's",
    "not_the_payer": "the account is not that of the one served",
    "serves_self": "helper and served are one person",
    "not_confirmed": "the confirmer must be neither helper nor recorder",
    "too_many_minutes": "more minutes than plan and check-in allow",
    "visit_used": "the visit has earned already",
    "overlap": "the helper was on another visit at that time",
    "day_cap": "more minutes in one day than the policy allows",
    "no_service": "the service is not in the rate table",
    "relation": "gifts go only to the relatives the policy names",
    "age": "not yet of the age to redeem",
    "not_owed": "no such debt",
    "not_new": "a carried balance is for a new account only",
    "no_transfer": "the transfer referred to does not exist",
    "differs": "accounts or minutes differ from the transfer referred to",
    "reversed": "the transfer is reversed already",
    "not_reversible": "rows of this kind are not reversed",
    "not_pending": "the transfer is not pending",
    "settled": "the pending transfer is settled already",
    "lapsed": "the reservation has lapsed",
    "not_lapsed": "the reservation has not lapsed yet",
    "linked": "another command of the same chain was refused",
    "linked_partly_known": "some commands of the chain were posted before, others not",
}
