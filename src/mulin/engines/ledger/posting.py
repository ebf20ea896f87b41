"""The state machine: one command or a batch, applied to a state."""

from __future__ import annotations

from collections.abc import Sequence

from mulin.engines.ledger.administration import administer, settings_basis
from mulin.engines.ledger.command import Command, well_formed
from mulin.engines.ledger.kinds import ACCOUNT_COMMANDS, SECOND_STEPS, TRANSFERS
from mulin.engines.ledger.result import Exists, Posted, Refused, Result
from mulin.engines.ledger.reversing import reversal
from mulin.engines.ledger.row import Row
from mulin.engines.ledger.state import Draft, State
from mulin.engines.ledger.transfers import matches, second_step, transfer


def _same_content(draft: Draft, command: Command, row: Row) -> bool:
    """Whether the same thing is asked as was written; who asks and when does not matter."""
    if command.kind in ACCOUNT_COMMANDS:
        return (row.kind, row.src, row.basis) == (command.kind, command.src, settings_basis(command))
    if command.kind == "reversal":
        target = None if row.reverses is None else draft.rows.get(row.reverses)
        return (
            target is not None
            and target.key == command.reverses
            and matches(command, target.dst, target.src, target.minutes)
        )
    if command.kind in SECOND_STEPS:
        target = None if row.settles is None else draft.rows.get(row.settles)
        return (
            target is not None
            and row.phase == SECOND_STEPS[command.kind]
            and target.key == command.settles
            and matches(command, row.src, row.dst, row.minutes)
        )
    visit = command.visit.id if command.visit is not None and TRANSFERS[command.kind].evidence else None
    return (
        row.phase in {"posted", "held"}
        and (row.kind, row.src, row.dst, row.minutes) == (command.kind, command.src, command.dst, command.minutes)
        and row.visit == visit
    )


def step(draft: Draft, command: Command) -> Result:
    """Apply one command to a draft; a refused one leaves the draft as it was."""
    if not well_formed(command):
        return Refused("malformed")
    account_command, second, plain = (
        command.kind in ACCOUNT_COMMANDS,
        command.kind in SECOND_STEPS,
        command.kind in TRANSFERS,
    )
    if not (account_command or second or plain or command.kind == "reversal"):
        return Refused("unknown_kind")
    known = draft.keys.get(command.key)
    if known is not None:
        row = draft.rows[known]
        return Exists(row) if _same_content(draft, command, row) else Refused("key_reused", f"row={row.number}")
    mark = draft.mark()
    if plain:
        result = transfer(draft, command)
    elif second:
        result = second_step(draft, command)
    elif account_command:
        result = administer(draft, command)
    else:
        result = reversal(draft, command)
    if isinstance(result, Refused):
        draft.back(mark)
    return result


def apply(state: State, command: Command) -> tuple[State, Result]:
    """Apply one command: deterministic, total, never raises, leaves `state` as it was.

    Parameters
    ----------
    state : State
        The ledger, or the part of it the command touches (see `needs`).
    command : Command
        What is asked; anything malformed in it is refused, not raised.

    Returns
    -------
    State, Posted or Exists or Refused
        The state after it, the same one when nothing was written.

    Examples
    --------
    >>> from mulin.engines.ledger import Settings
    >>> state, _ = apply(State(), Command("a", "open", 1, at=1, made_by="w", settings=Settings("issue", "i", None)))
    >>> state.accounts[1].kind, state.number
    ('issue', 1)
    >>> apply(state, Command("b", "donate", 1, 1, 60, at=1, made_by="w"))[1]
    Refused(code='same_account', detail='')

    """
    draft = Draft(state)
    result = step(draft, command)
    return (draft.freeze() if isinstance(result, Posted) else state), result


def _chain(draft: Draft, commands: Sequence[Command]) -> list[Result]:
    """Apply a chain all or nothing."""
    mark = draft.mark()
    results: list[Result] = []
    for position, command in enumerate(commands):
        result = step(draft, command)
        if isinstance(result, Refused):
            draft.back(mark)
            others: list[Result] = [Refused("linked", f"position={position}") for _ in commands]
            others[position] = result
            return others
        results.append(result)
    known = sum(isinstance(result, Exists) for result in results)
    if 0 < known < len(results):
        draft.back(mark)
        return [Refused("linked_partly_known", f"known={known}") for _ in commands]
    return results


def apply_batch(
    state: State, commands: Sequence[Command], linked: Sequence[tuple[int, int]] = ()
) -> tuple[State, list[Result]]:
    """Apply commands in order; each succeeds or is refused alone, a linked chain as a whole.

    Parameters
    ----------
    state : State
        The ledger, or the part of it the commands touch.
    commands : sequence of Command
        In the order in which they are to be applied.
    linked : sequence of (int, int)
        Chains as half-open ranges of positions, ascending and disjoint.

    Returns
    -------
    State, list of Posted or Exists or Refused
        The state after all, one result per command.

    Raises
    ------
    ValueError
        The ranges overlap, are out of order or leave the batch.

    """
    draft = Draft(state)
    results: list[Result] = []
    for start, stop in linked:
        if not len(results) <= start < stop <= len(commands):
            raise ValueError(f"linked range {start}:{stop} is out of order")
        results += [step(draft, command) for command in commands[len(results) : start]]
        results += _chain(draft, commands[start:stop])
    results += [step(draft, command) for command in commands[len(results) :]]
    return (draft.freeze() if draft.number != state.number else state), results
