"""Whoever one is in the demo: every link leads to a page that opens, every form to one that lets her in.

And every page asks the database at most twelve things, once what is asked once a minute is known.
"""

from __future__ import annotations

from collections import Counter, deque
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from mulin.core.pages import opens
from mulin.project.demo import build
from mulin.project.start import ROLES
from tests.trust.walking import Page, Reader

EACH = 2  # pages of one view that are opened
QUESTIONS = 12
THOROUGH = {"access:my_ask"}  # looks through every table that may hold something about her
PASSED_BY = {"demo-step", "set-language", "set-size"}  # they make another visitor of her


def _asks(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def _walk(client: Client, start: str) -> tuple[list[str], list[str], Counter[str]]:
    """The doors that stay shut, the pages that ask too much, and how often each view was opened."""
    shut, costly, opened = [], [], Counter[str]()
    seen: set[str] = set()
    queue = deque([(start, ""), ("/", "")])
    while queue:
        path, on = queue.popleft()
        view = resolve(urlsplit(path).path).view_name
        if path in seen or view in PASSED_BY or opened[view] == EACH:
            continue
        with CaptureQueriesContext(connection) as questions:
            answer = client.get(path)
        seen.add(path)
        opened[view] += 1
        if answer.status_code not in {200, 302}:
            shut.append(f"{answer.status_code} {path} on {on}")
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        if view not in THOROUGH and len(questions) > QUESTIONS and (again := _asks(client, path)) > QUESTIONS:
            costly.append(f"{again} {path}")
        read = Reader(Page(path, {}, answer, sampled=False))
        queue += [(link.partition("#")[0], path) for link in read.links]
        viewer = answer.wsgi_request.viewer
        shut += [
            f"form to {form.action} on {path}"
            for form in read.forms
            if form.method == "post" and not opens(form.action, viewer)
        ]
    return shut, costly, opened


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.key)
def test_no_door_is_shown_that_stays_shut(demo: build.Built, settings: object, role: object) -> None:
    settings.MULIN_MODE = "demo"
    client = Client()
    start = client.post(reverse("demo-step", args=[role.key]))["Location"]
    shut, costly, opened = _walk(client, start)
    assert not shut, "\n".join(shut)
    assert not costly, "\n".join(costly)
    assert len(opened) > 10
