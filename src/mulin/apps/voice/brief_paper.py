"""A brief on paper: the figures of its page, its time line, what was tried, the quotations, its matters, and its QR."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mulin.apps.voice.models import Brief
from mulin.apps.voice.paper import as_pdf, no_font
from mulin.apps.voice.queries.brief import Attempt, Counted, Event
from mulin.apps.voice.queries.brief_sentences import sentences
from mulin.apps.voice.queries.timeline import short_day
from mulin.apps.voice.rules.rounds import Result
from mulin.core.language import in_english
from mulin.core.places.queries import duty_phone, street
from mulin.core.records.days import local_day
from mulin.engines import typeset

QUOTED, QUOTES = 300, 8  # signs in a quotation; how many
EVENTS = 24


def _full_day(day: date) -> str:
    return dateformat.format(day, _("Y年n月j日"))


def _result(result: str) -> str:
    return {
        Result.SOLVED: _("反映人说解决了"),
        Result.NOT_SOLVED: _("反映人说没有解决"),
        Result.EXPLAINED: _("说明了办不了"),
        Result.UNJUDGED: _("没有人来评"),
        Result.AGAIN: _("后来又坏了"),
    }.get(Result(result), _("还在办"))


def _event(event: Event) -> str:
    number = event.matter.thread.number
    if event.what == "heard":
        return _("第一次有人说起（%(number)s）") % {"number": number}
    said = {"what": event.text, "number": number}
    if event.what == "promised":
        return _("答应办：%(what)s（%(number)s）") % said
    if event.what == "delivered":
        return _("办完了：%(what)s（%(number)s）") % said
    return _("%(what)s（%(number)s）") % {"what": _result(event.text), "number": number}


def _attempt(attempt: Attempt) -> str:
    promise = attempt.promise
    if promise is None:
        return _("%(unit)s：%(result)s。") % {"unit": attempt.unit, "result": _result(attempt.result)}
    if promise.delivered_at:
        done = _("%(day)s办完") % {"day": short_day(local_day(promise.delivered_at))}
    else:
        done = _("后来没有办") if promise.dropped_at else _("还没有办完")
    return _("%(unit)s：%(what)s（%(day)s前），%(done)s；%(result)s。") % {
        "unit": attempt.unit,
        "what": promise.what,
        "day": short_day(promise.due_on),
        "done": done,
        "result": _result(attempt.result),
    }


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= QUOTED else words[:QUOTED] + "……"


def _times(n: int) -> str:
    return ngettext("%(n)d 次", "%(n)d 次", n) % {"n": n}


def _sections(brief: Brief, found: Counted) -> Iterator[typeset.Section]:
    homes = {path: name for path, name, _n in found.places}

    def where(path: str) -> str:
        return next((name for home, name in homes.items() if path.startswith(home)), "")

    yield typeset.Section(_("有多少"), "figures", [[one.figure, one.words] for one in sentences(brief, found)])
    if found.places:
        yield typeset.Section(_("在哪里（件）"), "bars", [[name, str(n)] for _path, name, n in found.places])
    if found.months:
        rows = [[dateformat.format(month.first, _("Y年n月")), str(n)] for month, n in found.months]
        yield typeset.Section(_("哪个月有人说（次）"), "bars", rows)
    if found.events:
        rows = [[_full_day(event.day), _event(event)] for event in found.events[:EVENTS]]
        yield typeset.Section(_("一步一步"), "events", rows)
    if found.tried:
        rows = [[one.matter.title, "\n".join(map(_attempt, one.attempts))] for one in found.tried]
        yield typeset.Section(_("试过什么"), "tried", rows)
    if found.quotes:
        rows = [
            [
                _shortened(voice.words.text),
                f"{voice.get_channel_display()} · {_full_day(local_day(voice.heard_at))} · {voice.thread.number}",
            ]
            for voice in found.quotes[:QUOTES]
        ]
        yield typeset.Section(_("他们自己说的"), "quotes", rows, note=_("本人同意公开的话。"))
    rows = [[row.thread.number, row.title, where(row.place_path), _times(row.voice_count)] for row in found.matters]
    if rows:
        yield typeset.Section(_("根据是这些事"), "matters", rows)


def _standing(brief: Brief) -> str:
    said = [brief.place.title]
    if brief.published_at:
        said.append(_("%(day)s公布") % {"day": _full_day(local_day(brief.published_at))})
    return " · ".join([*said, str(brief.get_state_display())])


def printed(brief: Brief, found: Counted, *, link: str, now: datetime) -> typeset.Brief:
    """The sheet, as data."""
    asked = {"asked": brief.asked}
    answered = asked | {"day": _full_day(brief.answered_on)} if brief.answered_on else {}
    return typeset.Brief(
        kind=_("建议"),
        number=brief.thread.number,
        title=brief.title,
        standing=_standing(brief),
        asked=_("请%(asked)s办") % asked,
        ask=brief.ask,
        answered=_("%(asked)s %(day)s答复") % answered if answered else "",
        answer=brief.answer,
        sections=[*_sections(brief, found)],
        scan=_("扫码看每个数后面的事"),
        proof=_("数字是从台账里算出来的。公布时台账的指纹是 %(head)s，这份建议的指纹是 %(digest)s。")
        % {"head": brief.head[:12], "digest": brief.digest[:12]},
        community=brief.place.title,
        phone=duty_phone(brief.place, street()),
        day=local_day(now),
        link=link,
        english=in_english(),
    )


def brief_pdf(request: HttpRequest, brief: Brief, found: Counted, *, now: datetime) -> HttpResponse:
    """One A4 document."""
    number = brief.thread.number
    link = request.build_absolute_uri(reverse("voice:brief", args=[number]))
    try:
        return as_pdf(typeset.sheet("brief", printed(brief, found, link=link, now=now)), f"{number}-brief")
    except typeset.NoFont as reason:
        return no_font(reason)
