"""Whom a reference means, also one that means nobody."""

from __future__ import annotations

import pytest

from mulin.core.access.models import Login
from mulin.core.access.naming import names
from tests.core.nouns import build, client


@pytest.mark.django_db
def test_staff_by_name_and_a_reference_that_is_no_uuid_by_none() -> None:
    town = build()
    client("worker", town.gh)
    login = Login.objects.exclude(kind=Login.Kind.RESIDENT).order_by("-pk").first()
    assert login is not None
    strange = ["login:", "login:x", "login:1", "unit:?", "unit:", "passer-by", "login:" + "9" * 40]
    told = names([f"login:{login.uuid}", "system", *strange])
    assert login.display_name in told.pop(f"login:{login.uuid}")
    assert set(told) == {"system"}
    assert names(strange).keys() == {"system"}
