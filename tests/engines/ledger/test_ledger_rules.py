"""Bounds, second steps, reversals, debts, accounts and policies: what is refused and what happens instead."""

from __future__ import annotations

from datetime import date

import pytest

from mulin.engines.ledger import (
    REFUSALS,
    Command,
    MemoryStore,
    Policy,
    Posted,
    Settings,
    State,
    apply,
    apply_batch,
    audit,
    flaws,
    post,
)
from tests.engines.ledger import city
from tests.engines.ledger.city import ANNA, BOB, CLEO, DEBT, FUND, HOUR, ISSUE, NOW, PARTNER, POOL


@pytest.fixture
def store() -> MemoryStore:
    return city.founded(MemoryStore(city.POLICIES))


def codes(store: MemoryStore, *commands: Command) -> list[str]:
    answers = [city.code(result) for result in post(store, commands)]
    assert set(answers) - {"Posted", "Exists"} <= REFUSALS.keys()
    assert audit(store.rows(), store.accounts(), store.head()) == []
    return answers


def balances(store: MemoryStore) -> dict[int, int]:
    return {account.id: account.posted for account in store.accounts() if account.posted}


def test_floor_and_pending_reservation(store: MemoryStore) -> None:
    held = city.moving("h", "donate", ANNA, POOL, 40, pending=NOW + HOUR)
    assert codes(
        store,
        held,
        city.moving("a", "donate", ANNA, POOL, 21),
        city.moving("b", "donate", ANNA, POOL, 20),
        city.referring("s", "settle", "h"),
        city.referring("t", "settle", "h"),
        city.referring("s", "settle", "h"),
    ) == ["Posted", "floor", "Posted", "Posted", "settled", "Exists"]
    assert balances(store) == {ANNA: -60, POOL: 60}


def test_a_reservation_lapses(store: MemoryStore) -> None:
    held = city.moving("h", "donate", ANNA, POOL, 60, pending=NOW + HOUR)
    assert codes(
        store,
        held,
        city.referring("e", "expire", "h", at=NOW + HOUR - 1),
        city.referring("s", "settle", "h", at=NOW + HOUR),
        city.referring("e", "expire", "h", at=NOW + HOUR),
        city.moving("a", "donate", ANNA, POOL, 60),
    ) == ["Posted", "not_lapsed", "lapsed", "Posted", "Posted"]


def test_surplus_above_the_store_cap_goes_to_the_pool_and_comes_back(store: MemoryStore) -> None:
    for day in range(3):
        assert codes(store, city.earning(f"d{day}", ANNA, 240, begin=NOW - (day + 1) * 24 * HOUR)) == ["Posted"]
    assert balances(store) == {ISSUE: -720, ANNA: 600, POOL: 120}
    assert codes(store, city.moving("g", "gift", BOB, ANNA, 5, relation="child")) == ["store_cap"]
    assert codes(store, city.referring("r", "reversal", "d2")) == ["Posted"]
    assert balances(store) == {ISSUE: -480, ANNA: 480}


def test_a_reversal_that_would_break_the_floor_becomes_a_debt(store: MemoryStore) -> None:
    assert (
        codes(
            store,
            city.earning("a", ANNA),
            city.moving("spent", "redeem", ANNA, ISSUE, 120, age=70),
            city.referring("r", "reversal", "a"),
        )
        == ["Posted"] * 3
    )
    assert balances(store) == {ISSUE: 120, ANNA: -60, DEBT: -60}
    assert codes(
        store,
        city.moving("p", "repay", ANNA, DEBT, 61),
        city.earning("b", ANNA, 90, begin=NOW - 20 * HOUR),
        city.moving("q", "repay", ANNA, DEBT, 25),
        city.moving("w", "writeoff", ISSUE, ANNA, 36),
        city.moving("w", "writeoff", ISSUE, ANNA, 35),
    ) == ["not_owed", "Posted", "Posted", "not_owed", "Posted"]
    assert (balances(store)[ANNA], DEBT in balances(store)) == (5, False)


def test_what_is_not_reversed(store: MemoryStore) -> None:
    held = city.moving("h", "donate", ANNA, POOL, 40, pending=NOW + HOUR)
    assert codes(
        store,
        held,
        city.moving("a", "donate", ANNA, POOL, 10),
        city.referring("r1", "reversal", "h"),
        city.referring("r2", "reversal", "a", approved_by="clerk"),
        city.referring("r3", "reversal", "a", minutes=9),
        city.referring("r4", "reversal", "nothing"),
        city.referring("r5", "reversal", "a", src=POOL, dst=ANNA, minutes=10),
        city.referring("r6", "reversal", "r5"),
        city.referring("r5", "reversal", "a"),
        city.referring("r5", "reversal", "h"),
        city.referring("s1", "settle", "a"),
    ) == [
        *("Posted", "Posted", "not_reversible", "not_approved", "differs", "no_transfer", "Posted", "not_reversible"),
        *("Exists", "key_reused", "not_pending"),
    ]


def test_particular_rules(store: MemoryStore) -> None:
    assert codes(
        store,
        city.moving("1", "gift", ANNA, BOB, 5, relation="friend"),
        city.moving("2", "gift", ANNA, BOB, 5, relation="parent"),
        city.moving("3", "redeem", ANNA, ISSUE, 5, age=59),
        city.moving("4", "redeem", ANNA, ISSUE, 5),
        city.moving("5", "redeem", ANNA, ISSUE, 5, age=60),
        city.moving("6", "carry", ISSUE, CLEO, 301),
        city.moving("7", "carry", ISSUE, CLEO, 300),
        city.moving("8", "carry", ISSUE, CLEO, 1),
        city.moving("9", "issue", ISSUE, FUND, 6001),
        city.moving("10", "issue", ISSUE, FUND, 6000, approved_by=""),
        city.moving("11", "issue", ISSUE, FUND, 6000),
        city.moving("12", "grant", FUND, ANNA, 70, approved_by="clerk"),
        city.moving("13", "grant", FUND, ANNA, 70),
        city.moving("14", "clear", ISSUE, ISSUE, 5),
        city.moving("15", "donate", ANNA, ANNA, 5),
        city.moving("16", "donate", ANNA, 99, 5),
        city.moving("17", "donate", ANNA, POOL, 0),
        city.moving("18", "surplus", ANNA, POOL, 5),
        city.moving("19", "receive", PARTNER, ANNA, 601),
        city.moving("20", "send", ANNA, PARTNER, 5),
        city.moving("21", "clear", PARTNER, ISSUE, 5),
        city.moving("22", "lapse", ANNA, ISSUE, 5),
        city.moving("23", "donate", ANNA, POOL, 5, policy="early"),
        city.moving("24", "donate", ANNA, POOL, 5, policy="city-2026"),
    ) == [
        *("relation", "Posted", "age", "age", "Posted", "over_cap", "Posted", "not_new"),
        *("over_cap", "not_approved", "Posted", "not_approved", "Posted", "same_account", "same_account"),
        *("no_account", "no_minutes", "unknown_kind", "floor", "Posted", "Posted", "Posted"),
        *("policy_differs", "Posted"),
    ]


def test_accounts_of_people_who_are_away_or_dead(store: MemoryStore) -> None:
    def command(key: str, kind: str) -> Command:
        return Command(key, kind, ANNA, at=NOW, made_by="clerk", approved_by="head")

    post(store, [city.earning("a", ANNA)])
    assert codes(
        store,
        command("f", "freeze"),
        command("f2", "freeze"),
        city.moving("1", "donate", ANNA, POOL, 5),
        city.earning("b", ANNA, begin=NOW - 20 * HOUR),
        command("t", "thaw"),
        command("c", "close"),
    ) == ["Posted", "status", "account_frozen", "Posted", "Posted", "not_empty"]
    chain = [city.moving("last", "donate", ANNA, POOL, 120), command("c", "close")]
    assert [city.code(result) for result in post(store, chain, [(0, 2)])] == ["Posted", "Posted"]
    assert codes(store, city.earning("d", ANNA, begin=NOW - 30 * HOUR), city.referring("r", "reversal", "a")) == [
        "account_closed",
        "Posted",
    ]
    assert balances(store)[ANNA] == -60
    assert codes(store, command("t2", "thaw"), city.moving("2", "donate", ANNA, POOL, 1)) == ["Posted", "floor"]


def test_opening_and_limits(store: MemoryStore) -> None:
    def opened(account: int, **settings: object) -> Command:
        return city.opening(account, **settings)

    person = {"floor": -60, "ceiling": 900, "pool": POOL, "owner": f"p{ANNA}"}
    limits = Command("l", "limits", ANNA, at=NOW, made_by="clerk", approved_by="head")
    post(store, [city.moving("g", "gift", ANNA, BOB, 50, relation="child")])
    assert codes(
        store,
        opened(ANNA)._replace(key="x1"),
        opened(50, kind="issue", floor=None),
        opened(51, kind="palace"),
        opened(52, floor=5),
        opened(53, ceiling=-1),
        opened(54, pool=FUND),
        opened(55, floor=-10)._replace(approved_by=""),
        opened(56),
        opened(0),
        limits._replace(key="l1", settings=Settings(**person | {"floor": -49})),
        limits._replace(key="l2", settings=Settings(**person | {"floor": -50}), approved_by=""),
        limits._replace(key="l3", settings=Settings(**person | {"floor": -50})),
        limits._replace(key="l4", settings=Settings(**person | {"owner": "else"})),
        limits._replace(key="l5"),
        city.moving("d", "donate", ANNA, POOL, 1),
    ) == [
        *("account_exists", "one_only", "malformed", "floor", "ceiling", "no_account", "not_approved", "Posted"),
        *("malformed", "floor", "not_approved", "Posted", "differs", "malformed", "floor"),
    ]


def test_a_chain_is_posted_whole_or_not_at_all(store: MemoryStore) -> None:
    good, bad = city.earning("a", ANNA), city.moving("b", "donate", BOB, POOL, 999)
    assert [city.code(result) for result in post(store, [good, bad], [(0, 2)])] == ["linked", "floor"]
    assert balances(store) == {}
    assert [city.code(result) for result in post(store, [good, bad], [(1, 2)])] == ["Posted", "floor"]
    more = [good, bad._replace(minutes=5)]
    assert [city.code(result) for result in post(store, more, [(0, 2)])] == ["linked_partly_known"] * 2
    with pytest.raises(ValueError, match="out of order"):
        apply_batch(State(), more, [(1, 3)])


def test_apply_leaves_the_old_state_alone(store: MemoryStore) -> None:
    state = State(city.POLICIES)
    for command in city.accounts():
        state, _ = apply(state, command)
    after, result = apply(state, city.earning("a", ANNA))
    assert isinstance(result, Posted)
    assert (state.accounts[ANNA].posted, after.accounts[ANNA].posted) == (0, 60)
    assert apply(state, city.earning("a", ANNA)) == (after, result)
    assert apply(state, city.moving("b", "donate", ANNA, POOL, 500))[0] is state


@pytest.mark.parametrize(
    "broken",
    [
        Command("", "earn"),
        Command("a#1", "earn", 1, 2, 3, made_by="x"),
        Command("k", "donate", ANNA, POOL, 2**40, made_by="x"),
        Command("k", "donate", ANNA, POOL, 5, made_by="\ud800"),
        Command("k\x00", "donate", ANNA, POOL, 5, made_by="x"),
        Command("k", "donate", ANNA, POOL, 5, at=-1, made_by="x"),
        Command("k", "donate", "11", POOL, 5, made_by="x"),
        Command(None, None, None, None, None),
        ("k", "donate"),
    ],
)
def test_nonsense_is_refused_not_raised(store: MemoryStore, broken: Command) -> None:
    assert codes(store, broken) == ["malformed"]


def test_a_gap_in_the_policies_is_told_and_stops_posting() -> None:
    gap = (Policy("a", date(2020, 1, 1), date(2026, 1, 31)), Policy("b", date(2026, 7, 1)))
    store = city.founded(MemoryStore(gap))
    assert codes(store, city.moving("k", "donate", ANNA, POOL, 5)) == ["no_policy"]
    (flaw,) = flaws(gap)
    assert (flaw.code, flaw.first, flaw.last) == ("gap", date(2026, 2, 1), date(2026, 6, 30))
    reversed_dates = Policy("b", date(2026, 8, 1), date(2026, 7, 1), rates={"v": (1, 0)})
    assert sorted(flaw.code for flaw in flaws([*gap, reversed_dates])) == ["empty", "gap", "overlap", "rate", "twice"]


def test_the_soft_floor_warns(store: MemoryStore) -> None:
    first, second = post(
        store, [city.moving(f"{n}", "donate", ANNA, POOL, minutes) for n, minutes in enumerate((30, 1))]
    )
    assert (first.warnings, second.warnings) == ((), ("soft_floor",))
