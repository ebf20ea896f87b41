"""What a visitor prefers: text size and language, each in a cookie of its own.

Chinese comes first: the language of the browser is not asked, because a phone bought abroad is no reason to greet an
old neighbour in English.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from mulin.core.pages import page

SIZES = ("m", "l", "xl")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
SIZE_COOKIE = "size"
LANGUAGE_COOKIE = "language"
YEARS = 2 * 365 * 24 * 3600


def size_of(request: HttpRequest) -> str:
    """The text size of the visitor, `m` unless her cookie says otherwise."""
    size = request.COOKIES.get(SIZE_COOKIE, "")
    return size if size in SIZES else SIZES[0]


def language_of(request: HttpRequest) -> str:
    """The language of the visitor, Chinese unless her cookie says otherwise."""
    code = request.COOKIES.get(LANGUAGE_COOKIE, "")
    return code if code in LANGUAGES else LANGUAGES[0]


class PreferencesMiddleware:
    """Speak the visitor's language, and tell caches that the page depends on her cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the visitor's language."""
        code = language_of(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
        return response


def _back(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    there = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(there if safe else "/")
    response.set_cookie(
        cookie, value, max_age=YEARS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return response


@page(everybody=True)
@never_cache
def set_size(request: HttpRequest, value: str) -> HttpResponse:
    """Remember the text size and go back."""
    return _back(request, SIZE_COOKIE, value)


@page(everybody=True)
@never_cache
def set_language(request: HttpRequest, value: str) -> HttpResponse:
    """Remember the language and go back."""
    return _back(request, LANGUAGE_COOKIE, value)
