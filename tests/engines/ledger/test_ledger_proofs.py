"""What is shown outside: shares, statements, lapsing hours, certificates; and the audit that finds forgeries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mulin.engines.ledger import (
    MemoryStore,
    Policy,
    Row,
    audit,
    certificate,
    head,
    lapsing,
    pool_split,
    post,
    proves,
    replay,
    seal,
    statement,
)
from mulin.engines.ledger.merkle import consistency, consistent, included, inclusion, root
from mulin.engines.ledger.row import chained
from tests.engines.ledger import city
from tests.engines.ledger.city import ANNA, BOB, HOUR, ISSUE, NOW, POOL
from tests.engines.ledger.workload import Workload

DAY = 24 * HOUR


@pytest.fixture
def store() -> MemoryStore:
    store = city.founded(MemoryStore(city.POLICIES))
    post(store, list(Workload(11).stream(400)))
    return store


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), max_size=12), st.sampled_from(["proportional", "equal"]))
def test_shares_sum_exactly_and_nobody_gets_more_than_asked(total: int, claims: list[int], rule: str) -> None:
    parts = pool_split(total, claims, rule)
    assert sum(parts) == min(total, sum(claims))
    assert all(0 <= part <= claim for part, claim in zip(parts, claims, strict=True))
    for mine, my_part in zip(claims, parts, strict=True):
        for other, other_part in zip(claims, parts, strict=True):
            assert mine <= other or my_part >= other_part - 1


def test_shares_refuse_nonsense() -> None:
    for arguments in ((-1, [1]), (1, [-1]), (1, [1], "friends first")):
        with pytest.raises(ValueError, match=r"negative|rule"):
            pool_split(*arguments)


@settings(max_examples=25)
@given(st.integers(1, 40))
def test_every_leaf_is_proven_and_nothing_else(size: int) -> None:
    hashes = [f"h{n}" for n in range(size)]
    top = root(hashes)
    for place in range(size):
        proof = inclusion(hashes, place)
        assert included(f"h{place}", place, size, proof, top)
        assert not included("forged", place, size, proof, top)
        assert not included(f"h{place}", place, size, [*proof, top], top)
        assert not included(f"h{place}", size, size, proof, top)
        assert consistent(place + 1, root(hashes[: place + 1]), size, top, consistency(hashes, place + 1))
        assert not consistent(place + 1, root(["x", *hashes[:place]]), size, top, consistency(hashes, place + 1))


def test_a_statement_of_a_day_is_the_replay_of_that_day(store: MemoryStore) -> None:
    rows = list(store.rows())
    for position in range(0, len(rows), 25):
        known = replay(rows[:position])
        for account in known.accounts.values():
            shown = statement(rows[:position], account.id, rows[-1].at)
            assert (shown.balance, shown.held_out, shown.held_in) == (account.posted, account.held_out, account.held_in)
    whole = statement(rows, ANNA, rows[-1].at)
    assert [line.balance for line in whole.lines if line.number][-1] == whole.balance
    assert head(replay(rows)).hex() == store.head()[1]


def test_a_prefix_and_any_cut_of_a_batch_give_the_same_ledger() -> None:
    commands = [*city.accounts(), *Workload(3).stream(300)]
    heads = set()
    for cut in (1, 7, 100, len(commands)):
        store = MemoryStore(city.POLICIES)
        for start in range(0, len(commands), cut):
            post(store, commands[start : start + cut])
        post(store, commands[:50])
        heads.add(store.head())
    assert len(heads) == 1


def test_hours_lapse_oldest_first() -> None:
    store = city.founded(MemoryStore(city.POLICIES))
    post(store, [city.earning("a", ANNA), city.earning("b", ANNA, begin=NOW - 9 * HOUR)])
    post(store, [city.moving("c", "donate", ANNA, POOL, 70)])
    rows, policy = list(store.rows()), city.POLICIES[1]
    assert lapsing(rows, ANNA, NOW + 365 * DAY, policy) == 0
    assert lapsing(rows, ANNA, NOW + 366 * DAY, policy) == 50
    assert lapsing(rows, ANNA, NOW + 999 * DAY, Policy("never", policy.valid_from)) == 0


def test_a_certificate_holds_offline_and_a_changed_one_does_not() -> None:
    store = city.founded(MemoryStore(city.POLICIES))
    post(store, [city.earning(f"k{n}", ANNA, begin=NOW - n * DAY - 5 * HOUR) for n in range(4)])
    post(store, [city.earning("other", BOB), city.referring("r", "reversal", "k1")])
    held = city.earning("held", ANNA, begin=NOW - 20 * HOUR)._replace(pending=NOW + HOUR)
    post(store, [held, city.referring("s", "settle", "held")])
    rows = list(store.rows())
    printed = seal(rows)
    proof = certificate(rows, f"p{ANNA}", NOW - 30 * DAY, NOW)
    assert (proof.minutes, len(proof.rows)) == (240, 4)
    assert proves(proof, printed)
    first = proof.rows[0]
    more = first._replace(row=first.row._replace(minutes=90))
    assert not proves(proof._replace(minutes=270, rows=(more, *proof.rows[1:])), printed)
    assert not proves(proof._replace(minutes=300, rows=(first, *proof.rows)), printed)
    assert not proves(proof._replace(person=f"p{BOB}"), printed)
    assert not proves(proof, seal(rows[:-1]))
    assert certificate(rows, f"p{ANNA}", NOW, NOW + DAY).minutes == 0


def relinked(rows: list[Row], position: int, **changes: object) -> list[Row]:
    """The journal as a forger would leave it: one row changed, all later hashes made to fit."""
    forged: list[Row] = []
    for place, row in enumerate(rows):
        values = row._replace(**changes) if place == position else row
        forged.append(chained(forged[-1].hash if forged else "0" * 64, *values[:-1]))
    return forged


def test_the_audit_finds_what_a_forger_leaves() -> None:
    store = city.founded(MemoryStore(city.POLICIES))
    post(store, [city.earning("a", ANNA), city.earning("b", ANNA, begin=NOW - 20 * HOUR)])
    post(store, [city.moving("c", "donate", ANNA, POOL, 30), city.referring("d", "reversal", "b")])
    rows, accounts = list(store.rows()), store.accounts()
    first = len(city.accounts())

    def found(journal: list[Row], balances: list[object] = accounts) -> set[str]:
        return {finding.code for finding in audit(journal, balances)}

    assert found(rows) == set()
    assert found(relinked(rows, 0)) == set()
    assert "hash" in {finding.code for finding in audit(relinked(rows, 3, made_by="x"), accounts, store.head())}
    assert "hash" in found([rows[0]._replace(made_by="x"), *rows[1:]])
    assert "gap" in found(rows[:first] + rows[first + 1 :])
    assert {"balance", "stored"} <= found(relinked(rows, first, minutes=600))
    assert "sequence" in found(relinked(rows, first, src_seq=9))
    assert "key" in found(relinked(rows, first + 1, key="a"))
    assert {"visit", "overlap"} <= found(
        relinked(rows, first + 1, visit="v-a", began=rows[first].began, ended=rows[first].ended)
    )
    assert "approval" in found(relinked(rows, first, approved_by="clerk"))
    assert "reference" in found(relinked(rows, len(rows) - 1, reverses=None))
    assert "account" in found(relinked(rows, first, dst=99))
    assert "floor" in found(relinked(rows, first + 2, minutes=300))
    assert "visit" in found(relinked(rows, first, visit=None))
    assert found(rows, [*accounts[:5], accounts[5]._replace(posted=999), *accounts[6:]]) == {"stored"}
    assert rows[first].src == ISSUE
