"""The bench of the voices on a handful of them: whoever speaks in it is as whole as a neighbour, all is measured."""

from __future__ import annotations

import pytest

from mulin.apps.voice.models import Matter, Voice
from mulin.core.records import checks
from mulin.project.bench import Options, contract, voice


@pytest.mark.once
@pytest.mark.usefixtures("requests_inside")
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
