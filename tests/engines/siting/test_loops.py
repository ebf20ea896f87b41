"""Without the compiled loops the same is proven."""

from mulin import compiled
from mulin.engines import siting
from mulin.engines.siting import kernel
from tests.engines.siting.questions import walks


def test_turned_off_numpy_proves_the_same(monkeypatch):
    cost, people = walks(6)
    monkeypatch.setenv("MULIN_KERNEL", "0")
    compiled.load.cache_clear()
    assert kernel.library() is None
    plain = siting.p_median(cost, 3, weight=people)
    monkeypatch.delenv("MULIN_KERNEL")
    compiled.load.cache_clear()
    assert plain.proven
    assert plain.value == siting.p_median(cost, 3, weight=people).value
