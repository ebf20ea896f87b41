"""A small community for the ledger's tests: its policies, its accounts, and commands that are right."""

from __future__ import annotations

from datetime import date

from mulin.engines.ledger import Command, Policy, Posted, Settings, Store, Visit, post

HOUR = 3600
NOW = 1_780_000_000  # in May 2026
ISSUE, DEBT, POOL, FUND, PARTNER = 1, 2, 3, 4, 5
ANNA, BOB, CLEO, DORA = 11, 12, 13, 14

POLICIES = (
    Policy("early", date(2020, 1, 1), date(2025, 12, 31)),
    Policy(
        "city-2026",
        date(2026, 1, 1),
        None,
        "a rule of the test city",
        rates={"visit": (1, 1), "meal": (1, 2)},
        day_cap=240,
        store_cap=600,
        redeem_age=60,
        relatives=frozenset({"parent", "child"}),
        expiry_days=365,
        grace=5,
        carry_cap=300,
        issue_cap=6000,
        soft_floor=-30,
        burst_count=4,
    ),
)


def opening(account: int, kind: str = "person", **settings: object) -> Command:
    """Command that opens an account."""
    values = {"kind": kind, "owner": f"p{account}"} | settings
    return Command(
        f"open-{account}", "open", account, at=NOW, made_by="clerk", approved_by="head", settings=Settings(**values)
    )


def accounts() -> list[Command]:
    """Roles, a pool, a fund, a partner and four people."""
    bounded = {"floor": -60, "ceiling": 900, "pool": POOL}
    return [
        opening(ISSUE, "issue", floor=None),
        opening(DEBT, "debt", floor=None),
        opening(POOL, "pool"),
        opening(FUND, "fund"),
        opening(PARTNER, "partner", floor=-600, ceiling=600),
        *(opening(person, **bounded) for person in (ANNA, BOB, CLEO, DORA)),
    ]


def founded(store: Store) -> Store:
    """The store with the community's accounts opened."""
    assert all(isinstance(result, Posted) for result in post(store, accounts()))
    return store


def visit(name: str, helper: int, served: str = "elder", begin: int = NOW - 5 * HOUR, minutes: int = 60) -> Visit:
    """A visit as it should be."""
    return Visit(
        name,
        "visit",
        f"p{helper}",
        served,
        recorder=f"p{helper}",
        confirmer="neighbour",
        planned_at=begin - 24 * HOUR,
        planned_from=begin,
        planned_until=begin + minutes * 60,
        checkin=begin,
        checkout=begin + minutes * 60,
    )


def earning(key: str, helper: int, minutes: int = 60, **visit_values: object) -> Command:
    """An earning as it should be."""
    evidence = visit(f"v-{key}", helper, minutes=minutes, **visit_values)
    return Command(key, "earn", ISSUE, helper, minutes, at=NOW, made_by="clerk", approved_by="head", visit=evidence)


def moving(key: str, kind: str, src: int, dst: int, minutes: int, **values: object) -> Command:
    """A transfer approved as it should be."""
    return Command(key, kind, src, dst, minutes, **({"at": NOW, "made_by": "clerk", "approved_by": "head"} | values))


def referring(key: str, kind: str, target: str, **values: object) -> Command:
    """A reversal or a second step."""
    field = "reverses" if kind == "reversal" else "settles"
    return Command(key, kind, **({field: target, "at": NOW + 60, "made_by": "clerk", "approved_by": "chair"} | values))


def code(result: object) -> str:
    """Code of a refusal, or the name of the answer."""
    return getattr(result, "code", type(result).__name__)
