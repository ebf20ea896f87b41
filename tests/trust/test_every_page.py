"""Every page, for everybody who is let in: the headers, nothing inline, and that reading changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, resolve

from mulin.core.groups.models import Group
from mulin.core.people.models import Person
from tests.pages import samples
from tests.pages.samples_voice import NUMBERS
from tests.project.test_who_sees_what import ALL, address
from tests.trust.walking import Ground, browser, checksums, is_html

pytestmark = pytest.mark.django_db

WRITTEN_BY_READING = {"access_look"}  # that somebody looked is written down: the one thing a GET may leave
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


class Inline(HTMLParser):
    """What the content security policy would refuse, or what comes from another host."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(f"<{tag}>")
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.found.append(f"<{tag} {name}>")
            if name in {"href", "src", "action", "formaction", "data"}:
                kind = (value or "").strip().lower()
                fetched = tag in {"script", "img", "link", "iframe", "object", "embed", "audio", "video", "source"}
                if kind.startswith(("javascript:", "data:", "vbscript:")) or (fetched and "//" in kind):
                    self.found.append(f"<{tag} {name}={value}>")


def faults(answer: HttpResponse) -> list[str]:
    """Everything an answer lacks that a browser needs to protect its visitor."""
    headers, found = answer.headers, []
    if headers.get("X-Content-Type-Options") != "nosniff":
        found.append("no nosniff")
    if not is_html(answer):
        return found
    policy = dict(
        part.strip().split(" ", 1) for part in headers.get("Content-Security-Policy", "").split(";") if " " in part
    )
    found += [f"{name} is {policy.get(name)}" for name, value in POLICY.items() if policy.get(name) != value]
    found += [f"{name}: {value}" for name, value in policy.items() if "unsafe" in value or "*" in value]
    for name, value in (
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ):
        if headers.get(name) != value:
            found.append(f"{name} is {headers.get(name)}")
    return found + Inline(answer.content.decode()).found


def test_the_walk_reaches_every_sampled_page_and_more(ground: Ground) -> None:
    assert {page.path for page in ground.pages} >= {page.path for page in ground.pages if page.sampled}
    assert sum(page.sampled for page in ground.pages) == len(samples.PAGES)
    assert len(ground.pages) > len(samples.PAGES)
    assert len(ground.visitors()) >= 6
    assert not [f"{page.path}: {page.answer.status_code}" for page in ground.pages if page.answer.status_code >= 500]


def test_every_page_carries_the_headers_and_nothing_inline(ground: Ground) -> None:
    assert not {page.path: found for page in ground.pages if (found := faults(page.answer))}


def test_pages_for_somebody_stay_in_no_cache(ground: Ground) -> None:
    """The computer at the counter is shared: the key Back shows nothing after signing out."""
    signed_in = [page for page in ground.pages if not resolve_everybody(page.path) and page.answer.status_code == 200]
    assert len(signed_in) > 20
    assert not [page.path for page in signed_in if "no-store" not in page.answer.headers.get("Cache-Control", "")]


def resolve_everybody(path: str) -> bool:
    return resolve(path.partition("?")[0]).func.admission.everybody


def test_inline_things_would_be_seen() -> None:
    planted = (
        "<p style='x'><script>1</script><style></style><a href='javascript:1' onclick='2'>"
        "<img src='//evil.example/x.png'>"
    )
    assert len(Inline(planted).found) == 6
    assert len(faults(HttpResponse("<p>"))) >= 8


def error_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int, HttpResponse]]:
    client = Client(raise_request_exception=False)
    yield "host", 400, client.get("/", headers={"host": "evil.example"})
    yield "missing", 404, client.get("/there-is-no-such-page/")
    yield "token", 403, Client(enforce_csrf_checks=True).post("/say/", {"words": "话"})

    def broken(request: HttpRequest) -> HttpResponse:
        raise RuntimeError("secret detail of our own")

    def large(request: HttpRequest) -> HttpResponse:
        raise RequestDataTooBig

    for code, view in ((500, broken), (413, large)):
        first = next(pattern for pattern in get_resolver().url_patterns if getattr(pattern, "name", "") == "home")
        with monkeypatch.context() as patch:
            patch.setattr(first, "callback", view)
            get_resolver()._callback_strs.clear()
            yield str(code), code, client.get("/")


def test_error_pages_too(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, code, answer in error_pages(monkeypatch):
        page = answer.content.decode()
        assert answer.status_code == code, name
        assert not faults(answer), name
        assert re.search(r"[一-龥]{4}", page), name
        assert "Traceback" not in page, name
        assert "secret detail" not in page, name


def everywhere(ground: Ground) -> Iterator[str]:
    """Every page of the walk, and each further address once."""
    reached = set()
    for page in ground.pages:
        reached.add(resolve(page.path.partition("?")[0]).route)
        yield page.path
    someone = SimpleNamespace(wang=Person.objects.get(name="王桂芳"), property=Group.objects.get(key="GH:property"))
    for route, pattern in ALL:
        if route not in reached:
            yield address(route, pattern, someone, NUMBERS["running"])  # type: ignore[arg-type]


def test_reading_changes_nothing(ground: Ground) -> None:
    """No table has another checksum after a GET, whoever asked; what was looked at is written down, nothing else."""

    def state() -> dict[str, str]:
        return {table: value for table, value in checksums().items() if table not in WRITTEN_BY_READING}

    (nobody, *others), asked, before = ground.visitors(), 0, state()
    assert len(before) > 30
    paths = list(dict.fromkeys(everywhere(ground)))
    for number, path in enumerate(paths):
        for turn in range(3):
            browser(others[(number + turn * 3) % len(others)]).get(path)
        browser(nobody).get(path)
        asked += 4
        if number % 8 == 7 or path == paths[-1]:
            after = state()
            changed = [table for table in before if before[table] != after[table]]
            assert not changed, f"one of {paths[number - 7 : number + 1]}"
    assert asked > 400
