"""A row is locked and found even when it was pointed elsewhere while one waited for it."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from mulin.core.places.models import Place
from mulin.core.records.locking import locked
from tests.core.nouns import build


@pytest.mark.django_db(transaction=True)
def test_who_waited_finds_the_row_where_it_is_now() -> None:
    town = build()
    door, elsewhere = town.door, town.gh
    found: list[Place | None] = []
    waits = threading.Event()

    def wait() -> None:
        try:
            waits.set()
            with transaction.atomic():
                found.append(locked(Place.objects.select_related("parent"), path=door.path))
        finally:
            connections.close_all()

    waiter = threading.Thread(target=wait)
    with transaction.atomic():
        list(Place.objects.select_for_update().filter(pk=door.pk))
        waiter.start()
        waits.wait()
        time.sleep(0.3)  # long enough to stand before the lock; when it is not, the test only proves less
        Place.objects.filter(pk=door.pk).update(parent=elsewhere)
    waiter.join()
    assert [place and place.parent_id for place in found] == [elsewhere.pk]
    with transaction.atomic():
        assert locked(Place.objects.all(), path="XX/") is None
    assert connection.in_atomic_block is False
