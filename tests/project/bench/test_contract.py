"""What every bench obeys: names, exit status, the page that is published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from mulin.project import bench, cli
from mulin.project.bench import contract, report


class Fake:
    """A bench that measures two figures, or none."""

    TITLE = "Fake: nothing in particular"

    def __init__(self, *figures: bench.Figure, missing: str = "") -> None:
        self.figures, self.missing = figures, missing

    def run(self, options: bench.Options) -> Iterator[bench.Figure]:
        assert options.quick
        yield from self.figures
        if self.missing:
            raise bench.Missing(self.missing)


PLAIN = bench.Figure("post.ratio_orm", 0.5, "", 3, "ORM", 2.0, 1.0)
NO_PEER = bench.Figure("batch.ratio_orm", 2.0, "s", 3, "pgbench", None, 1.0, note="a|b")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    held = SimpleNamespace(bench=Fake(PLAIN, NO_PEER))
    monkeypatch.setattr(bench, "load", lambda _name: held.bench)
    return held


def test_every_bench_has_a_title_and_its_names_are_promised() -> None:
    assert set(contract.BINDING) <= set(bench.names())
    for name in bench.names():
        assert bench.load(name).TITLE


def test_measured_ends_with_0_and_says_what_the_run_cost(fake: SimpleNamespace, tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    assert cli.main(["bench", "ledger", "--quick", "--json", str(file)]) == 0
    found = json.loads(file.read_text(encoding="utf-8"))
    assert (found["bench"], found["data"], found["quick"], found["problem"]) == ("ledger", "synthetic", True, "")
    names = [figure["name"] for figure in found["figures"]]
    assert names == ["post.ratio_orm", "batch.ratio_orm", "run.cpu_s", "run.peak_mb"]
    assert (found["figures"][0]["ratio"], found["figures"][0]["reached"]) == (0.25, True)
    assert "crash.lost" in found["missing"]
    assert "post.ratio_orm" not in found["missing"]
    assert fake.bench.figures == (PLAIN, NO_PEER)


def test_what_cannot_be_measured_ends_with_2(fake: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    fake.bench = Fake(missing="install it")
    assert cli.main(["bench", "ledger", "--quick"]) == 2
    assert "install it" in capsys.readouterr().out


def test_the_page_names_gaps_and_missing_peers(fake: SimpleNamespace, tmp_path: Path) -> None:
    fake.bench = Fake(PLAIN, NO_PEER, missing="no server")
    page = tmp_path / "performance.md"
    assert cli.main(["bench", "ledger", "--quick", "--markdown", str(page)]) == 2
    text = page.read_text(encoding="utf-8")
    assert "| `post.ratio_orm` | 0.5 | ORM: 2 | 0.25 | ≤ 1 ✓ |  |" in text
    assert "| `batch.ratio_orm` | 2 s | pgbench: not installed |  | ≤ 1 ✗ | a/b |" in text
    assert "**Could not be measured to the end:** no server" in text
    assert "`crash.drift`" in text


def test_the_page_says_when_and_under_what_load() -> None:
    text = report.markdown([], now=datetime(2026, 3, 2, 4, 5, tzinfo=UTC), load=(3.21, 2.0, 1.04))
    assert "2026-03-02 04:05 UTC" in text
    assert "3.2 (1 min), 1.0 (15 min)" in text
