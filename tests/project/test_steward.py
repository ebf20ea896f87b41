"""The first way in on an empty installation, and the way back."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from mulin.core.access.actions import begin_second_factor, create_staff_login, disable_login, sign_in_by_password
from mulin.core.access.models import Login, SecondFactor
from mulin.core.access.viewers import viewer_of
from mulin.core.gate import SYSTEM
from mulin.core.places.models import Place
from mulin.core.records import checks
from mulin.core.records.days import local_day
from mulin.core.records.models import Entry
from mulin.core.refusals import Refusal
from mulin.project.cli import main
from mulin.project.serving import obstacles
from mulin.project.steward import let_in

NOW = timezone.now()


def first(**more: str) -> tuple[str, str]:
    wanted = {"name": "周敏", "username": "steward", "street_name": "百果街道", "code": "BG", **more}
    return let_in(now=NOW, **wanted)


@pytest.mark.django_db
def test_on_an_empty_installation_she_gets_a_street_and_a_password_for_once() -> None:
    username, password = first()
    login = sign_in_by_password(username=username, password=password, address="127.0.0.1", now=NOW)
    assert Place.objects.get().path == "BG/"
    assert viewer_of(login, today=local_day(NOW)).can("access.manage", "BG/")
    assert login.first_until is not None
    assert list(Entry.objects.order_by("seq").values_list("verb", "actor")) == [
        ("login.opened", "system"),
        ("role.granted", "system"),
        ("password.first", "system"),
    ]
    assert password not in "".join(Entry.objects.values_list("payload", flat=True))
    assert list(checks.findings()) == []


@pytest.mark.django_db
def test_without_a_street_she_is_told_to_name_one() -> None:
    with pytest.raises(Refusal, match="--street"):
        first(street_name="")
    assert not Login.objects.exists()
    assert not Place.objects.exists()


@pytest.mark.django_db
def test_a_steward_who_lost_phone_and_password_comes_back_in() -> None:
    _name, before = first()
    login = Login.objects.get()
    begin_second_factor(login)
    _other, _password = first(username="second", name="胡兰")
    disable_login(login, by=SYSTEM, now=NOW)
    _name, after = first(street_name="")
    assert after != before
    assert not SecondFactor.objects.exists()
    assert sign_in_by_password(username="steward", password=after, address="127.0.0.1", now=NOW) == login


@pytest.mark.django_db
def test_a_login_of_somebody_else_is_left_alone() -> None:
    first()
    create_staff_login(username="gh", display_name="小李", place=Place.objects.get(), by=SYSTEM, now=NOW)
    with pytest.raises(Refusal, match="--login"):
        first(username="gh")
    assert not Login.objects.get(username="gh").has_usable_password()


@pytest.mark.django_db
def test_the_command_prints_it_once(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["steward", "周敏"]) == 2
    assert "--street" in capsys.readouterr().err
    assert main(["steward", "周敏", "--street", "百果街道", "--code", "BG"]) == 0
    told = capsys.readouterr().out
    password = re.search(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", told)
    assert password
    assert "steward" in told
    assert sign_in_by_password(username="steward", password=password[0], address="127.0.0.1", now=timezone.now())
    monkeypatch.setattr(obstacles, "behind", lambda: 3)
    assert main(["steward", "周敏"]) == 2
    assert "mulin migrate" in capsys.readouterr().err
