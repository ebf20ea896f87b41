"""Answers in the two formats of GeoReport v2: the XML is the standard, the JSON its mapping by the Spark convention."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse

from mulin.core.refusals import Refusal

XML, JSON = "xml", "json"
TYPES = {XML: "text/xml; charset=utf-8", JSON: "application/json; charset=utf-8"}
ITEM = {  # what the children of a list are called
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # not even escaped

Row = Mapping[str, Any]


class Wrong(Refusal):
    """What the errors of the specification are made of: a status, and a sentence or several."""

    def __init__(self, status: int, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.status, self.sentences = status, sentences


def format_of(request: HttpRequest, asked: str = "") -> str:
    """XML unless the address or the Accept header says JSON: XML is what every client can read."""
    if asked:
        return asked
    return JSON if "json" in request.headers.get("Accept", "").lower() else XML


def split(name: str) -> tuple[str, str]:
    """The last part of an address, and the format behind its dot.

    >>> split("GH-2026-000123-7.json"), split("shared"), split("shared.yaml")
    (('GH-2026-000123-7', 'json'), ('shared', ''), ('shared.yaml', ''))
    """
    head, dot, tail = name.rpartition(".")
    return (head, tail) if dot and tail in TYPES else (name, "")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_NOT_XML.sub("", str(value)))


def xml(name: str, value: Any) -> str:
    """One element.

    >>> xml("formats", ["a", "b"])
    '<formats><format>a</format><format>b</format></formats>'
    >>> xml("error", {"code": 404, "description": "没有 <这个>"}), xml("zipcode", None)
    ('<error><code>404</code><description>没有 &lt;这个&gt;</description></error>', '<zipcode/>')
    """
    if value is None or value == "":
        return f"<{name}/>"
    if isinstance(value, Mapping):
        inner = "".join(xml(key, one) for key, one in value.items())
    elif isinstance(value, list):
        inner = "".join(xml(ITEM[name], one) for one in value)
    else:
        inner = _text(value)
    return f"<{name}>{inner}</{name}>"


def answer(form: str, root: str, value: Row | Sequence[Row], *, status: int = 200) -> HttpResponse:
    """The answer in its format; in JSON the root has no name."""
    if form == JSON:
        body = json.dumps(value, ensure_ascii=False)
    else:
        body = '<?xml version="1.0" encoding="UTF-8"?>\n' + xml(root, value)
    response = HttpResponse(body.encode("utf-8", "replace"), content_type=TYPES[form], status=status)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def errors(form: str, wrong: Wrong) -> HttpResponse:
    """Everything that is wrong, as a list."""
    rows = [{"code": wrong.status, "description": sentence} for sentence in wrong.sentences]
    return answer(form, "errors", rows, status=wrong.status)
