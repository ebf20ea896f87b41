"""Logs that hold nothing of people: planted words in every place that could carry them out."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from gunicorn.config import Config

from mulin.portal import frame
from mulin.project.logs import GunicornLogger, JsonFormatter

CANARY = "王桂芳13800001234"


class Lines:
    """What a handler with the formatter wrote."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(JsonFormatter())

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    made = Lines()
    root, ours = logging.getLogger(), logging.getLogger("mulin")
    before = ours.level
    root.addHandler(made.handler)
    ours.setLevel(logging.INFO)
    yield made
    root.removeHandler(made.handler)
    ours.setLevel(before)


def fail() -> None:
    try:
        {}[CANARY]
    except KeyError as error:
        said = CANARY
        raise ValueError(f"no {said}") from error


def test_of_an_exception_only_class_and_places(lines: Lines) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger("mulin.anything").exception("it failed for %s at %s", CANARY, 42)
    (line,) = lines.all()
    assert CANARY not in lines.text
    assert line["event"] == "it failed for %s at %s"
    assert line["numbers"] == [42]
    assert [error["class"] for error in line["errors"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert line["errors"][0]["frames"][-1].endswith(" fail")
    assert line["level"] == "ERROR"


def test_a_ready_made_message_of_a_library_is_not_kept(lines: Lines) -> None:
    logging.getLogger("somebody.else").error(f"bad request /?q={CANARY}")  # noqa: G004
    assert lines.all()[0]["event"] == "(not kept)"
    assert CANARY not in lines.text


def test_gunicorn_writes_into_the_same_log_and_no_access_log(lines: Lines) -> None:
    logger = GunicornLogger(Config())
    logger.warning(f"Invalid request from ip=::1: GET /?q={CANARY}")  # noqa: G004
    logger.error("Error handling request %s", f"/?q={CANARY}")
    logger.access_log.info(CANARY)
    assert [line["event"] for line in lines.all()] == ["(not kept)", "Error handling request %s"]
    assert CANARY not in lines.text


@pytest.mark.django_db
def test_one_line_for_a_request_and_nothing_of_what_was_sent(lines: Lines) -> None:
    client = Client(headers={"User-Agent": CANARY, "Referer": f"http://testserver/?q={CANARY}"})
    session = client.session
    session["note"] = CANARY
    session.save()
    client.cookies["plain"] = "canary-cookie"
    answer = client.get("/", {"q": CANARY})
    client.post("/slip/", {"number": CANARY, "secret": CANARY})
    client.get(f"/{CANARY}/")
    client.get(f"/t/{CANARY}/")
    client.get("/static/css/mulin.css")
    first, second, third, fourth = (line for line in lines.all() if line["logger"] == "mulin.request")
    assert CANARY not in lines.text
    assert "canary-cookie" not in lines.text
    assert (first["path"], first["route"], first["status"], first["viewer"]) == ("/", "home", 200, "passer-by")
    assert first["request"] == answer["X-Request-ID"]
    assert second["route"] == "voice:slip_door"
    assert (third["path"], third["route"], third["status"]) == ("", "", 404)
    assert (fourth["path"], fourth["route"], fourth["status"]) == ("", "voice:thread", 404)
    assert isinstance(first["ms"], int)


@pytest.mark.django_db
def test_a_page_of_trouble_shows_the_number_that_the_log_knows(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(frame, "duty", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/", {"q": CANARY})
    assert answer.status_code == 500
    number = answer["X-Request-ID"]
    assert number in answer.content.decode()
    assert CANARY not in answer.content.decode()
    trouble, request = lines.all()
    assert trouble["request"] == request["request"] == number
    assert trouble["errors"][0]["class"] == "builtins.ValueError"
    assert trouble["errors"][0]["frames"][-1].endswith(" broken")
    assert request["status"] == 500
    assert CANARY not in lines.text


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["worker", None])
def test_the_kind_of_visitor_is_told_and_not_who_it_is(lines: Lines, role: str | None) -> None:
    from tests.browsers import signed_in  # noqa: PLC0415
    from tests.world import build  # noqa: PLC0415

    world = build()
    name = "gh-worker" if role else "unit-gh-property"
    signed_in(name, role, world.gh).get("/")
    told = [line["viewer"] for line in lines.all() if line["logger"] == "mulin.request"]
    assert told == ["staff" if role else "unit"]
    assert name not in lines.text
