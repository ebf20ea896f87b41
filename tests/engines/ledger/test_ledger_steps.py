"""Many random steps: the engine, an independent auditor, the engine's own audit and a replay must agree."""

from __future__ import annotations

import pytest

from mulin import canon
from mulin.engines.ledger import Exists, MemoryStore, Posted, Refused, audit, post, replay
from mulin.engines.ledger.row import body
from tests.engines.ledger import city
from tests.engines.ledger.auditor import Auditor
from tests.engines.ledger.workload import Workload


def run(steps: int, seed: int) -> tuple[MemoryStore, set[str]]:
    store, auditor, work = MemoryStore(city.POLICIES), Auditor(), Workload(seed)
    answers: set[str] = set()
    commands = [*city.accounts()]
    for position in range(steps):
        command = commands[position] if position < len(commands) else work.next()
        before = store.head()
        (result,) = post(store, [command])
        if isinstance(result, Posted):
            for row in result.rows:
                auditor.take(row)
        else:
            assert store.head() == before
            if isinstance(result, Exists):
                assert auditor.keys[command.key] == result.row.number
        if isinstance(result, Refused):
            answers.add(result.code)
        assert store.head() == (auditor.last, auditor.head)
        if position % 10 == 0:
            auditor.compare(store.accounts())
    auditor.compare(store.accounts())
    return store, answers


@pytest.mark.parametrize("seed", [1, 2])
def test_random_steps_agree_with_the_auditor(seed: int) -> None:
    store, answers = run(1500, seed)
    rows = list(store.rows())
    assert audit(rows, store.accounts(), store.head()) == []
    assert all(body(row) == canon.dumps(list(row)[:-1]) for row in rows)
    rebuilt = replay(rows)
    assert list(rebuilt.accounts.values()) == store.accounts()
    assert (rebuilt.number, rebuilt.head) == store.head()
    # The stream must reach the rules, or it proves nothing.
    reached = answers | {row.kind for row in rows} | {row.phase for row in rows}
    assert {"earn", "reversal", "debt", "floor", "overlap", "visit_used", "key_reused", "settled", "surplus"} <= reached


@pytest.mark.soak
def test_a_million_steps_agree_with_the_auditor() -> None:
    for seed in range(50):
        store, _ = run(20_000, 1000 + seed)
        assert audit(store.rows(), store.accounts(), store.head()) == []
