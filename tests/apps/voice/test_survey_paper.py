"""A survey on paper: a form for each household with its own code, in large print too, and the results for the wall."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mulin.apps.voice.models import Invitation
from mulin.apps.voice.queries import survey_sample as frames
from mulin.apps.voice.queries.survey import code_of
from mulin.core.records import photographed
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


def photographed_page(pdf: bytes, folder: Path, *, turned: float) -> bytes:
    """The first page as a phone sees it: 150 dots an inch, a little turned."""
    source = '#set page(width: auto, height: auto, margin: 0pt)\n#image("form.pdf", page: 1)'
    (folder / "main.typ").write_text(source, encoding="utf-8")
    (folder / "form.pdf").write_bytes(pdf)
    page = Image.open(io.BytesIO(typst.compile(str(folder / "main.typ"), format="png", ppi=150))).convert("RGB")
    out = io.BytesIO()
    page.rotate(turned, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC).save(out, "JPEG", quality=80)
    return out.getvalue()


@pytest.mark.parametrize("turned", [0, 6, 180])
@pytest.mark.parametrize("paper", ["", "large"])
def test_a_photo_of_a_form_leads_to_the_stack_with_its_code(
    world: World, paper: str, turned: float, tmp_path: Path
) -> None:
    surveys.homes(4)
    survey = surveys.drawn(world, 4)
    number = survey.thread.number
    client = signed_in("gh-worker", "worker", world.gh)
    printed = client.post(f"/desk/survey/{number}/forms/", {"page": "1", "paper": paper}).content
    photo = photographed_page(printed, tmp_path, turned=turned)
    first = frames.doors(world.worker, survey).first()
    assert photographed.codes(photo) == [f"http://testserver/survey/{number}/answer/#{code_of(first)}"]
    file = SimpleUploadedFile("x.jpg", photo)
    found = client.post("/desk/paper/", {"code": "", "photo": file}).headers["Location"]
    assert found.startswith(f"/desk/survey/{number}/stack/")
    assert found.endswith(f"#{code_of(first)}")
