"""Secrets handed out, and what is stored of them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mulin.core.access import tokens


def test_tokens_are_long_and_differ():
    drawn = {tokens.new_token() for _ in range(200)}
    assert len(drawn) == 200
    assert all(len(token) == 22 for token in drawn)


def test_numbers_and_first_passwords_have_no_look_alikes():
    for _ in range(50):
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{8}", tokens.new_number())
        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", tokens.new_first_password())


def test_the_mac_depends_on_the_purpose_and_on_the_secret_key(settings):
    before = tokens.mac("card", "x")
    assert before != tokens.mac("link", "x")
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 10
    assert before not in tokens.macs("card", "x")
    settings.SECRET_KEY_FALLBACKS = [old]
    assert tokens.macs("card", "x")[1] == before
    assert tokens.mac("card", "x") != before


def test_drawn_pins_are_never_simple():
    for _ in range(300):
        pin = tokens.new_pin()
        assert tokens.is_pin(pin)
        assert not tokens.is_simple(pin)


@given(st.integers(0, 9), st.sampled_from([0, 1, 9]))
def test_every_run_is_simple(first, step):
    assert tokens.is_simple("".join(str((first + step * place) % 10) for place in range(6)))


@given(st.dates())
def test_every_birthday_is_simple(day):
    assert tokens.is_simple(day.strftime("%y%m%d"))


def test_pins_as_typed():
    assert tokens.read_pin(" ４72 905 ") == "472905"
    assert not tokens.is_pin("47290")
    assert not tokens.is_pin("٤٧٢٩٠٥")
