"""Everything the OpenAPI document allows, and what it forbids, thrown at the interface by schemathesis.

Its checks: no fault of ours, only the statuses, headers and shapes the document names, what is allowed is answered,
what is forbidden is refused, methods there are not get 405. The seed is fixed, so that every run asks the same.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case

from mulin.apps.voice.views.open311 import endpoints
from mulin.portal.api import declaring
from mulin.project.wsgi import application
from tests.apps.voice.open311.conftest import outlined
from tests.portal.api.rows import make

schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)  # asks nothing of the database


@pytest.fixture
def rows(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cache.clear()
    make(outlined())
    for module in (declaring, endpoints):
        monkeypatch.setattr(module, "A_MINUTE", 1_000_000)
    signals = (request_started, request_finished)
    for signal in signals:  # a server closes its connection after each request; the test's transaction lives on it
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("rows")
@schema.parametrize()
@settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_interface_is_what_its_document_says(case: Case) -> None:
    case.call_and_validate()
