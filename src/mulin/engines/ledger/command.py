"""What is asked of the ledger."""

from __future__ import annotations

from typing import NamedTuple

LARGEST = 10**9  # minutes of one transfer, and the largest account number; keeps every sum inside 64 bits
LATEST = 2**37  # seconds since 1970; beyond that calendars end


class Visit(NamedTuple):
    """Evidence of a service: planned beforehand, checked in and out, confirmed by a third.

    Parameters
    ----------
    id : str
        Outward reference of the visit; earns once.
    service : str
        Key of the rate table of the policy.
    helper, beneficiary : str
        Owner references of who served and who was served.
    recorder, confirmer : str
        Who wrote it down, and who confirmed it.
    planned_at, planned_from, planned_until, checkin, checkout : int
        Seconds since 1970-01-01 UTC: when the plan was made, the planned interval, the real interval.

    """

    id: str
    service: str
    helper: str
    beneficiary: str
    recorder: str
    confirmer: str
    planned_at: int
    planned_from: int
    planned_until: int
    checkin: int
    checkout: int


class Settings(NamedTuple):
    """Settings of an account, for the commands `open` and `limits`."""

    kind: str = "person"
    owner: str = ""
    floor: int | None = 0
    ceiling: int | None = None
    pool: int | None = None


class Command(NamedTuple):
    """One request, made and stored by the client before it is sent.

    Parameters
    ----------
    key : str
        Idempotency key (a uuid, printed as QR on the paper slip); 1 to 64 characters without ``#``.
    kind : str
        A kind of `TRANSFERS`, or `reversal`, `settle`, `void`, `expire`, or an account command
        (`open`, `limits`, `freeze`, `thaw`, `close`).
    src, dst : int
        Accounts the minutes leave and reach. Reversals and the second step of a pending transfer take
        them from the row they refer to (0), account commands use `src` alone.
    minutes : int
        Whole minutes, positive; 0 where it is taken from the row referred to.
    at : int
        When the command is posted, seconds since 1970-01-01 UTC.
    made_by, approved_by : str
        References of who made it and who approved it.
    visit : Visit or None
        Evidence, for `earn` and `exchange`.
    reverses, settles : str or None
        Key of the transfer to reverse, or of the pending one to settle.
    pending : int or None
        Time at which a reservation lapses; None posts at once.
    policy : str or None
        Policy the client reckoned with; refused when another one is in force. None takes the one in force.
    relation : str or None
        Relation of the receiver to the giver, for `gift`.
    age : int or None
        Age in years of the one who redeems.
    reason : str
        Coded reason, for reversals.
    settings : Settings or None
        For `open` and `limits`.

    """

    key: str
    kind: str
    src: int = 0
    dst: int = 0
    minutes: int = 0
    at: int = 0
    made_by: str = ""
    approved_by: str = ""
    visit: Visit | None = None
    reverses: str | None = None
    settles: str | None = None
    pending: int | None = None
    policy: str | None = None
    relation: str | None = None
    age: int | None = None
    reason: str = ""
    settings: Settings | None = None


def _whole(value: object, lowest: int, highest: int) -> bool:
    return type(value) is int and lowest <= value <= highest


def _text(value: object, longest: int, shortest: int = 0) -> bool:
    if type(value) is not str or not shortest <= len(value) <= longest or "\x00" in value:
        return False
    return value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value)


def _visit_well_formed(visit: Visit) -> bool:
    return all(_text(text, 64, 1) for text in visit[:6]) and all(_whole(time, 0, LATEST) for time in visit[6:])


def _settings_well_formed(settings: Settings) -> bool:
    return (
        _text(settings.kind, 16, 1)
        and _text(settings.owner, 64, 1)
        and (settings.floor is None or _whole(settings.floor, -LARGEST * 1000, LARGEST * 1000))
        and (settings.ceiling is None or _whole(settings.ceiling, -LARGEST * 1000, LARGEST * 1000))
        and (settings.pool is None or _whole(settings.pool, 1, LARGEST))
    )


def well_formed(command: Command) -> bool:
    """Whether every field has its type and range, whatever was handed in.

    Examples
    --------
    >>> well_formed(Command("k", "donate", 1, 2, 30, at=1, made_by="w1"))
    True
    >>> well_formed(Command("k", "donate", 1, 2, 30.0, at=1, made_by="w1"))
    False

    """
    if type(command) is not Command:
        return False
    references = (command.reverses, command.settles, command.policy, command.relation)
    return (
        _text(command.key, 64, 1)
        and "#" not in command.key
        and _text(command.kind, 16, 1)
        and _whole(command.src, 0, LARGEST)
        and _whole(command.dst, 0, LARGEST)
        and _whole(command.minutes, 0, LARGEST)
        and _whole(command.at, 0, LATEST)
        and _text(command.made_by, 64, 1)
        and _text(command.approved_by, 64)
        and all(text is None or _text(text, 64, 1) for text in references)
        and (command.pending is None or _whole(command.pending, 0, LATEST))
        and (command.age is None or _whole(command.age, 0, 200))
        and _text(command.reason, 64)
        and (command.visit is None or (type(command.visit) is Visit and _visit_well_formed(command.visit)))
        and (
            command.settings is None or (type(command.settings) is Settings and _settings_well_formed(command.settings))
        )
    )
