"""Nobody mints alone: what a visit must show before it earns, and what goes to review."""

from __future__ import annotations

from mulin.engines.ledger.account import Account
from mulin.engines.ledger.command import Command, Visit
from mulin.engines.ledger.policy import DAY, Policy, local_day
from mulin.engines.ledger.result import Refused
from mulin.engines.ledger.state import Draft, Service


def creditable(visit: Visit, policy: Policy) -> int | None:
    """Most minutes a visit may credit: real interval within the plan and its grace, times the rate.

    Returns
    -------
    int or None
        Whole minutes, rounded down; None when the service has no rate.

    Examples
    --------
    >>> from datetime import date
    >>> hour = Visit("v", "visit", "h", "b", "r", "c", 0, 3600, 7200, 3000, 7500)
    >>> creditable(hour, Policy("p", date(1970, 1, 1))), creditable(hour, Policy("p", date(1970, 1, 1), grace=5))
    (60, 70)

    """
    rate = policy.rates.get(visit.service)
    if rate is None:
        return None
    began = max(visit.checkin, visit.planned_from - policy.grace * 60)
    ended = min(visit.checkout, visit.planned_until + policy.grace * 60)
    return max(0, ended - began) // 60 * rate[0] // rate[1]


def _people(command: Command, visit: Visit, src: Account, dst: Account) -> Refused | None:
    if visit.helper != dst.owner:
        return Refused("not_the_helper")
    if command.kind == "exchange" and visit.beneficiary != src.owner:
        return Refused("not_the_payer")
    if visit.helper == visit.beneficiary:
        return Refused("serves_self")
    if visit.confirmer in {visit.helper, visit.recorder}:
        return Refused("not_confirmed")
    if command.kind == "earn" and command.approved_by in {visit.helper, visit.recorder, visit.confirmer}:
        return Refused("not_approved")
    return None


def _times(command: Command, visit: Visit, policy: Policy) -> Refused | None:
    if visit.checkout < visit.checkin or visit.planned_until < visit.planned_from:
        return Refused("ends_before_start")
    if visit.planned_at > min(visit.planned_from, visit.checkin):
        return Refused("plan_after_start")
    if visit.checkout > command.at:
        return Refused("not_over")
    if command.at - visit.checkout > policy.late_days * DAY:
        return Refused("too_late", f"days={policy.late_days}")
    return None


def _minutes(command: Command, visit: Visit, policy: Policy) -> Refused | None:
    most = creditable(visit, policy)
    if most is None:
        return Refused("no_service")
    return Refused("too_many_minutes", f"most={most}") if command.minutes > most else None


def _history(command: Command, visit: Visit, policy: Policy, services: tuple[Service, ...]) -> Refused | None:
    for service in services:
        if service.began < visit.checkout and visit.checkin < service.ended:
            return Refused("overlap", f"row={service.number}")
    day = local_day(visit.checkin)
    that_day = sum(service.minutes for service in services if local_day(service.began) == day)
    cap = 1440 if policy.day_cap is None else policy.day_cap
    if that_day + command.minutes > cap:
        return Refused("day_cap", f"cap={cap} credited={that_day}")
    return None


def refusal(draft: Draft, command: Command, policy: Policy, src: Account, dst: Account) -> Refused | None:
    """Why a visit earns nothing, or None when it does."""
    visit = command.visit
    if visit is None:
        return Refused("no_evidence")
    use = draft.visits.get(visit.id)
    if use is not None and use.live:
        return Refused("visit_used")
    return (
        _people(command, visit, src, dst)
        or _times(command, visit, policy)
        or _minutes(command, visit, policy)
        or _history(command, visit, policy, draft.services.get(visit.helper, ()))
    )


def review(draft: Draft, command: Command, policy: Policy) -> str | None:
    """Why an earning that breaks no rule must still be looked at: `circle`, `burst` or None."""
    visit = command.visit
    if visit is None:
        return None
    if policy.circle_days:
        since = visit.checkin - policy.circle_days * DAY
        if any(
            service.served == visit.helper and service.began >= since
            for service in draft.services.get(visit.beneficiary, ())
        ):
            return "circle"
    if policy.burst_count:
        since = command.at - policy.burst_seconds
        recent = sum(since <= service.at <= command.at for service in draft.services.get(visit.helper, ()))
        if recent >= policy.burst_count:
            return "burst"
    return None
