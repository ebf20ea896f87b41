"""The examples in the docstrings of access."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from mulin.core.access import habits, qr, tokens


@pytest.mark.parametrize("module", [habits, qr, tokens])
def test_examples_are_true(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
