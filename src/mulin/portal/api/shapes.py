"""JSON schemas of what the read API answers."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
DEGREES: Schema = {"type": ["number", "null"]}


def listed(item: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": item}


def shape(**fields: Schema) -> Schema:
    """An object with exactly these fields."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def paged(item: Schema) -> Schema:
    """A part of a long list, and where the next part is."""
    return shape(items=listed(item), next=MAYBE)


PROBLEM = shape(error=TEXT)
MATTER_FIELDS: dict[str, Schema] = {
    "number": TEXT,
    "title": TEXT,
    "description": TEXT,
    "category": TEXT,
    "category_name": TEXT,
    "place": TEXT,
    "place_name": TEXT,
    "place_name_en": TEXT,
    "state": {"enum": ["running", "judging", "closed"]},
    "phase": TEXT,
    "outcome": {"enum": ["solved", "explained", "unjudged", None]},
    "holder": TEXT,
    "holder_en": TEXT,
    "level": COUNT,
    "round": COUNT,
    "opened_at": MOMENT,
    "due_at": MAYBE_MOMENT,
    "window_ends": MAYBE_MOMENT,
    "closed_at": MAYBE_MOMENT,
    "voices": COUNT,
    "judged": COUNT,
    "judged_solved": COUNT,
}
MATTER = shape(**MATTER_FIELDS)
PROMISE = shape(
    owner=TEXT,
    owner_en=TEXT,
    what=TEXT,
    due_on={"type": "string", "format": "date"},
    promised_at=MOMENT,
    delivered_at=MAYBE_MOMENT,
    dropped_at=MAYBE_MOMENT,
)
STEP = shape(seq=COUNT, at=MOMENT, verb=TEXT, who=TEXT, what=TEXT, text=TEXT)
WHOLE_MATTER = shape(**MATTER_FIELDS, promises=listed(PROMISE), timeline=listed(STEP), merged_into=MAYBE)
PLACE = shape(path=TEXT, kind=TEXT, name=TEXT, name_en=TEXT, phone=TEXT, lat=DEGREES, lon=DEGREES)
LINE = shape(seq=COUNT, at=MOMENT, number=TEXT, kind=TEXT, verb=TEXT, who=TEXT, what=TEXT, previous=TEXT, hash=TEXT)
MEETING_FIELDS: dict[str, Schema] = {
    "number": TEXT,
    "kind": TEXT,
    "kind_name": TEXT,
    "title": TEXT,
    "place": TEXT,
    "place_name": TEXT,
    "place_name_en": TEXT,
    "room": TEXT,
    "starts_at": MAYBE_MOMENT,
    "state": {"enum": ["wanted", "noticed", "held", "cancelled"]},
    "convenor": MAYBE,
    "convenor_en": MAYBE,
}
MEETING = shape(**MEETING_FIELDS)
AGENDA = shape(order=COUNT, title=TEXT, about=MAYBE, disposition=TEXT, postponed={"type": "boolean"})
PRESENT = shape(total=COUNT, by_capacity=listed(shape(capacity=TEXT, count=COUNT)))
WHOLE_MEETING = shape(**MEETING_FIELDS, notice=TEXT, summary=TEXT, agenda=listed(AGENDA), present=PRESENT)
_SHARE = {"anyOf": [shape(percent=COUNT, low=COUNT, high=COUNT), {"type": "null"}]}
RATE = shape(n=COUNT, silent=COUNT, share=_SHARE)
_THREE = {"answered": RATE, "solved": RATE, "satisfied": RATE}
RATES = shape(months=listed(TEXT), least=COUNT, **_THREE, places=listed(shape(place=TEXT, **_THREE)))
