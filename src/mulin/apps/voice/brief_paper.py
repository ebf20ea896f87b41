"""A brief on paper: what is asked, the figures, the quotations, and its matters as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from textwrap import shorten

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mulin.apps.voice.models import Brief
from mulin.apps.voice.paper import as_pdf, no_font
from mulin.apps.voice.queries.brief import Counted
from mulin.apps.voice.queries.timeline import short_day
from mulin.apps.voice.rules.rates import Rate, Which
from mulin.core.language import in_english
from mulin.core.places.queries import duty_phone, street
from mulin.core.records.days import local_day
from mulin.engines import typeset

PIECE, QUOTED, QUOTES, PROMISES = 900, 200, 5, 4  # signs in a paragraph and a quotation; how many of each


def _rate(which: Which, rate: Rate) -> str:
    name = {
        Which.ANSWERED: _("按时答复"),
        Which.SOLVED: _("解决"),
        Which.SATISFIED: _("满意"),
    }[which]
    n = {"name": name, "good": rate.good, "n": rate.n, "silent": rate.silent}
    if rate.enough:
        return _("%(name)s：%(percent)s%%（%(good)s/%(n)s，没有说的 %(silent)s）") % (n | {"percent": rate.percent})
    return _("%(name)s：%(good)s/%(n)s，太少，不算比例，没有说的 %(silent)s") % n


def _lines(brief: Brief, found: Counted, names: Mapping[str, str | Promise]) -> Iterator[str]:
    yield _("请%(asked)s办：") % {"asked": brief.asked}
    yield from (brief.ask[start : start + PIECE] for start in range(0, len(brief.ask), PIECE))
    yield "，".join(f"{row.now} {names[row.name]}" for row in found.compared if row.now) + "。"
    if any(row.changed for row in found.compared):
        then = "，".join(f"{row.then} {names[row.name]}" for row in found.compared if row.changed)
        yield _("公布那天是：%(then)s。") % {"then": then}
    yield "；".join(_rate(which, rate) for which, rate in found.three.named()) + "。"
    for row in found.promises[:PROMISES]:
        yield _("%(owner)s：%(what)s，%(day)s前。") % {
            "owner": row.owner.title,
            "what": row.what,
            "day": short_day(row.due_on),
        }
    for voice in found.quotes[:QUOTES]:
        words = " ".join(voice.words.text.split())
        yield _("“%(words)s”（%(number)s，本人同意公开）") % {
            "words": words if len(words) <= QUOTED else words[:QUOTED] + "……",
            "number": voice.thread.number,
        }
    if brief.answered_on:
        yield _("%(asked)s %(day)s答复：%(text)s") % {
            "asked": brief.asked,
            "day": short_day(brief.answered_on),
            "text": shorten(brief.answer, PIECE, placeholder="……") if len(brief.answer) > PIECE else brief.answer,
        }


def brief_pdf(brief: Brief, found: Counted, *, names: Mapping[str, str | Promise], now: datetime) -> HttpResponse:
    """One A4 document."""
    whole = street()
    homes = {path: name for path, name, _n in found.places}
    piece = typeset.ListSheet(
        title=brief.title,
        community=brief.place.title,
        phone=duty_phone(brief.place, whole),
        day=local_day(now),
        intro=[_("建议 %(number)s") % {"number": brief.thread.number}, *_lines(brief, found, names)],
        columns=[
            typeset.Column(_("台账号"), 4),
            typeset.Column(_("事项"), 6),
            typeset.Column(_("哪里"), 4),
            typeset.Column(_("民声"), 2, "right"),
        ],
        rows=[
            [
                row.thread.number,
                row.title,
                next((name for path, name in homes.items() if row.place_path.startswith(path)), ""),
                str(row.voice_count),
            ]
            for row in found.matters
        ],
        english=in_english(),
    )
    try:
        return as_pdf(typeset.sheet("list", piece), f"{brief.thread.number}-brief")
    except typeset.NoFont as reason:
        return no_font(reason)
