"""Nobody mints alone: each way to cheat is refused by name, and nothing is written."""

from __future__ import annotations

import pytest

from mulin.engines.ledger import Command, MemoryStore, Posted, post
from tests.engines.ledger import city
from tests.engines.ledger.city import ANNA, BOB, CLEO, HOUR, ISSUE, NOW

BEGIN = NOW - 5 * HOUR


@pytest.fixture
def store() -> MemoryStore:
    return city.founded(MemoryStore(city.POLICIES))


def with_visit(**changes: object) -> Command:
    command = city.earning("e", ANNA)
    return command._replace(visit=command.visit._replace(**changes))


@pytest.mark.parametrize(
    ("expected", "command"),
    [
        ("no_evidence", city.moving("e", "earn", ISSUE, ANNA, 60)),
        ("not_approved", city.earning("e", ANNA)._replace(approved_by="")),
        ("not_approved", city.earning("e", ANNA)._replace(approved_by="clerk")),
        ("not_approved", city.earning("e", ANNA)._replace(approved_by=f"p{ANNA}")),
        ("not_approved", city.earning("e", ANNA)._replace(approved_by="neighbour")),
        ("not_confirmed", with_visit(confirmer=f"p{ANNA}")),
        ("not_confirmed", with_visit(recorder="clerk", confirmer="clerk")),
        ("plan_after_start", with_visit(planned_at=BEGIN + 1)),
        ("plan_after_start", with_visit(planned_at=BEGIN + 60, planned_from=BEGIN + 120)),
        ("ends_before_start", with_visit(checkout=BEGIN - 1)),
        ("ends_before_start", with_visit(planned_until=BEGIN - 1)),
        ("not_over", with_visit(checkout=NOW + 1)),
        ("too_late", city.earning("e", ANNA, begin=NOW - 40 * 24 * HOUR)),
        ("not_the_helper", with_visit(helper="p12")),
        ("serves_self", with_visit(beneficiary=f"p{ANNA}")),
        ("too_many_minutes", city.earning("e", ANNA)._replace(minutes=61)),
        ("too_many_minutes", with_visit(checkout=BEGIN)),
        ("too_many_minutes", with_visit(service="meal")),
        ("no_service", with_visit(service="unheard of")),
        ("wrong_accounts", city.earning("e", ANNA)._replace(src=city.POOL)),
        ("day_cap", city.earning("e", ANNA, minutes=241)),
        ("day_cap", city.earning("e", ANNA, minutes=25 * 60, begin=NOW - 30 * HOUR)),
        ("malformed", with_visit(checkin=float(BEGIN))),
        ("malformed", city.earning("e", ANNA)._replace(minutes=True)),
    ],
)
def test_a_way_to_cheat_is_refused(store: MemoryStore, expected: str, command: Command) -> None:
    before = store.head()
    assert city.code(post(store, [command])[0]) == expected
    assert store.head() == before


def test_grace_counts_and_the_rate_is_rounded_down(store: MemoryStore) -> None:
    late = with_visit(checkout=BEGIN + 64 * 60 + 59)._replace(minutes=64)
    assert city.code(post(store, [late])[0]) == "Posted"
    meal = city.earning("m", BOB)
    meal = meal._replace(visit=meal.visit._replace(service="meal", checkout=BEGIN + 59 * 60), minutes=29)
    assert city.code(post(store, [meal])[0]) == "Posted"


def test_a_visit_earns_once_and_again_only_after_a_whole_reversal(store: MemoryStore) -> None:
    first = city.earning("a", ANNA)
    again = first._replace(key="b", minutes=45)
    back = city.referring("r", "reversal", "a")
    assert [city.code(result) for result in post(store, [first, again, back, again])] == [
        "Posted",
        "visit_used",
        "Posted",
        "Posted",
    ]
    rows = store.find(["a", "b"])
    assert (rows["a"].turn, rows["b"].turn) == (1, 2)
    assert city.code(post(store, [city.referring("r2", "reversal", "a")])[0]) == "reversed"


def test_the_same_slip_at_two_desks_is_harmless(store: MemoryStore) -> None:
    slip = city.earning("slip", ANNA)
    first, second = post(store, [slip, slip._replace(at=NOW + 99, made_by="other desk")])
    assert (city.code(second), second.row) == ("Exists", first.row)
    assert city.code(post(store, [slip._replace(minutes=59)])[0]) == "key_reused"


def test_visits_of_one_helper_do_not_overlap_but_may_touch(store: MemoryStore) -> None:
    commands = [
        city.earning("a", ANNA, begin=BEGIN),
        city.earning("b", ANNA, begin=BEGIN + 59 * 60),
        city.earning("c", ANNA, begin=BEGIN + 60 * 60),
        city.earning("d", BOB, begin=BEGIN),
    ]
    assert [city.code(result) for result in post(store, commands)] == ["Posted", "overlap", "Posted", "Posted"]


def test_the_day_is_a_day_in_shanghai(store: MemoryStore) -> None:
    midnight = NOW - (NOW + 8 * HOUR) % (24 * HOUR)
    assert city.code(post(store, [city.earning("a", ANNA, minutes=240, begin=midnight - 5 * HOUR)])[0]) == "Posted"
    assert city.code(post(store, [city.earning("b", ANNA, minutes=30, begin=midnight - HOUR)])[0]) == "day_cap"
    late = city.earning("c", ANNA, minutes=240, begin=midnight)._replace(at=midnight + 5 * HOUR)
    assert city.code(post(store, [late])[0]) == "Posted"


def test_a_circle_waits_for_a_third_person(store: MemoryStore) -> None:
    one = city.earning("a", ANNA, served=f"p{BOB}", begin=BEGIN)
    two = city.earning("b", BOB, served=f"p{ANNA}", begin=BEGIN + 2 * HOUR)
    first, second = post(store, [one, two])
    assert (first.review, second.review, second.row.phase) == (None, "circle", "held")
    assert store.accounts()[6].posted == 0
    settle = city.referring("s", "settle", "b")
    for approver in ("", "clerk", "head", f"p{BOB}", f"p{ANNA}", "neighbour"):
        assert city.code(post(store, [settle._replace(approved_by=approver)])[0]) == "not_approved"
    assert city.code(post(store, [settle])[0]) == "Posted"
    assert {account.id: account.posted for account in store.accounts()}[BOB] == 60


def test_a_burst_goes_to_review(store: MemoryStore) -> None:
    burst = [city.earning(f"k{n}", CLEO, minutes=30, begin=BEGIN + n * HOUR // 2) for n in range(5)]
    results = post(store, burst)
    assert [result.review for result in results if isinstance(result, Posted)] == [None] * 4 + ["burst"]
    later = city.earning("later", CLEO, minutes=30, begin=BEGIN + 4 * HOUR)._replace(at=NOW + 600)
    assert post(store, [later])[0].review is None


def test_an_exchange_is_paid_by_the_one_served(store: MemoryStore) -> None:
    post(store, [city.earning("a", BOB)])
    evidence = city.visit("x", ANNA, f"p{BOB}")
    good = city.moving("x", "exchange", BOB, ANNA, 60, visit=evidence)
    assert city.code(post(store, [good._replace(key="y", src=CLEO)])[0]) == "not_the_payer"
    assert city.code(post(store, [good])[0]) == "Posted"
    assert {account.id: account.posted for account in store.accounts() if account.posted} == {ISSUE: -60, ANNA: 60}


def test_a_voided_visit_may_be_entered_again(store: MemoryStore) -> None:
    held = city.earning("a", ANNA)._replace(pending=NOW + 1000)
    void, again = city.referring("v", "void", "a"), city.earning("b", ANNA)._replace(visit=held.visit)
    assert [city.code(result) for result in post(store, [held, again, void, again])] == [
        "Posted",
        "visit_used",
        "Posted",
        "Posted",
    ]
