"""Every URL says who may see it: `@page(...)` on the view. A URL that says nothing fails a test.

A page that a visitor may not see answers 404; a page that wants a sign-in sends her to the door first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import resolve

from mulin.core.gate import PASSER_BY, Viewer

View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request that passed the middleware: it knows its viewer."""

    viewer: Viewer


@dataclass(frozen=True)
class Admission:
    """Who is let in. One of: everybody, anybody signed in, staff of a unit, holders of a verb somewhere."""

    everybody: bool = False
    signed_in: bool = False
    unit: bool = False
    verb: str = ""
    methods: tuple[str, ...] = ("GET", "HEAD")

    def admits(self, viewer: Viewer) -> bool:
        """Whether the viewer may enter; what she then sees is decided row by row at the gate."""
        if self.everybody:
            return True
        if self.verb:
            return viewer.can_somewhere(self.verb)
        if self.unit:
            return bool(viewer.groups)
        return self.signed_in and bool(viewer.ref)


def page(
    *,
    everybody: bool = False,
    signed_in: bool = False,
    unit: bool = False,
    verb: str = "",
    get: bool = True,
    post: bool = False,
    program: bool = False,
) -> Callable[[View], View]:
    """Declare who may open the page, and whether it is read, takes a POST, or both.

    `program` is for addresses that programs speak to: whoever asks is a passer-by, whatever cookies came along, and
    what may be done is said by a key. As no cookie counts, no other site can borrow one, and no form token is wanted.
    """
    methods = (("GET", "HEAD") if get else ()) + (("POST",) if post else ())
    admission = Admission(everybody=everybody, signed_in=signed_in, unit=unit, verb=verb, methods=methods)

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in admission.methods:
                return HttpResponseNotAllowed(admission.methods)
            if any("\x00" in value for value in kwargs.values() if isinstance(value, str)):
                raise Http404  # a sign no number has, and at which PostgreSQL stops
            if program:
                cast("Request", request).viewer = PASSER_BY
            viewer = cast("Request", request).viewer
            if not admission.admits(viewer):
                if not viewer.ref and request.method in {"GET", "HEAD"}:
                    return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
                raise Http404
            known = bool(viewer.ref)  # asked before the view, which may change who is signed in
            response = view(request, *args, **kwargs)
            if known:  # the computer may be shared: the key Back shows nothing after signing out
                response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        guarded.admission = admission  # type: ignore[attr-defined]
        guarded.csrf_exempt = program  # type: ignore[attr-defined]
        return guarded

    return wrap


def opens(path: str, viewer: Viewer) -> bool:
    """Whether the page at an address of ours lets the viewer in; so that no door is shown that stays shut."""
    admission: Admission = vars(resolve(urlsplit(path).path).func)["admission"]
    return admission.admits(viewer)
