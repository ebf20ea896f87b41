"""One built world for each module of walks: building it costs more than walking it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.trust.walking import Ground


@pytest.fixture(scope="module")
def ground(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    """The world of the samples in a transaction that ends with the module; each test runs in a savepoint of it."""
    connection = connections["default"]
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(connection, "close", lambda: None)  # Django's test case would close it after each test
        files = tmp_path_factory.mktemp("ground")
        patch.setattr(settings, "MEDIA_ROOT", files)
        yield Ground(files)
        transaction.set_rollback(True)
