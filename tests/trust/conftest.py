"""One built world for all walks: building and walking it costs more than what is tried in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.snapshot import Snapshot, taken
from tests.trust.walking import Ground


@pytest.fixture(scope="session")
def walked(django_db_setup: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Ground]:
    """Lets the world of the samples stand in the empty test database: made and walked once, then brought back."""
    made: list[tuple[Ground, Snapshot]] = []

    def stand() -> Ground:
        cache.clear()
        if made:
            made[0][1].restore()
        else:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("ground"))
                patch.setattr(settings, "PASSWORD_HASHERS", ["tests.quick.QuickArgon2", *settings.PASSWORD_HASHERS[1:]])
                made.append((Ground(settings.MEDIA_ROOT), taken()))
        return made[0][0]

    return stand


@pytest.fixture(scope="module")
def ground(
    walked: Callable[[], Ground], django_db_setup: Snapshot, django_db_blocker: DjangoDbBlocker
) -> Iterator[Ground]:
    """That world until the module ends; each test runs in a savepoint of it."""
    connection = connections["default"]
    with django_db_blocker.unblock():
        stands = walked()
        with pytest.MonkeyPatch.context() as patch, transaction.atomic():
            patch.setattr(connection, "close", lambda: None)  # Django's test case would close it after each test
            yield stands
            transaction.set_rollback(True)
        django_db_setup.restore()
