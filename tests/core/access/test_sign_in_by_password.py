"""Passwords and second factors, without a browser."""

from __future__ import annotations

import time
from datetime import timedelta
from importlib import import_module

import pytest
from django.contrib.auth.hashers import make_password
from django.http import Http404
from django_otp.oath import TOTP

from mulin.core.access import actions, refusals
from mulin.core.access.models import Login, SecondFactor

pytestmark = pytest.mark.django_db
GOOD = "桂花开了满院香 2026"


@pytest.fixture
def worker(town):
    actions.set_password(town.worker, password=GOOD, by=town.at_counter)
    return town.worker


def sign_in(password=GOOD, username="xiaoli", address="203.0.113.9", *, now):
    return actions.sign_in_by_password(username=username, password=password, address=address, now=now)


def test_right_and_wrong(worker, now):
    assert sign_in(now=now) == worker
    assert sign_in(username=" XiaoLi", now=now) == worker
    for username, password in (("xiaoli", "falsch"), ("niemand", GOOD), ("xiaoli", "")):
        with pytest.raises(refusals.WrongPassword):
            sign_in(password, username, now=now)


def test_the_real_hasher_is_argon2_as_django_ships_it():
    real = import_module("mulin.project.settings")

    assert real.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"


def test_passwords_are_argon2_and_old_hashes_are_renewed(worker, now):
    assert worker.password.startswith("argon2$argon2id$")
    Login.objects.update(password=make_password(GOOD, hasher="pbkdf2_sha256"))
    sign_in(now=now)
    assert Login.objects.get(pk=worker.pk).password.startswith("argon2$argon2id$")


def test_the_eleventh_try_is_refused_even_if_right_and_only_from_there(worker, now):
    for _ in range(10):
        with pytest.raises(refusals.WrongPassword):
            sign_in("falsch", now=now)
    with pytest.raises(refusals.TooManyTries):
        sign_in(now=now)
    assert sign_in(address="203.0.113.10", now=now) == worker
    assert sign_in(now=now + timedelta(minutes=15)) == worker


def test_a_success_starts_the_count_again(worker, now):
    for _ in range(3):
        for _ in range(5):
            with pytest.raises(refusals.WrongPassword):
                sign_in("falsch", now=now)
        sign_in(now=now)


def test_a_closed_login_has_a_wrong_password(worker, town, now):
    actions.disable_login(worker, by=town.by, now=now)
    with pytest.raises(refusals.WrongPassword):
        sign_in(now=now)


@pytest.mark.parametrize(
    "password", ["kurz", "password123", "1q2w3e4r5t", "一二三四五六七八九", "xiaoli2026", "x" * 513]
)
def test_weak_passwords_are_refused_with_a_reason(town, password):
    with pytest.raises(refusals.WeakPassword) as refused:
        actions.set_password(town.worker, password=password, by=town.at_counter)
    assert len(str(refused.value)) > 5
    assert not Login.objects.get(pk=town.worker.pk).has_usable_password()


@pytest.mark.parametrize(
    "password", ["院子里有三棵银杏树", "correct horse battery staple " * 4, "𠮷野家门口的石狮子会说话"]
)
def test_long_and_chinese_passwords_are_welcome(town, now, password):
    if len(password) < 10:
        password += "很好看"
    actions.set_password(town.worker, password=password, by=town.at_counter)
    assert sign_in(password, now=now) == town.worker


def test_nobody_sets_the_password_of_another(town, now):
    with pytest.raises(Http404):
        actions.set_password(town.worker, password=GOOD, by=town.by)


def test_residents_have_no_password(town, now):
    issued = actions.issue_card(town.wang, by=town.at_counter, now=now)
    login = actions.sign_in_by_card(issued.card, pin=issued.pin, now=now)
    with pytest.raises(refusals.BadLogin):
        actions.set_password(login, password=GOOD, by=town.viewer(login))
    with pytest.raises(refusals.BadLogin):
        actions.give_first_password(login, by=town.by, now=now)


def test_a_first_password_works_for_a_week_and_must_be_changed(town, now):
    first = actions.give_first_password(town.worker, by=town.by, now=now, key="p")
    with pytest.raises(refusals.ShownOnce):
        actions.give_first_password(town.worker, by=town.by, now=now, key="p")
    login = sign_in(first, now=now + timedelta(days=6))
    assert login.first_until is not None
    with pytest.raises(refusals.FirstPasswordExpired):
        sign_in(first, now=now + timedelta(days=7))
    with pytest.raises(refusals.WeakPassword, match="纸上"):
        actions.set_password(login, password=first, by=town.at_counter)
    actions.set_password(login, password=GOOD, by=town.at_counter)
    assert sign_in(now=now + timedelta(days=8)).first_until is None


def code(phone: SecondFactor, steps: int = 0) -> str:
    totp = TOTP(phone.bin_key)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def wrong(phone: SecondFactor) -> str:
    right = {code(phone, steps) for steps in range(-2, 3)}
    return next(f"{number:06d}" for number in range(6) if f"{number:06d}" not in right)


def test_a_phone_is_set_up_and_its_codes_work_once(town, now):
    phone = actions.begin_second_factor(town.worker)
    assert not SecondFactor.objects.get().confirmed
    assert actions.begin_second_factor(town.worker).key != phone.key
    phone = SecondFactor.objects.get()
    with pytest.raises(refusals.WrongCode):
        actions.prove_second_factor(town.worker, code=wrong(phone), now=now)
    shown = code(phone)
    assert actions.prove_second_factor(town.worker, code=f" {shown[:3]} {shown[3:]}", now=now).confirmed
    assert actions.begin_second_factor(town.worker) is None
    with pytest.raises(refusals.WrongCode):
        actions.prove_second_factor(town.worker, code=shown, now=now)


def test_codes_are_limited(town, now):
    actions.begin_second_factor(town.worker)
    for _ in range(10):
        with pytest.raises(refusals.WrongCode):
            actions.prove_second_factor(town.worker, code="x", now=now)
    with pytest.raises(refusals.TooManyTries):
        actions.prove_second_factor(town.worker, code="x", now=now)


def test_without_a_phone_no_code_is_right(town, now):
    with pytest.raises(refusals.WrongCode):
        actions.prove_second_factor(town.worker, code="123456", now=now)


def test_the_stored_key_alone_makes_no_codes(town):
    """A stolen database has no second factors."""
    phone = actions.begin_second_factor(town.worker)
    assert phone.bin_key != bytes.fromhex(phone.key)
    assert phone.bin_key.hex() not in phone.key
    assert len(phone.bin_key) == 20


def test_a_lost_phone_is_forgotten(town, now):
    actions.prove_second_factor(town.worker, code=code(actions.begin_second_factor(town.worker)), now=now)
    epoch = town.worker.epoch
    actions.reset_second_factor(town.worker, by=town.by, now=now)
    assert not SecondFactor.objects.exists()
    assert Login.objects.get(pk=town.worker.pk).epoch == epoch + 1
