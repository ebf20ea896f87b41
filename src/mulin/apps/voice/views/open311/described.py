"""GeoReport v2 as OpenAPI paths (its JSON; the XML stands at the same addresses with `.xml`)."""

from __future__ import annotations

from typing import Any

from mulin.apps.voice.rules.geo_services import SERVICES
from mulin.apps.voice.views.open311.reading import MOST

Schema = dict[str, Any]
_TEXT, _MAYBE = {"type": "string"}, {"type": ["string", "null"]}
_MOMENT = {"type": "string", "format": "date-time"}
_DEGREES = {"type": ["number", "null"]}


def _object(**fields: Schema) -> Schema:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


_ERRORS = _list(_object(code={"type": "integer"}, description=_TEXT))
_SERVICE = _object(
    service_code=_TEXT,
    service_name=_TEXT,
    description=_TEXT,
    metadata={"type": "boolean"},
    type={"const": "realtime"},
    keywords=_TEXT,
    group=_TEXT,
)
_ATTRIBUTE = _object(
    variable={"type": "boolean"},
    code=_TEXT,
    datatype={"enum": ["string", "datetime", "singlevaluelist", "multivaluelist"]},
    required={"type": "boolean"},
    datatype_description=_MAYBE,
    order={"type": "integer"},
    description=_TEXT,
    values=_list(_object(key=_TEXT, name=_TEXT)),
)
_REQUEST = _object(
    service_request_id=_TEXT,
    status={"enum": ["open", "closed"]},
    status_notes=_TEXT,
    service_name=_TEXT,
    service_code=_TEXT,
    description=_MAYBE,
    agency_responsible=_MAYBE,
    service_notice=_MAYBE,
    requested_datetime=_MOMENT,
    updated_datetime=_MOMENT,
    expected_datetime={"type": ["string", "null"], "format": "date-time"},
    address=_MAYBE,
    address_id=_MAYBE,
    zipcode=_MAYBE,
    lat=_DEGREES,
    long=_DEGREES,
    media_url=_MAYBE,
)
_POSTED = _object(service_request_id=_TEXT, service_notice=_TEXT, account_id=_MAYBE)
_TOKEN = _object(service_request_id=_TEXT, token=_TEXT)
_CODE = {"type": "string", "enum": list(SERVICES)}
_FORM: Schema = {
    "type": "object",
    "properties": {
        "api_key": {"type": "string", "minLength": 1},
        "jurisdiction_id": _TEXT,
        "service_code": _CODE,
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "long": {"type": "number", "minimum": -180, "maximum": 180},
        "address_string": _TEXT,
        "address_id": _TEXT,
        "description": _TEXT,
        **dict.fromkeys(("email", "phone", "first_name", "last_name", "account_id", "device_id"), _TEXT),
        "media_url": _TEXT,
    },
    "required": ["api_key", "service_code"],
}


def _answer(about: str, schema: Schema) -> Schema:
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def _operation(name: str, summary: str, schema: Schema, *parameters: Schema, status: str = "200") -> Schema:
    wrong = {code: _answer(about, _ERRORS) for code, about in (("400", "Wrong"), ("404", "There is none"))}
    return {
        "operationId": f"open311_{name}",
        "tags": ["Open311 GeoReport v2"],
        "summary": summary,
        "parameters": [_query("jurisdiction_id", {"type": "string"}), *parameters],
        "responses": {status: _answer(summary, schema), **wrong},
    }


def _query(name: str, schema: Schema) -> Schema:
    """A parameter of the query; empty is as good as absent, by the specification."""
    return {"name": name, "in": "query", "schema": {"anyOf": [schema, {"const": ""}]}}


def _in_path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def paths(way: str = "/open311/v2") -> Schema:
    """The path items."""
    post = _operation("post", "Bring in what somebody says.", _list(_POSTED), status="201")
    post["requestBody"] = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": _FORM}}}
    for code, about in (("403", "No key, or a wrong one"), ("429", "Too much within a minute")):
        post["responses"][code] = _answer(about, _ERRORS)
    post["responses"]["200"] = _answer("The same was sent before", _list(_POSTED))
    definition = _object(service_code=_TEXT, attributes=_list(_ATTRIBUTE))
    return {
        f"{way}/services.json": {"get": _operation("services", "What one can report.", _list(_SERVICE))},
        f"{way}/services/{{service_code}}.json": {
            "get": _operation("service", "What a service asks besides.", definition, _in_path("service_code"))
        },
        f"{way}/requests.json": {
            "get": _operation(
                "requests",
                "Requests, the latest first.",
                _list(_REQUEST),
                _query("service_request_id", _TEXT),
                _query("service_code", _CODE),
                _query("start_date", _MOMENT),
                _query("end_date", _MOMENT),
                _query("status", {"enum": ["open", "closed", "open,closed"]}),
                _query("page", {"type": "integer", "minimum": 1, "maximum": 100_000}),
                _query("page_size", {"type": "integer", "minimum": 1, "maximum": MOST}),
            ),
            "post": post,
        },
        f"{way}/requests/{{service_request_id}}.json": {
            "get": _operation("request", "One request.", _list(_REQUEST), _in_path("service_request_id"))
        },
        f"{way}/tokens/{{token}}.json": {
            "get": _operation("token", "The number of a token.", _list(_TOKEN), _in_path("token"))
        },
    }
