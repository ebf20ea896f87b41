"""Which tests share a core when two run side by side, and which begin (a plugin named in pyproject.toml).

The tests of a file stay together, because they share what they build. Some files stay together for the same reason, and
some long ones are split, because their tests share nothing dear. The longest begin, so that no core waits at the end.
"""

from __future__ import annotations

from typing import Any

import pytest

PARTS = 6  # of the pages, each of which opens a browser and makes the rows of the samples
TOGETHER = {
    "tests/project/demo/": "the demo",
    "tests/trust/test_every_": "the walk",
    "tests/trust/test_eight_presses": "the walk",
}
LONGEST = (
    "the walk",
    "the demo",
    "tests/project/test_move.py",
    "tests/project/test_cut_off.py",
    "tests/project/test_two_schemas.py",
    "tests/apps/voice/test_random_life.py",
    "tests/project/serving/test_killed_server.py",
    "tests/pages/",
    "tests/project/test_who_sees_what.py",
)


def share(nodeid: str) -> str:
    """The share a test belongs to."""
    file, _, test = nodeid.partition("::")
    if file == "tests/pages/test_pages.py":
        return f"{file} {sum(test.encode()) % PARTS}"
    if file == "tests/project/test_who_sees_what.py":
        return nodeid
    return next((name for begin, name in TOGETHER.items() if file.startswith(begin)), file)


def turn(nodeid: str) -> int:
    """When its share begins."""
    name = share(nodeid)
    return next((place for place, begin in enumerate(LONGEST) if name.startswith(begin)), len(LONGEST))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin; within a share the order stays."""
    items.sort(key=lambda item: turn(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out whole shares, in this order."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - only where it is used

    class Shares(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return share(nodeid)

    config.option.loadscopereorder = False
    return Shares(config, log)
