"""Every page and every form there is, found by walking: the sampled pages, and from them each link to a new address.

A new app joins by its samples (`tests/pages/samples_*.py`), without which its addresses fail a test of their own.
"""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from mulin.core.records.days import local_day
from tests.pages import samples
from tests.world import photo

Cookies = dict[str, str]
SHAPES = ("what", "kind", "name", "role", "value")  # arguments that make another page of the same view
TYPED = frozenset(["text", "search", "tel", "email", "url", "textarea"])


@dataclass
class Field:
    """One field of a form as a browser sees it."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form, the page it stands on and the visitor who sees it."""

    page: str
    action: str
    method: str
    multipart: bool
    cookies: Cookies = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.action} on {self.page} ({', '.join(self.fields)})"


@dataclass
class Page:
    """What one visitor got for one address."""

    path: str
    cookies: Cookies
    answer: HttpResponse
    sampled: bool

    @property
    def text(self) -> str:
        return self.answer.content.decode(errors="replace")


class Reader(HTMLParser):
    """Links and forms of a page."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.links, self.forms = page, [], []
        self._form: Form | None = None
        self._area: Field | None = None
        self._select: Field | None = None
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith(("/", "?")):
            self.links.append(urljoin(self.page.path, given["href"]))
        elif tag == "form":
            target = urljoin(self.page.path, given.get("action", ""))
            self._form = Form(
                self.page.path,
                target if given.get("method", "get") == "post" else urlsplit(target).path,
                given.get("method", "get"),
                "multipart" in given.get("enctype", ""),
                self.page.cookies,
            )
            self.forms.append(self._form)
        elif self._form is not None and tag in {"input", "textarea", "select", "button", "option"}:
            self._input(tag, given)

    def _input(self, tag: str, given: dict[str, str]) -> None:
        if tag == "option":
            if self._select is not None:
                self._select.options.append(given.get("value", ""))
                if "selected" in given:
                    self._select.value = given.get("value", "")
            return
        name = given.get("name", "")
        if not name or self._form is None:
            return
        kind = given.get("type", "text") if tag == "input" else tag
        known = self._form.fields.setdefault(name, Field(name, kind))
        if kind in {"radio", "checkbox", "button"}:
            known.options.append(given.get("value", "on"))
        elif kind != "textarea":
            known.value = given.get("value", "")
        self._area = known if tag == "textarea" else None
        self._select = known if tag == "select" else None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data.removeprefix("\n")  # browsers drop the first line break of a textarea

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self._form = None


def shape(path: str) -> tuple[str, ...] | None:
    """Which page an address is, whomever it is about; None when it leads nowhere."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    return (match.view_name, *(str(match.kwargs.get(name, "")) for name in SHAPES))


def browser(cookies: Cookies, **more: Any) -> Client:
    """A browser with these cookies."""
    client = Client(**more)
    client.cookies.load(dict(cookies))
    return client


class Ground:
    """The world of the samples, and everything that can be reached in it."""

    def __init__(self, files: Path) -> None:
        cache.clear()
        self.files = files
        for make in samples.WORLD:
            make()
        self.pages: list[Page] = []
        seen: set[tuple[str, ...]] = set()
        queue: list[tuple[str, Cookies]] = []
        for sample in samples.PAGES:
            path, cookies = sample.url(), sample.cookies()
            seen.add(shape(path) or ())
            queue += [(link, cookies) for link in self._look(path, cookies, sampled=True)]
        while queue:
            path, cookies = queue.pop(0)
            which = shape(path)
            if which is None or which in seen or path.startswith(("/size/", "/language/")):
                continue
            seen.add(which)
            queue += [(link, cookies) for link in self._look(path, cookies, sampled=False)]
        for cookies in {tuple(page.cookies.items()): page.cookies for page in self.pages}.values():
            browser(cookies).get("/")  # a session that ended while the samples were made is thrown away here
        self.forms = self._forms()

    def _look(self, path: str, cookies: Cookies, *, sampled: bool) -> list[str]:
        answer = browser(cookies, raise_request_exception=False).get(path)
        page = Page(path, cookies, answer, sampled)
        self.pages.append(page)
        return [] if answer.streaming or not is_html(answer) else Reader(page).links

    def _forms(self) -> list[Form]:
        found: dict[tuple[object, ...], Form] = {}
        for page in self.pages:
            if is_html(page.answer):
                for form in Reader(page).forms:
                    found.setdefault((form.method, shape(form.action), *sorted(form.fields)), form)
        return list(found.values())

    def posts(self) -> list[Form]:
        """The forms that change something."""
        return [form for form in self.forms if form.method == "post"]

    def visitors(self) -> list[Cookies]:
        """Everybody whose eyes the samples borrow, the passer-by first."""
        found: dict[str, Cookies] = {}
        for page in self.pages:
            if page.sampled:
                found.setdefault(_who(page.cookies), page.cookies)
        return sorted(found.values(), key=len)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever happens in here did not, in the tables and in the folder of files."""
        folder = Path(settings.MEDIA_ROOT)
        if not folder.exists() or _names(folder) != _names(self.files):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(self.files, folder)
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


def _names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def _who(cookies: Cookies) -> str:
    """Whose session it is: the login, or the slips in hand."""
    row = Session.objects.filter(pk=cookies.get(settings.SESSION_COOKIE_NAME, "")).first()
    return (
        str(sorted(row.get_decoded().items()))
        if row and "_auth_user_id" not in row.get_decoded()
        else (row.get_decoded()["_auth_user_id"] if row else "")
    )


def is_html(answer: HttpResponse) -> bool:
    """Whether a browser would show it as a page."""
    return answer.headers.get("Content-Type", "").startswith("text/html")


def filled(form: Form, **other: object) -> dict[str, object]:
    """The form as somebody fills it in who means well; `other` says otherwise for some fields."""
    today = local_day(timezone.now())
    words = {
        "phone": "13800001234", "door": "3-201", "birth_year": "1950", "name": "赵小满", "username": "zhaoxiaoman",
        "display_name": "赵小满", "code": "GH9", "about": "", "lat": "", "lon": "", "shape": "", "name_en": "",
        "starts_at": f"{today + timedelta(days=9)}T15:00",
    }  # fmt: skip
    sent: dict[str, object] = {}
    for one in form.fields.values():
        if one.kind == "file":
            data = "姓名,门牌\n赵小满,3-201\n".encode() if "import" in form.action else photo()
            sent[one.name] = io.BytesIO(data)
            sent[one.name].name = "x.csv" if "import" in form.action else "x.jpg"  # type: ignore[attr-defined]
        elif one.kind == "checkbox":
            sent[one.name] = one.options[0]
        elif one.options:
            sent[one.name] = one.value or next((value for value in one.options if value), "")
        elif one.kind == "date":
            sent[one.name] = str(today + timedelta(days=3))
        else:
            sent[one.name] = one.value or words.get(one.name, "说一句话")
    return {**sent, **other}


def send(form: Form, sent: dict[str, object], **more: Any) -> HttpResponse:
    """Send the form as its page would."""
    client = browser(form.cookies, **more)
    if form.method != "post":
        return client.get(form.action, query_string=urlencode(_as_bytes(sent)))
    if form.multipart:
        return client.post(form.action, {name: _part(value) for name, value in sent.items()})
    kind = "application/x-www-form-urlencoded"
    return client.post(form.action, urlencode(_as_bytes(sent)), content_type=kind)


def _part(value: object) -> object:
    return [value.encode("utf-8", "surrogatepass")] if isinstance(value, str) else value


def _as_bytes(sent: dict[str, object]) -> list[tuple[str, bytes]]:
    return [(name, value.encode("utf-8", "surrogatepass")) for name, value in sent.items() if isinstance(value, str)]


def checksums() -> dict[str, str]:
    """A hash of every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the database's own names
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found
