"""GeoReport v2 as the specification has it, and a client made from it alone: nothing here comes from `mulin`.

Source: http://wiki.open311.org/GeoReport_v2, /Service_Discovery and /JSON_and_XML_Conversion (Spark convention).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener
from xml.etree import ElementTree as ET

import jsonschema_rs

W3 = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"
CONTAINERS = {"services", "attributes", "values", "service_requests", "errors", "endpoints", "formats"}
_TEXT, _MAYBE = {"type": "string", "minLength": 1}, {"type": ["string", "null"]}
_YES = {"type": "boolean"}


def _object(**fields: Any) -> dict[str, Any]:
    """Exactly these fields: the specification asks for no foreign tags."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_MOMENT = {"type": "string", "pattern": W3}
SCHEMAS: dict[str, dict[str, Any]] = {
    "services": _list(
        _object(
            service_code=_TEXT,
            service_name=_TEXT,
            description=_TEXT,
            metadata=_YES,
            type={"enum": ["realtime", "batch", "blackbox"]},
            keywords=_MAYBE,
            group=_MAYBE,
        )
    ),
    "service_definition": _object(
        service_code=_TEXT,
        attributes=_list(
            _object(
                variable=_YES,
                code=_TEXT,
                datatype={"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]},
                required=_YES,
                datatype_description=_MAYBE,
                order={"type": "integer", "minimum": 1},
                description=_TEXT,
                values=_list(_object(key=_TEXT, name=_TEXT)),
            )
        ),
    ),
    "service_requests": _list(
        _object(
            service_request_id=_TEXT,
            status={"enum": ["open", "closed"]},
            status_notes=_MAYBE,
            service_name=_TEXT,
            service_code=_TEXT,
            description={"type": ["string", "null"], "maxLength": 4000},
            agency_responsible=_MAYBE,
            service_notice=_MAYBE,
            requested_datetime=_MOMENT,
            updated_datetime=_MOMENT,
            expected_datetime={"anyOf": [_MOMENT, {"type": "null"}]},
            address=_MAYBE,
            address_id=_MAYBE,
            zipcode=_MAYBE,
            lat={"type": ["number", "null"], "minimum": -90, "maximum": 90},
            long={"type": ["number", "null"], "minimum": -180, "maximum": 180},
            media_url=_MAYBE,
        )
    ),
    "posted": _list(_object(service_request_id=_TEXT, service_notice=_MAYBE, account_id=_MAYBE)),
    "token": _list(_object(service_request_id=_TEXT, token=_TEXT)),
    "errors": {**_list(_object(code={"type": "integer"}, description=_TEXT)), "minItems": 1},
    "discovery": _object(
        changeset=_TEXT,
        contact=_TEXT,
        key_service=_TEXT,
        endpoints=_list(
            _object(
                specification={"const": "http://wiki.open311.org/GeoReport_v2"},
                url={"type": "string", "pattern": "^https?://"},
                changeset=_TEXT,
                type={"enum": ["production", "test"]},
                formats=_list({"enum": ["text/xml", "application/json"]}),
            )
        ),
    ),
}
_NUMBERS = {"lat", "long"}
_INTEGERS = {"code": {"errors"}, "order": {"attributes"}}
_BOOLEANS = {"metadata", "variable", "required"}


def spark(element: ET.Element, above: str = "") -> Any:
    """XML to JSON by the Spark convention; types as the fields' descriptions have them."""
    if element.attrib:
        raise AssertionError(f"attributes on {element.tag}: the specification has none")
    if element.tag in CONTAINERS:
        if len({child.tag for child in element}) > 1:
            raise AssertionError(f"{element.tag} holds more than one kind of child")
        return [spark(child, element.tag) for child in element]
    if len(element):
        return {child.tag: spark(child, above) for child in element}
    text = element.text
    if text is None or element.tag not in _BOOLEANS | _NUMBERS | set(_INTEGERS):
        return text
    if element.tag in _BOOLEANS:
        return {"true": True, "false": False}[text]
    if element.tag in _NUMBERS:
        return float(text)
    return int(text) if above in _INTEGERS[element.tag] else text


@dataclass(frozen=True)
class Said:
    """What a server answered."""

    status: int
    kind: str
    headers: Mapping[str, str]
    body: bytes
    root: str
    value: Any

    def valid(self, schema: str) -> Any:
        """The answer, if it is what the specification says."""
        jsonschema_rs.Draft202012Validator(SCHEMAS[schema]).validate(self.value)
        return self.value


class Client:
    """Speaks GeoReport v2 over a real connection."""

    def __init__(self, endpoint: str, form: str = "json", api_key: str = "") -> None:
        self.endpoint, self.form, self.api_key = endpoint.rstrip("/"), form, api_key
        self._opener = build_opener(ProxyHandler({}))

    def _ask(self, url: str, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> Said:
        request = Request(url, data=data, headers=dict(headers or {}))  # noqa: S310 - loopback
        try:
            answer = self._opener.open(request, timeout=20)
        except HTTPError as error:
            answer = error
        with answer:
            body, kind = answer.read(), answer.headers["Content-Type"]
            headers_in = dict(answer.headers.items())
            status = answer.status
        if kind == "text/xml; charset=utf-8":
            if not body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>'):
                raise AssertionError("no XML declaration")
            element = ET.fromstring(body.decode("utf-8"))  # noqa: S314 - our own server
            return Said(status, kind, headers_in, body, element.tag, spark(element))
        if kind == "application/json; charset=utf-8":
            return Said(status, kind, headers_in, body, "", json.loads(body.decode("utf-8")))
        raise AssertionError(f"{kind} is neither of the two formats")

    def get(self, path: str, **query: str) -> Said:
        """GET a resource in the client's format."""
        return self._ask(f"{self.endpoint}/{path}.{self.form}" + (f"?{urlencode(query)}" if query else ""))

    def bare(self, path: str, accept: str) -> Said:
        """GET a resource without a format in its address."""
        return self._ask(f"{self.endpoint}/{path}", headers={"Accept": accept})

    def post(self, *pairs: tuple[str, str], **fields: str) -> Said:
        """POST a service request."""
        given: Sequence[tuple[str, str]] = [("api_key", self.api_key), *fields.items(), *pairs]
        kind = "application/x-www-form-urlencoded; charset=utf-8"
        return self._ask(f"{self.endpoint}/requests.{self.form}", urlencode(given).encode(), {"Content-Type": kind})

    def raw(self, body: bytes, kind: str) -> Said:
        """POST anything at all."""
        return self._ask(f"{self.endpoint}/requests.{self.form}", body, {"Content-Type": kind})
