"""What must not be served: another mode, a demo, a database that is behind or does not answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from mulin.core.records import retention
from mulin.core.records.models import Once
from mulin.project.demo import build
from mulin.project.demo.telling import form_key
from mulin.project.serving import obstacles


@pytest.fixture(autouse=True)
def _production(settings: object, db: None) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]


def test_nothing_stands_in_the_way_of_a_sound_installation() -> None:
    assert obstacles.obstacle() == ""


def test_only_production(settings: object) -> None:
    settings.PRODUCTION = False  # type: ignore[attr-defined]
    assert obstacles.obstacle() == obstacles.NOT_PRODUCTION


def test_no_demo() -> None:
    built = build.Built(timezone.localdate(), 1, 3000, 5)
    Once.objects.create(key=build.MARK, result=built.text, at=timezone.now())
    assert obstacles.obstacle() == obstacles.DEMO


def test_a_demo_is_known_however_old_it_grows() -> None:
    long_ago = timezone.now() - timedelta(days=400)
    built = build.Built(timezone.localdate(), 1, 3000, 5)
    for key in (build.MARK, form_key("a-story"), "form-of-a-year-ago"):
        Once.objects.create(key=key, result=built.text, at=long_ago)
    kept = retention.find("records.once")
    assert kept is not None
    assert retention.step(kept, now=timezone.now()) == 1
    assert set(Once.objects.values_list("key", flat=True)) == {build.MARK, form_key("a-story")}
    assert obstacles.obstacle() == obstacles.DEMO


def test_no_database_that_is_behind() -> None:
    MigrationRecorder.Migration.objects.filter(app="voice").order_by("-pk").first().delete()
    assert "mulin migrate" in obstacles.obstacle()
    assert "1 migrations" in obstacles.obstacle()


def test_no_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> None:
        raise OperationalError

    monkeypatch.setattr(build, "standing", silent)
    assert obstacles.obstacle() == obstacles.UNREACHABLE
