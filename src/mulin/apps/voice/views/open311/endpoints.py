"""The methods of GeoReport v2. `testing` is the test endpoint: everything is checked, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import posting
from mulin.apps.voice.queries import categories
from mulin.apps.voice.queries import requests as queries
from mulin.apps.voice.queries.locating import Sure
from mulin.apps.voice.queries.requests import Asked
from mulin.apps.voice.rules.geo_services import SERVICES, Service
from mulin.apps.voice.views.open311 import reading
from mulin.apps.voice.views.open311.answers import TYPES, Wrong, answer, errors, format_of, split
from mulin.core.access import limits
from mulin.core.access.models import ApiKey
from mulin.core.access.queries import key_by_token
from mulin.core.pages import page
from mulin.core.places.models import Place
from mulin.core.places.queries import duty_phone, street
from mulin.core.refusals import Refusal

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-24T08:00:00+08:00"  # when the services or their questions last changed
A_MINUTE = 60  # posts of one key
TESTED = "TEST"
_FORM = ("application/x-www-form-urlencoded", "multipart/form-data")
_UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError)

Method = Callable[..., HttpResponse]


def method(*, post: bool = False) -> Callable[[Method], Method]:
    """A method of the interface: open to everybody, without cookies; what is wrong is said in the format asked for."""

    def wrap(view: Method) -> Method:
        @wraps(view)
        def guarded(request: HttpRequest, *, form: str = "", **given: Any) -> HttpResponse:
            named = {}
            for name, value in given.items():
                named[name] = value
                if name in {"code", "number"}:
                    named[name], form = split(value)
            form = format_of(request, form)
            try:
                whole = _street()
                sent = request.GET
                reading.check_jurisdiction(sent.get("jurisdiction_id", "").strip(), whole, request.get_host())
                response = view(request, whole, form, **named)
            except Wrong as wrong:
                response = errors(form, wrong)
                if wrong.status == 429:
                    response["Retry-After"] = "60"
            if request.method != "POST":
                response["Access-Control-Allow-Origin"] = "*"
            return response

        return page(everybody=True, post=post, program=True)(guarded)

    return wrap


def _street() -> Place:
    found = street()
    if found is None:
        raise Wrong(404, _("这里还没有建好街道。"))
    return found


@method()
def discovery(request: HttpRequest, whole: Place, form: str) -> HttpResponse:
    """What there is, and where."""
    endpoints = [
        {
            "specification": SPECIFICATION,
            "url": request.build_absolute_uri(f"/open311/{way}"),
            "changeset": CHANGED,
            "type": kind,
            "formats": [kind.partition(";")[0] for kind in TYPES.values()],
        }
        for way, kind in (("v2", "production"), ("test/v2", "test"))
    ]
    found = {
        "changeset": CHANGED,
        "contact": _("%(street)s，值班电话 %(phone)s") % {"street": whole.name, "phone": duty_phone(whole)},
        "key_service": _("请向%(street)s的管理员要 api_key；读不用密钥。") % {"street": whole.name},
        "endpoints": endpoints,
    }
    return answer(form, "discovery", found)


def _row(service: Service) -> dict[str, Any]:
    return {
        "service_code": service.code,
        "service_name": categories.name(service.code),
        "description": str(service.description),
        "metadata": bool(service.attributes),
        "type": "realtime",
        "keywords": str(service.description).replace("、", ", "),
        "group": str(service.group),
    }


@method()
def services(request: HttpRequest, whole: Place, form: str, *, testing: bool) -> HttpResponse:  # noqa: ARG001
    """The categories one can report."""
    return answer(form, "services", [_row(service) for service in SERVICES.values()])


@method()
def service(request: HttpRequest, whole: Place, form: str, *, code: str, testing: bool) -> HttpResponse:  # noqa: ARG001
    """What a service asks besides."""
    found = reading.service_of(code)
    attributes = [
        {
            "variable": True,
            "code": asked.code,
            "datatype": asked.datatype,
            "required": asked.required,
            "datatype_description": str(asked.hint) or None,
            "order": order,
            "description": str(asked.ask),
            "values": [{"key": key, "name": str(name)} for key, name in (asked.values or {}).items()],
        }
        for order, asked in enumerate(found.attributes, 1)
    ]
    return answer(form, "service_definition", {"service_code": found.code, "attributes": attributes})


@method(post=True)
def requests(request: HttpRequest, whole: Place, form: str, *, testing: bool) -> HttpResponse:
    """The requests asked for; by POST a new one."""
    if request.method == "POST":
        return _post(request, whole, form, testing=testing)
    asked = reading.asked_of(request.GET, now=timezone.now())
    start, stop = reading.page_of(request.GET)
    return answer(form, "service_requests", queries.shown(queries.requests(asked), start=start, stop=stop))


@method()
def request_(request: HttpRequest, whole: Place, form: str, *, number: str, testing: bool) -> HttpResponse:  # noqa: ARG001
    """One request."""
    found = queries.shown(queries.requests(Asked(numbers=(number,))))
    if not found:
        raise Wrong(404, _("没有这个 service_request_id：%(given)s") % {"given": number[:80]})
    return answer(form, "service_requests", found)


@method()
def token(request: HttpRequest, whole: Place, form: str, *, number: str, testing: bool) -> HttpResponse:  # noqa: ARG001
    """Numbers are given at once, so a number is its own token."""
    if not queries.requests(Asked(numbers=(number,))).exists():
        raise Wrong(404, _("没有这个 token：%(given)s") % {"given": number[:80]})
    return answer(form, "service_requests", [{"service_request_id": number, "token": number}])


def _sent(request: HttpRequest) -> QueryDict:
    """The form that was sent; nothing else is read, XML least of all."""
    if request.content_type not in _FORM:
        raise Wrong(400, _("请用 application/x-www-form-urlencoded 递送。"))
    try:
        post, files = request.POST, request.FILES
    except (RequestDataTooBig, TooManyFieldsSent) as error:
        raise Wrong(400, _("递来的太大了。")) from error
    except _UNREADABLE as error:
        raise Wrong(400, _("递来的表单读不出来：要用 UTF-8。")) from error
    if files:
        raise Wrong(400, _("不收文件；照片请写网址（media_url）。"))
    return post


def _key(post: QueryDict, *, testing: bool) -> ApiKey:
    token = reading.clean(post.get("api_key", ""))
    if not token:
        raise Wrong(403, _("缺 api_key。"))
    key = key_by_token(token)
    if key is None:
        raise Wrong(403, _("api_key 不对，或者已经作废。"))
    if key.scope != ApiKey.Scope.POST and not testing:
        raise Wrong(403, _("这把 api_key 只能用来测试：请递到 /open311/test/v2。"))
    return key


def _post(request: HttpRequest, whole: Place, form: str, *, testing: bool) -> HttpResponse:
    now = timezone.now()
    post = _sent(request)
    key = _key(post, testing=testing)
    if not limits.hit(f"open311:{key.uuid}", limit=A_MINUTE, window=timedelta(minutes=1), now=now):
        raise Wrong(429, _("这个程序一分钟里递得太多了，请过一分钟再递；已经收下的都在。"))
    reading.check_jurisdiction(reading.clean(post.get("jurisdiction_id", "")), whole, request.get_host())
    sent, sure = reading.read_post(post, whole)
    notice = {
        Sure.PLACE: "",
        Sure.OUTSIDE: _("这个位置不在%(street)s里，先由街道收下。") % {"street": whole.name},
        Sure.UNKNOWN: _("看不出是哪个社区，先由街道收下。"),
    }[sure]
    try:
        if testing:
            posting.check(sent=sent, now=now)
            number, new = f"{TESTED}-{sent.print[:12]}", True
            notice += _("这是测试：都对，什么都没有留下。")
        else:
            slip, new = posting.post(sent=sent, key=key, now=now)
            number = slip.voice.thread.number
            door = request.build_absolute_uri(reverse("voice:slip_door"))
            notice += _(
                "记下了，台账号 %(number)s。社区一天之内会看。"
                "凭台账号和密码 %(secret)s，可以在 %(door)s 看办到哪里、评一评、补充或者收回。"
            ) % {"number": number, "secret": slip.secret, "door": door}
    except Refusal as refusal:
        raise Wrong(400, str(refusal)) from refusal
    row = {"service_request_id": number, "service_notice": notice, "account_id": None}
    return answer(form, "service_requests", [row], status=201 if new else 200)
