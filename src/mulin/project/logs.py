"""Logs: in production one JSON object a line, with nothing about people in it.

Messages and the texts of exceptions may hold what somebody typed, so they are not written: of a message only its
pattern with numbers, of an exception its class and the places it passed. What the visitor sees on a page of trouble is
the number of her request, which stands in every line about it.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import LazyObject, empty
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from mulin import canon
from mulin.core.gate import Viewer

SIGNS = 10
FIELDS = ("method", "path", "route", "status", "ms", "viewer", "job", "kind", "n")
MOST_FRAMES = 40
NOWHERE = (400, 404)
TROUBLE = 400
PACKAGE = Path(__file__).resolve().parent.parent
_number: ContextVar[str] = ContextVar("mulin_request_number", default="")
log = logging.getLogger("mulin.request")


def _event(record: logging.LogRecord) -> str:
    """What happened, without values: a name given for it, or the pattern of the message."""
    named = getattr(record, "event", "")
    if named:
        return str(named)
    ours = record.name.partition(".")[0] == "mulin"
    # a message without arguments may have been put together before, values and all; our own never are (ruff's G rules)
    return record.msg if isinstance(record.msg, str) and (ours or record.args) else "(not kept)"


def _numbers(args: Any) -> list[int]:
    return [one for one in args if isinstance(one, int)] if isinstance(args, tuple) else []


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        path = Path(code.co_filename)
        where = path.relative_to(PACKAGE) if path.is_relative_to(PACKAGE) else Path(*path.parts[-2:])
        yield f"{where}:{traceback.tb_lineno} {code.co_name}"
        traceback = traceback.tb_next


def _errors(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """An exception and those it came from, each as its class and where it passed; never its text."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        kind = type(error)
        yield {
            "class": f"{kind.__module__}.{kind.__qualname__}",
            "frames": [*_frames(error.__traceback__)][-MOST_FRAMES:],
        }
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


class JsonFormatter(logging.Formatter):
    """One line, one object."""

    def format(self, record: logging.LogRecord) -> str:
        """The record without anything that somebody typed."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _event(record),
        }
        if number := _number.get():
            line["request"] = number
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if numbers := _numbers(record.args):
            line["numbers"] = numbers
        if record.exc_info and record.exc_info[1] is not None:
            line["errors"] = list(_errors(record.exc_info[1]))
        line["pid"] = os.getpid()
        return json.dumps(line, ensure_ascii=False, default=str)


class GunicornLogger(Logger):  # type: ignore[misc]
    """Gunicorn's own lines, passed on to the project's handlers."""

    def setup(self, cfg: Any) -> None:
        """Take the settings' handlers in place of its own."""
        super().setup(cfg)
        for logger in (self.error_log, self.access_log):
            logger.handlers.clear()
            logger.propagate = True
        self.access_log.disabled = True


def kind_of(viewer: Any) -> str:
    """What kind of visitor it is, if anybody asked; nothing is asked of the database for this."""
    if isinstance(viewer, LazyObject) and viewer._wrapped is empty:  # type: ignore[attr-defined]  # noqa: SLF001
        return ""
    known: Viewer = viewer
    kinds = {"staff": known.grants, "unit": known.groups, "resident": known.person, "login": known.ref}
    return next((name for name, holds in kinds.items() if holds), "slip" if known.slips else "passer-by")


class RequestLogMiddleware:
    """Give each request a number and write one line about it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Number it, answer it, write it down."""
        began = time.perf_counter()
        number = canon.code(secrets.token_hex(16), SIGNS, 5)
        request.number = number  # type: ignore[attr-defined]
        token = _number.set(number)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = number
            match = getattr(request, "resolver_match", None)
            about = {
                "event": "request",
                "method": request.method,
                # an address that led nowhere may hold anything: a name, a number pasted by mistake
                "path": request.path if response.status_code not in NOWHERE else "",
                "route": match.view_name or match.route if match else "",
                "status": response.status_code,
                "ms": round(1000 * (time.perf_counter() - began)),
                "viewer": kind_of(getattr(request, "viewer", None)) if hasattr(request, "viewer") else "",
            }
            if not (response.status_code < TROUBLE and request.path.startswith(settings.STATIC_URL)):
                log.info("request", extra=about)
        finally:
            _number.reset(token)
        return response
