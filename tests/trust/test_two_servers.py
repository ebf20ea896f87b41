"""One database, two server processes: the limit of wrong passwords is one limit."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from mulin.core.access.actions.passwords import TRIES
from mulin.core.access.models import Login
from tests.outside import environment
from tests.trust.servers import Visit, server
from tests.world import build

PASSWORD = "院子里有三棵银杏树"
WRONG, LOCKED = "登录名或密码不对", "试的次数太多了"


@pytest.mark.django_db(transaction=True)
def test_the_eleventh_wrong_password_is_locked_wherever_it_is_typed(tmp_path: Path) -> None:
    """Twelve tries on each of two servers, all at once: ten are looked at, no more; then the right one is refused."""
    build()
    far = timezone.now() + timedelta(days=1)
    Login.objects.filter(username="unit-water").update(password=make_password(PASSWORD), first_until=far)
    env, said = environment(tmp_path), []
    with server(env) as one, server(env) as two:

        def guess(number: int) -> None:
            visit = Visit((one, two)[number % 2].port)
            said.append(visit.send("/in/unit/", {"username": "unit-water", "password": f"falsch {number}"}).text)

        threads = [threading.Thread(target=guess, args=(number,)) for number in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(said) == 24
        assert sum(WRONG in text for text in said) == TRIES
        assert sum(LOCKED in text for text in said) == 24 - TRIES
        for visit in (one, two):
            answer = visit.send("/in/unit/", {"username": "unit-water", "password": PASSWORD})
            assert answer.status == 422
            assert LOCKED in answer.text
        other = two.send("/in/unit/", {"username": "unit-gh-property", "password": "falsch"})
        assert WRONG in other.text
