"""One declaration for an endpoint: its parameters are read by it, and the document is written from it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _

from mulin.core.access.limits import address_of
from mulin.core.pages import page

A_MINUTE = 300  # questions of one address to one server process
_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")
Schema = Mapping[str, Any]
Text = str | Promise


class BadQuestion(ValueError):  # noqa: N818 - named by what it is
    """A parameter is not what it should be; the message says which and why."""


@dataclass(frozen=True)
class Parameter:
    """A parameter in the query or in the path, with its JSON schema."""

    name: str
    about: str
    schema: Schema
    where: str = "query"


class Answer(NamedTuple):
    """What goes out as JSON, and when it last changed (only where one thing is asked for)."""

    value: Any
    changed: datetime | None = None


Work = Callable[[Mapping[str, Any], datetime], Answer]


@dataclass(frozen=True)
class Endpoint:
    """One address: what it answers, and to which questions."""

    path: str
    name: str
    summary: Text
    parameters: tuple[Parameter, ...]
    schema: Schema
    work: Work


ENDPOINTS: dict[str, Endpoint] = {}
LANG = Parameter("lang", "Language of the texts.", {"enum": [code for code, _name in settings.LANGUAGES]})


def read(parameter: Parameter, text: str) -> Any:
    """The value of a parameter as it was written.

    Raises
    ------
    BadQuestion
        It does not fit its schema.
    """
    schema = parameter.schema
    if schema.get("type") == "integer":
        if not _WHOLE.fullmatch(text) or not schema.get("minimum", 0) <= int(text) <= schema["maximum"]:
            raise BadQuestion(
                _("%(name)s 要是 %(least)s 到 %(most)s 的整数。")
                % {"name": parameter.name, "least": schema.get("minimum", 0), "most": schema["maximum"]}
            )
        return int(text)
    if "enum" in schema and text not in schema["enum"]:
        raise BadQuestion(
            _("%(name)s 只能是：%(values)s") % {"name": parameter.name, "values": "、".join(schema["enum"])}
        )
    if len(text) > schema.get("maxLength", 200) or not re.search(schema.get("pattern", ""), text):
        raise BadQuestion(_("%(name)s 写得不对。") % {"name": parameter.name})
    return text


def _given(endpoint: Endpoint, request: HttpRequest, path: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for parameter in endpoint.parameters:
        if parameter.where == "path":
            found[parameter.name] = path[parameter.name]
            continue
        values = request.GET.getlist(parameter.name)
        if len(values) > 1:
            raise BadQuestion(_("%(name)s 只能写一次。") % {"name": parameter.name})
        if values:
            found[parameter.name] = read(parameter, values[0])
        elif "default" in parameter.schema:
            found[parameter.name] = parameter.schema["default"]
    return found


def problem(status: int, sentence: str) -> JsonResponse:
    """Something is wrong, in a sentence."""
    return JsonResponse({"error": sentence}, status=status, json_dumps_params={"ensure_ascii": False})


def too_many(request: HttpRequest, now: datetime) -> bool:
    """Whether this address asked too often in this minute; counted in this server process."""
    key = f"mulin.api.{address_of(request)}.{int(now.timestamp()) // 60}"
    cache.add(key, 0, 60)
    try:
        return cache.incr(key) > A_MINUTE
    except ValueError:  # the minute ended between the two lines
        return False


def opened(response: HttpResponse) -> HttpResponse:
    """Any page may read it: it is public, and no cookie counts."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After"
    response.headers.setdefault("Cache-Control", "no-cache")  # may be kept, and is asked about each time
    return response


def limited(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """The refusal for whoever asks too often."""
    if not too_many(request, now):
        return None
    response = problem(429, _("问得太快了，请过一分钟再来。"))
    response["Retry-After"] = "60"
    return opened(response)


def endpoint(
    path: str, *, name: str, summary: Text, schema: Schema, parameters: tuple[Parameter, ...] = ()
) -> Callable[[Work], Callable[..., HttpResponse]]:
    """Declare an endpoint; gives its view."""

    def wrap(work: Work) -> Callable[..., HttpResponse]:
        declared = Endpoint(path, name, summary, (*parameters, LANG), schema, work)
        ENDPOINTS[name] = declared

        @wraps(work)
        def view(request: HttpRequest, **given: str) -> HttpResponse:
            now = timezone.now()
            language = request.GET.get("lang", settings.LANGUAGE_CODE)
            with translation.override(language if language in LANG.schema["enum"] else settings.LANGUAGE_CODE):
                return limited(request, now) or opened(_answer(declared, request, given, now))

        return page(everybody=True, program=True)(view)

    return wrap


def _answer(declared: Endpoint, request: HttpRequest, path: Mapping[str, str], now: datetime) -> HttpResponse:
    try:
        answer = declared.work(_given(declared, request, path), now)
    except BadQuestion as bad:
        return problem(400, str(bad))
    except Http404:
        return problem(404, _("没有这一件。"))
    body = json.dumps(answer.value, ensure_ascii=False).encode("utf-8", "replace")
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    changed = int(answer.changed.timestamp()) if answer.changed else None
    response = HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response
