"""What the benches run on in a test: requests that live inside its transaction."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections


@pytest.fixture
def requests_inside(db: None) -> Iterator[None]:
    """Keep the connection over a request, so that the test's transaction outlives it."""
    cache.clear()
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)
    cache.clear()
