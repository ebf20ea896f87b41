"""Pages for when something went wrong. Each says what happened, what to do now, and that nothing is lost."""

from __future__ import annotations

import re

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from mulin.portal.frame import duty_without_database
from mulin.portal.preferences import size_of

SECRET_NAMES = re.compile(r"csrf|pass|pin|token|secret|otp|code", re.IGNORECASE)


def typed(request: HttpRequest) -> list[str]:
    """The texts the visitor had typed, without anything secret."""
    return [
        value
        for name, values in request.POST.lists()
        if not SECRET_NAMES.search(name)
        for value in map(str, values)
        if value.strip()
    ]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when what was sent is too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return render(request, "errors/413.html", status=413)
    return _bare(request, "errors/400.html", 400)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403: the page was open too long, or cookies are off. What was typed is given back."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    context = {"typed": typed(request), "back": before if ours else request.path}
    return render(request, "errors/csrf.html", context, status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403: said no on purpose."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404: hidden and missing look alike."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Asks nothing of the database, which may be what broke."""
    return _bare(request, "errors/500.html", 500)


def _bare(request: HttpRequest, template: str, status: int) -> HttpResponse:
    street = duty_without_database()
    context = {
        "size": size_of(request),
        "language": get_language(),
        "community": street.title(),
        "phone": street.phone,
        "bare": True,
        "number": getattr(request, "number", ""),
    }
    return HttpResponse(render_to_string(template, context), status=status)
