"""Neighbour cards."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.http import Http404

from mulin.core.access import actions, queries, refusals
from mulin.core.access.models import Card, Login
from mulin.core.records.models import Entry

db = pytest.mark.django_db
OTHER = "472905"


def issue(town, now, **more):
    return actions.issue_card(town.wang, by=town.at_counter, now=now, **more)


def wrong(issued) -> str:
    return OTHER if issued.pin != OTHER else "472906"


@db
def test_first_use_makes_the_login_and_the_next_finds_it(town, now):
    issued = issue(town, now)
    card = queries.card_by_token(issued.token)
    login = actions.sign_in_by_card(card, pin=f"{issued.pin[:3]} {issued.pin[3:]}", now=now)
    assert (login.kind, login.person, login.display_name) == ("resident", town.wang, "王桂芳")
    assert not login.has_usable_password()
    assert actions.sign_in_by_card(queries.card_by_number(issued.card.number.lower()), pin=issued.pin, now=now) == login
    assert Login.objects.filter(kind="resident").count() == 1


@db
def test_neither_token_nor_pin_is_stored(town, now):
    issued = issue(town, now)
    card = Card.objects.get()
    assert card.pin.startswith("argon2$argon2id$")
    everything = " ".join(str(value) for row in Card.objects.values() for value in row.values())
    everything += " ".join(Entry.objects.values_list("payload", flat=True))
    assert issued.token not in everything
    assert issued.pin not in card.pin
    assert issued.token not in repr(issued)
    assert issued.pin not in repr(issued).replace(card.number, "").replace(card.token_mac, "")


@db
def test_a_pin_cannot_be_tried_out_on_a_stolen_copy(town, now, settings):
    """Even with the PIN, the stored hash says nothing without the secret key."""
    issued = issue(town, now)
    settings.SECRET_KEY = "another machine" * 4
    with pytest.raises(refusals.WrongCard):
        actions.sign_in_by_card(issued.card, pin=issued.pin, now=now)


@db
def test_a_new_secret_key_keeps_old_cards_while_the_former_is_named(town, now, settings):
    issued = issue(town, now)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one" * 6
    assert actions.sign_in_by_card(queries.card_by_token(issued.token), pin=issued.pin, now=now)


@db
def test_the_fifth_wrong_try_locks_and_the_fourth_does_not(town, now):
    issued = issue(town, now)
    for _ in range(4):
        with pytest.raises(refusals.WrongCard):
            actions.sign_in_by_card(issued.card, pin=wrong(issued), now=now)
    assert actions.sign_in_by_card(issued.card, pin=issued.pin, now=now)
    for _ in range(4):
        with pytest.raises(refusals.WrongCard):
            actions.sign_in_by_card(issued.card, pin=wrong(issued), now=now)
    with pytest.raises(refusals.CardLocked):
        actions.sign_in_by_card(issued.card, pin=wrong(issued), now=now)
    with pytest.raises(refusals.CardLocked):
        actions.sign_in_by_card(issued.card, pin=issued.pin, now=now)
    assert Card.objects.get().locked_at == now


@db
def test_the_counter_unlocks(town, now):
    issued = issue(town, now)
    for _ in range(5):
        with pytest.raises(refusals.Refused):
            actions.sign_in_by_card(issued.card, pin=wrong(issued), now=now)
    with pytest.raises(Http404):
        actions.unlock_card(issued.card, by=town.by, now=now)
    actions.unlock_card(issued.card, by=town.at_counter, now=now)
    actions.unlock_card(issued.card, by=town.at_counter, now=now)
    assert Entry.objects.filter(verb="card.unlocked").count() == 1
    assert actions.sign_in_by_card(issued.card, pin=issued.pin, now=now)


@db
def test_a_revoked_card_an_unknown_one_and_a_replaced_one_open_nothing(town, now):
    first = issue(town, now)
    login = actions.sign_in_by_card(first.card, pin=first.pin, now=now)
    second = issue(town, now)
    assert Login.objects.get(pk=login.pk).epoch == login.epoch + 1
    with pytest.raises(refusals.WrongCard):
        actions.sign_in_by_card(queries.card_by_token(first.token), pin=first.pin, now=now)
    actions.revoke_card(second.card, by=town.at_counter, now=now)
    actions.revoke_card(second.card, by=town.at_counter, now=now)
    assert Entry.objects.filter(verb="card.revoked").count() == 2
    with pytest.raises(refusals.WrongCard):
        actions.sign_in_by_card(second.card, pin=second.pin, now=now)
    assert queries.card_by_token("x" * 22) is None
    with pytest.raises(refusals.WrongCard):
        actions.sign_in_by_card(None, pin=second.pin, now=now)


@db
def test_a_closed_login_is_closed_for_its_card_too(town, now):
    issued = issue(town, now)
    login = actions.sign_in_by_card(issued.card, pin=issued.pin, now=now)
    actions.disable_login(login, by=town.by, now=now)
    with pytest.raises(refusals.WrongCard):
        actions.sign_in_by_card(issued.card, pin=issued.pin, now=now)


@db
@pytest.mark.parametrize("pin", ["123456", "000000", "12345", "abcdef", "1234567", "19880"])
def test_simple_pins_are_refused(town, now, pin):
    with pytest.raises(refusals.BadPin):
        issue(town, now, pin=pin)
    assert not Card.objects.exists()


@db
def test_she_may_choose_her_pin(town, now):
    assert issue(town, now, pin="472 905").pin == "472905"


@db
def test_the_same_form_twice_gives_one_card(town, now):
    issue(town, now, key="c")
    with pytest.raises(refusals.ShownOnce):
        issue(town, now, key="c")
    assert Card.objects.count() == 1


@db
def test_only_workers_of_her_place_issue_cards(town, now):
    with pytest.raises(Http404):
        actions.issue_card(town.wang, by=town.by, now=now)


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_have_five_tries_together(town, now):
    issued = issue(town, now)
    answers: list[str] = []

    def guess() -> None:
        try:
            actions.sign_in_by_card(Card.objects.get(), pin=wrong(issued), now=now)
        except refusals.Refused as refused:
            answers.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert Card.objects.get().failures == 5
    assert Card.objects.get().locked_at == now
    assert answers.count("WrongCard") <= 4
    with pytest.raises(refusals.CardLocked):
        actions.sign_in_by_card(Card.objects.get(), pin=issued.pin, now=now)
