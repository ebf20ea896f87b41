"""Opening, bounding, freezing and closing accounts: rows of the same chain, so that they too can be replayed."""

from __future__ import annotations

from mulin.canon import dumps
from mulin.engines.ledger.account import ACCOUNT_KINDS, UNBOUNDED_KINDS, Account
from mulin.engines.ledger.command import Command, Settings
from mulin.engines.ledger.moves import Group
from mulin.engines.ledger.result import Posted, Refused, Result
from mulin.engines.ledger.state import Draft


def settings_basis(command: Command) -> str:
    """Canonical text of the settings a command carries."""
    return dumps(command.settings._asdict()) if command.settings is not None else ""


def _settings_refusal(draft: Draft, command: Command, settings: Settings) -> Refused | None:
    if settings.kind not in ACCOUNT_KINDS or command.src <= 0:
        return Refused("malformed")
    if settings.kind in UNBOUNDED_KINDS:
        return None if settings[2:] == (None, None, None) else Refused("malformed")
    if settings.pool is not None:
        pool = draft.accounts.get(settings.pool)
        if pool is None or pool.kind != "pool" or settings.kind != "person":
            return Refused("no_account", f"account={settings.pool}")
    if (settings.floor is None or settings.floor < 0) and command.approved_by in {"", command.made_by}:
        return Refused("not_approved")
    return None


def _open(draft: Draft, command: Command) -> Refused | None:
    settings = command.settings
    if settings is None:
        return Refused("malformed")
    if command.src in draft.accounts:
        return Refused("account_exists")
    if settings.kind in draft.roles:
        return Refused("one_only")
    if settings.floor is not None and settings.floor > 0:
        return Refused("floor")
    if settings.ceiling is not None and settings.ceiling < 0:
        return Refused("ceiling")
    return _settings_refusal(draft, command, settings)


def _limits(draft: Draft, command: Command, account: Account) -> Refused | None:
    settings = command.settings
    if settings is None:
        return Refused("malformed")
    if (settings.kind, settings.owner, settings.pool) != (account.kind, account.owner, account.pool):
        return Refused("differs")
    if command.approved_by in {"", command.made_by}:
        return Refused("not_approved")
    if settings.floor is not None and account.posted - account.held_out < settings.floor:
        return Refused("floor")
    if settings.ceiling is not None and (
        account.posted + account.held_in > settings.ceiling
        or (settings.floor is not None and account.held_out > settings.ceiling - settings.floor)
    ):
        return Refused("ceiling")
    return _settings_refusal(draft, command, settings)


def _status(command: Command, account: Account) -> Refused | None:
    if account.kind in UNBOUNDED_KINDS:
        return Refused("wrong_accounts")
    allowed = {"freeze": {"open"}, "thaw": {"frozen", "closed"}, "close": {"open", "frozen"}}[command.kind]
    if account.status not in allowed:
        return Refused("status", f"status={account.status}")
    if command.kind == "close" and (account.posted or account.held_in or account.held_out or account.owed):
        return Refused("not_empty", f"posted={account.posted} owed={account.owed}")
    return None


def administer(draft: Draft, command: Command) -> Result:
    """Carry out one account command."""
    account = draft.accounts.get(command.src)
    if command.kind == "open":
        refused = _open(draft, command)
    elif account is None:
        refused = Refused("no_account", f"account={command.src}")
    elif command.kind == "limits":
        refused = _limits(draft, command, account)
    else:
        refused = _status(command, account)
    if refused:
        return refused
    group = Group(draft, command, None, settings_basis(command))
    group.account(command.kind)
    return Posted(tuple(group.rows))
