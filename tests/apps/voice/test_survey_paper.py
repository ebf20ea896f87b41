"""A survey on paper: a form for each household with its own code, in large print too, and the results for the wall."""

from __future__ import annotations

import pytest

from mulin.apps.voice.models import Invitation
from tests.apps.voice import surveys
from tests.browsers import signed_in
from tests.world import World


@pytest.mark.parametrize("paper", ["", "large"])
def test_forms_of_the_drawn_households(world: World, paper: str) -> None:
    surveys.homes(20)
    survey = surveys.drawn(world, 24)
    client = signed_in("gh-worker", "worker", world.gh)
    printed = client.post(f"/desk/survey/{survey.thread.number}/forms/", {"page": "1", "paper": paper})
    assert printed.status_code == 200
    assert printed.content.startswith(b"%PDF-")
    assert printed.headers["Cache-Control"] == "no-store"


def test_a_form_for_whoever_comes_to_the_counter_belongs_to_that_counters_community(world: World) -> None:
    surveys.homes(20)
    survey = surveys.drawn(world, 24)
    client = signed_in("gh-worker", "worker", world.gh)
    address = f"/desk/survey/{survey.thread.number}/forms/"
    assert client.post(address, {"what": "counter", "place": "BG/YX/"}).status_code == 404
    assert client.post(address, {"what": "counter", "place": "BG/GH/"}).content.startswith(b"%PDF-")
    assert Invitation.objects.filter(survey=survey).latest("pk").place_path == "BG/GH/"


def test_the_published_results_for_the_wall(world: World) -> None:
    survey = surveys.finished(world.street, world.clerk, 20)
    printed = signed_in("gh-worker", "worker", world.gh).get(f"/survey/{survey.thread.number}/results.pdf")
    assert printed.content.startswith(b"%PDF-")
