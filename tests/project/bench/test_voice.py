"""The bench of the voices on a handful of them: whoever speaks in it is as whole as a neighbour, all is measured."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from mulin.apps.voice.models import Matter, Voice
from mulin.core.records import checks
from mulin.project.bench import Options, contract, voice


@pytest.fixture
def _requests_inside_the_test(db: None) -> Iterator[None]:
    cache.clear()
    signals = (request_started, request_finished)  # the test's transaction must outlive a request
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)
    cache.clear()


@pytest.mark.once
@pytest.mark.usefixtures("_requests_inside_the_test")
def test_a_crowd_is_whole_and_everything_is_measured() -> None:
    found = list(voice.growing((150, 400), Options(quick=True)))
    assert Voice.objects.count() > 400
    assert Matter.objects.count() > 30
    assert list(checks.findings()) == []
    names = {figure.name for figure in found if figure.value is not None}
    bases = {name.partition("@")[0] for name in names}
    binding = {name.partition("@")[0] for name in contract.BINDING["voice"]}
    assert bases >= binding
    for base in ("search.recall", "search.precision"):
        assert {figure.value for figure in found if figure.name.startswith(base)} == {1.0}
