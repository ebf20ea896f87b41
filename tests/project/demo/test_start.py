"""The start page of the demo, and that none of it exists elsewhere."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from mulin.project.demo import build
from mulin.project.demo.cast import PASSWORD
from mulin.project.start import ROLES, card_and_pin, slip_of, slip_story


@pytest.fixture
def visitor(demo: build.Built, settings: object) -> Client:
    settings.MULIN_MODE = "demo"
    return Client()


@pytest.mark.parametrize("mode", ["test", "production"])
@pytest.mark.parametrize("path", ["/demo/", "/tour/", "/tour/tamper/", "/demo/step/worker/"])
def test_outside_the_demo_it_does_not_exist(demo: build.Built, settings: object, mode: str, path: str) -> None:
    settings.MULIN_MODE = mode
    client = Client()
    assert client.get(path).status_code == 404
    assert client.post(path).status_code in {404, 405}


def test_everybody_is_there_to_be(visitor: Client) -> None:
    told = visitor.get("/demo/").content.decode()
    for role in ROLES:
        assert str(role.title) in told
        assert reverse("demo-step", args=[role.key]) in told
    assert PASSWORD in told


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.key)
def test_one_button_steps_into_a_role(visitor: Client, role: object) -> None:
    answer = visitor.post(reverse("demo-step", args=[role.key]))
    assert answer.status_code == 302
    assert visitor.get(answer["Location"]).status_code == 200


def test_looking_at_a_role_does_not_step_into_it(visitor: Client) -> None:
    assert visitor.get("/demo/step/steward/")["Location"] == reverse("demo")
    assert "_auth_user_id" not in visitor.session


def test_another_role_leaves_nothing_of_the_one_before(visitor: Client) -> None:
    visitor.post("/demo/step/slip/")
    number, _secret = slip_of(slip_story())
    assert visitor.get(reverse("voice:slip", args=[number])).status_code == 200
    visitor.post("/demo/step/unit/")
    assert visitor.get(reverse("voice:slip", args=[number])).status_code == 404


def test_there_is_no_other_role(visitor: Client) -> None:
    assert visitor.post("/demo/step/mayor/").status_code == 404


def test_the_slip_waits_to_be_judged(visitor: Client) -> None:
    assert slip_story() == "now-bench-slats"
    number, secret = slip_of("now-bench-slats")
    answer = visitor.post("/slip/", {"number": number, "secret": secret})
    assert answer["Location"] == reverse("voice:slip", args=[number])


def test_the_card_is_one_that_a_resident_holds(visitor: Client) -> None:
    found = card_and_pin()
    assert found is not None
    card, pin = found
    assert card.person.place_path.startswith("BG/GH/")
    assert len(pin) == 6
