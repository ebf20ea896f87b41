"""A new secret key, the former one named: nobody is thrown out, no phone and no card must be set up again."""

from __future__ import annotations

import pytest

from mulin.core.access import actions, refusals
from tests.core.access.signing import code, sign_in

db = pytest.mark.django_db


def change_key(settings, *, naming_the_former: bool) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if naming_the_former else []
    settings.SECRET_KEY = "quite another key " * 4


@db
@pytest.mark.parametrize("named", [True, False])
def test_a_phone_that_was_set_up_under_the_former_key(town, now, settings, named):
    phone = actions.begin_second_factor(town.worker)
    shown = code(phone)
    change_key(settings, naming_the_former=named)
    if named:
        assert actions.prove_second_factor(town.worker, code=shown, now=now).confirmed
        with pytest.raises(refusals.WrongCode):
            actions.prove_second_factor(town.worker, code=shown, now=now)
    else:
        with pytest.raises(refusals.WrongCode):
            actions.prove_second_factor(town.worker, code=shown, now=now)


@db
def test_a_new_phone_is_set_up_under_the_present_key(town, now, settings):
    change_key(settings, naming_the_former=True)
    phone = actions.begin_second_factor(town.worker)
    settings.SECRET_KEY_FALLBACKS = []
    assert actions.prove_second_factor(town.worker, code=code(phone), now=now).confirmed


@db
@pytest.mark.parametrize("named", [True, False])
def test_who_is_inside_stays_inside(client, town, settings, named):
    actions.set_password(town.worker, password="桂花开了满院香 2026", by=town.at_counter)
    sign_in(client, town.worker)
    assert client.get("/in/password/").status_code == 200
    change_key(settings, naming_the_former=named)
    assert client.get("/in/password/").status_code == (200 if named else 302)
