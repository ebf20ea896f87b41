"""What a person gets in her hand about her own data: the copy as a list and as a file, and the letter of a refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from mulin.core.language import in_english
from mulin.core.people.holdings import Part, Row
from mulin.core.people.models import DataRequest, Person
from mulin.core.places.queries import community_of, duty_phone, street
from mulin.core.records.days import local_day
from mulin.engines import typeset

CELL = 1200  # characters of one cell; longer words run on in the next row


def _home(path: str) -> tuple[str, str]:
    home, whole = community_of(path), street()
    name = home.name if home else (whole.name if whole else _("社区"))
    return name, duty_phone(home, whole)


def _day(when: date | datetime | None) -> str:
    if when is None:
        return ""
    return (local_day(when) if isinstance(when, datetime) else when).isoformat()


def _cells(row: Row) -> Iterator[tuple[str, str, str, str]]:
    pieces = [row.text[start : start + CELL] for start in range(0, len(row.text), CELL)] or [""]
    for number, piece in enumerate(pieces):
        yield (_day(row.when), row.what, piece, row.where) if number == 0 else ("", "", piece, "")


def copy_piece(person: Person, parts: Sequence[Part], *, today: date) -> typeset.ListSheet:
    """Everything on one list, each part under its name."""
    community, phone = _home(person.place_path)
    rows: list[tuple[str, str, str, str]] = []
    for part in parts:
        rows.append(("", "", f"【{part.holding.title}】", ""))
        rows += [cells for row in part.rows for cells in _cells(row)]
    return typeset.ListSheet(
        title=_("%(name)s的资料副本") % {"name": person.name},
        community=community,
        phone=phone,
        day=today,
        columns=[
            typeset.Column(_("日期"), 4),
            typeset.Column(_("是什么"), 5),
            typeset.Column(_("内容"), 11),
            typeset.Column(_("在哪里"), 6),
        ],
        rows=rows,
        intro=[_("这是系统里记着的关于您的全部资料。哪里不对，可以要求改正；不想再留，可以要求删除。")],
        english=in_english(),
    )


def refusal_piece(row: DataRequest, reason: str, *, today: date) -> typeset.Letter:
    """The letter that says no, why, and what she can do about it."""
    community, phone = _home(row.place_path)
    person = row.person
    name = person.name if person else _("居民")
    return typeset.Letter(
        sender=community,
        phone=phone,
        recipient=[name, person.place.title if person else community],
        day=today,
        greeting=_("%(name)s：") % {"name": name},
        subject=_("您的资料申请 %(number)s") % {"number": row.thread.number},
        paragraphs=[
            _("您在 %(day)s 申请“%(kind)s”，这一次没有同意。理由是：")
            % {"day": _day(row.asked_at), "kind": row.get_kind_display()},
            reason,
            _("您不认可这个理由，可以打电话 %(phone)s 再问，也可以向街道办事处或者网信部门投诉，还可以向法院起诉。")
            % {"phone": phone},
        ],
        signature=[community],
        english=in_english(),
    )


def pdf(name: str, kind: Any, data: Any) -> HttpResponse:
    """Print; where the machine has no fonts for it, say so: the page to print remains."""
    try:
        sheet = typeset.sheet(kind, data)
    except (typeset.NoFont, typeset.BadSheet) as reason:
        return HttpResponse(f"{reason}\n", status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(sheet.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def as_file(person: Person, parts: Sequence[Part], *, now: datetime) -> HttpResponse:
    """The copy for another program: JSON, every row with the day, what it is, what it says and where it lies."""
    told = {
        "person": str(person.uuid),
        "made_at": now.isoformat(),
        "parts": [
            {
                "name": part.holding.name,
                "title": str(part.holding.title),
                "rows": [
                    {
                        "when": row.when.isoformat() if row.when else "",
                        "what": row.what,
                        "text": row.text,
                        "where": row.where,
                        "stays": row.stays,
                    }
                    for row in part.rows
                ],
            }
            for part in parts
        ],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response["Cache-Control"] = "no-store"
    return response
