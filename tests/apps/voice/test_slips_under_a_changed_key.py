"""A slip on paper stays good when the server's key is changed and the former one is named."""

from __future__ import annotations

from typing import Any

import pytest

from mulin.apps.voice.actions import intake, slips
from tests.world import NOON, World, build


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_a_slip_of_the_former_key_still_opens_its_voice(world: World, settings: Any) -> None:
    said = {"by": world.worker, "now": NOON, "words": "灯不亮", "channel": "counter", "place": world.door}
    before = intake.record(**said)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "quite another key " * 4
    assert not slips.fits(before.voice, before.secret)
    settings.SECRET_KEY_FALLBACKS = ["one in between", former]
    assert slips.fits(before.voice, before.secret)
    assert not slips.fits(before.voice, slips.make_secret("GH-2026-000001-1", "else"))
    after = intake.record(**said)
    settings.SECRET_KEY_FALLBACKS = []
    assert slips.fits(after.voice, after.secret)
