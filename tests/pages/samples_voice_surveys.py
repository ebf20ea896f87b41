"""Pages of surveys: prepared, running, answered at home and typed at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from mulin.apps.voice.actions import survey as running
from mulin.apps.voice.actions.survey import Plan
from mulin.core.access.capabilities import ROLES
from mulin.core.gate import Grant, Viewer
from mulin.core.places.models import Place
from mulin.core.records.days import local_day
from tests.apps.voice.surveys import QUESTIONS, finished
from tests.browsers import signed_in
from tests.pages.samples import not_a_page, page, world

NUMBERS: dict[str, str] = {}
STACK = "7d3f7c1e-2f43-4d26-9f0a-53a1c9b7c002"


def as_office(client: Client) -> None:
    client.cookies.update(signed_in("office-1", "office", Place.objects.get(path="BG/")).cookies)


@world
def surveys_in_small() -> None:
    """One in preparation, one that runs."""
    now = timezone.now()
    today = local_day(now)
    verbs = ROLES["office"].verbs
    clerk = Viewer(ref="login:made-up", grants=tuple(Grant(verb, "BG/") for verb in verbs))
    place = Place.objects.get(path="BG/")
    for which in ("draft", "open"):
        plan = Plan(f"您需要什么（{which}）", "定明年先办什么", place, today, today + timedelta(days=9), open_door=True)
        made = running.make(plan=plan, by=clerk, now=now)
        NUMBERS[which] = made.thread.number
        for asked in QUESTIONS:
            running.add_question(number=made.thread.number, asked=asked, by=clerk)
    running.open_survey(number=NUMBERS["open"], by=clerk, now=now)
    NUMBERS["done"] = finished(place, clerk, 60).thread.number


def draft() -> dict[str, Any]:
    return {"number": NUMBERS["draft"]}


def done() -> dict[str, Any]:
    return {"number": NUMBERS["done"]}


def open_one() -> dict[str, Any]:
    return {"number": NUMBERS["open"]}


page("voice:surveys")
page("voice:survey", done)
page("voice:survey", open_one)
page("voice:survey_answer", open_one)
page("voice:survey_open", open_one)
page("voice:surveys_desk", sign_in=as_office, desk=True)
page("voice:survey_desk", draft, sign_in=as_office, desk=True)
page("voice:survey_desk", open_one, sign_in=as_office, desk=True)
page("voice:survey_stack", lambda: open_one() | {"stack": STACK}, sign_in=as_office, desk=True)
page("voice:survey_desk", done, sign_in=as_office, desk=True)
page("voice:survey_sample", draft, sign_in=as_office, desk=True)
page("voice:survey_doors", done, sign_in=as_office, desk=True)
page("voice:survey_words", done, sign_in=as_office, desk=True)
not_a_page("voice:survey_notice", "a PDF")
for name in ("survey_csv", "survey_codebook"):
    not_a_page(f"voice:{name}", "a file")
for name in ("survey_forms", "survey_new_stack", "survey_do"):
    not_a_page(f"voice:{name}", "a button; asked for by hand it leads back to the survey")
