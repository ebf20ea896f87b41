"""The compiled loops are optional and are loaded only from a folder of one's own."""

import pytest

from mulin.engines import siting
from mulin.engines.siting import kernel
from tests.engines.siting.questions import walks


@pytest.fixture
def fresh():
    kernel.library.cache_clear()
    yield
    kernel.library.cache_clear()


def test_turned_off_numpy_proves_the_same(monkeypatch, fresh):
    cost, people = walks(6)
    monkeypatch.setenv("MULIN_KERNEL", "0")
    assert kernel.library() is None
    plain = siting.p_median(cost, 3, weight=people)
    monkeypatch.delenv("MULIN_KERNEL")
    kernel.library.cache_clear()
    assert plain.proven
    assert plain.value == siting.p_median(cost, 3, weight=people).value


def test_a_folder_others_can_write_to_is_not_trusted(monkeypatch, tmp_path, fresh):
    (tmp_path / "mulin").mkdir()
    (tmp_path / "mulin").chmod(0o777)
    monkeypatch.setenv("MULIN_CACHE", str(tmp_path))
    assert kernel.library() is None


def test_a_compiler_that_fails_is_no_compiler(monkeypatch, tmp_path, fresh):
    broken = tmp_path / "cc"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("MULIN_CACHE", str(tmp_path))
    assert kernel.library() is None
