"""Who visits the pages: browsers that are signed in, speaking to the application as the web server does."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from mulin.core.access import sessions
from mulin.core.access.models import Login
from mulin.core.access.viewers import SLIPS

CSRF = "b" * 32


class BadAnswer(RuntimeError):  # noqa: N818 - named by what it is
    """A page answered otherwise than it should: what was measured would mean nothing."""


def environ(path: str, cookies: str = "", form: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One request as a web server hands it over."""
    body = urlencode(form).encode() if form is not None else b""
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET" if form is None else "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookies,
        "HTTP_X_CSRFTOKEN": CSRF,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


Handler = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class Browser:
    """Somebody's browser: it keeps its cookies."""

    handler: Handler = field(default_factory=WSGIHandler)
    cookies: dict[str, str] = field(default_factory=lambda: {settings.CSRF_COOKIE_NAME: CSRF})

    def ask(self, path: str, form: Mapping[str, str] | None = None) -> bytes:
        """Fetch a page or send a form.

        Raises
        ------
        BadAnswer
            It was neither the page nor the way on after a form.
        """
        said: list[tuple[str, list[tuple[str, str]]]] = []
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.handler(
            environ(path, sent, form), lambda status, headers, _why=None: said.append((status, headers))
        )
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        status, headers = said[0]
        for name, value in headers:
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        if not status.startswith("200" if form is None else "302"):
            raise BadAnswer(f"{path}: {status}")
        return body


def signed_in(login: Login, *, how: str) -> Browser:
    """A browser of a login, past the second factor where it needs one."""
    session = SessionStore()
    session[SESSION_KEY] = str(login.pk)
    session[BACKEND_SESSION_KEY] = sessions.BACKEND
    session[HASH_SESSION_KEY] = login.get_session_auth_hash()
    session[sessions.HOW] = how
    session[sessions.SINCE] = int(timezone.now().timestamp())
    if login.kind == Login.Kind.STAFF:
        device, _new = TOTPDevice.objects.get_or_create(user=login, name="bench", confirmed=True)
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    browser = Browser()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return browser


def with_slip(number: str) -> Browser:
    """A browser in which the secret of a slip was shown."""
    session = SessionStore()
    session[SLIPS] = [number]
    session.save()
    browser = Browser()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return browser
