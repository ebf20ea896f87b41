"""Kinds that a test registers are forgotten after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mulin.core.jobs import kinds


@pytest.fixture(autouse=True)
def _own_kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    return
