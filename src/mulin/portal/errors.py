"""Pages for when something went wrong. Each says what happened, what to do now, and that nothing is lost."""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Iterator

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from mulin.portal.frame import duty_without_database
from mulin.portal.preferences import size_of

SECRET_NAMES = re.compile(r"csrf|pass|pin|token|secret|otp|code", re.IGNORECASE)

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PG_NO_ROOM = "53100"  # disk_full, by the standard's own number


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
    """500: our fault; 507 when the disk is full, 503 while the database is away. Asks nothing of the database."""
    faults = list(_chain(sys.exc_info()[1]))
    given_back = {"typed": _typed_if_readable(request)}
    if any(map(_no_room, faults)):
        return _bare(request, "errors/507.html", 507, **given_back)
    if any(isinstance(fault, OperationalError | InterfaceError) for fault in faults):
        response = _bare(request, "errors/503.html", 503, **given_back)
        response["Retry-After"] = "60"
        return response
    return _bare(request, "errors/500.html", 500, **given_back)


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    """The fault, and what it came from."""
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def _no_room(fault: BaseException) -> bool:
    """Whether a disk, or a limit set on it, is full: said by the system, by SQLite or by PostgreSQL."""
    if isinstance(fault, OSError):
        return fault.errno in NO_ROOM
    name = str(getattr(fault, "sqlite_errorname", ""))
    return name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")) or getattr(fault, "sqlstate", "") == PG_NO_ROOM


def _typed_if_readable(request: HttpRequest) -> list[str]:
    """What was typed; nothing where the upload itself is what broke."""
    try:
        return typed(request)
    except Exception:  # noqa: BLE001 - one page for a fault must not become a second fault
        return []


def _bare(request: HttpRequest, template: str, status: int, **more: object) -> HttpResponse:
    street = duty_without_database()
    context = {
        "size": size_of(request),
        "language": get_language(),
        "community": street.title(),
        "phone": street.phone,
        "bare": True,
        "number": getattr(request, "number", ""),
        **more,
    }
    return HttpResponse(render_to_string(template, context), status=status)
