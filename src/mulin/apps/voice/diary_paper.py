"""Paper from a diary: its bound volume, and what is copied out for one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from mulin.apps.voice.diary import STRUCK
from mulin.apps.voice.models import DiaryEntry, DiaryThing, Way
from mulin.apps.voice.paper import as_pdf, no_font
from mulin.apps.voice.queries.timeline import short_day
from mulin.core.language import in_english
from mulin.core.people.models import Person
from mulin.core.places.models import Kind
from mulin.core.places.queries import communities, community_path, duty_phone, street
from mulin.core.records.days import ZONE, local_day
from mulin.engines import typeset
from mulin.engines.typeset.dates import english_day, full_day


def volume_pdf(
    rows: Sequence[DiaryEntry], *, writer: str, year: int, part: int, until: datetime | None
) -> HttpResponse:
    """The notes of a year, or a part of them, as a book."""
    first, last = local_day(rows[0].heard_at), local_day(rows[-1].heard_at)
    said = {"from": short_day(first), "to": short_day(last), "count": len(rows)}
    about = [_("%(from)s至%(to)s，共 %(count)s 条") % said]
    if until:
        about.append(_("交接给同事看的，写到 %(day)s为止") % {"day": short_day(local_day(until))})
    community, phone = _whose(rows[-1])
    period = _("%(year)s年") % {"year": year}
    piece = typeset.Volume(
        title=_("民情日记"),
        writer=writer,
        community=community,
        period=_("%(period)s 第 %(part)s 册") % {"period": period, "part": part} if part else period,
        phone=phone,
        notes=[_noted(row) for row in rows],
        about=about,
        found=_("这是一本私人的工作笔记。捡到了请不要翻看，打个电话，我们来取。"),
        english=in_english(),
    )
    try:
        return as_pdf(typeset.sheet("volume", piece), f"diary-{year}")
    except typeset.NoFont as reason:
        return no_font(reason)


def copy_pdf(person: Person, rows: Sequence[DiaryEntry], *, writer: str, today: date) -> HttpResponse:
    """What is copied out for one person, in large print; nobody else who is tagged is named in it."""
    blocks: list[typeset.Heading | typeset.Paragraph | typeset.Steps] = [
        typeset.Paragraph(_("%(name)s：这是%(writer)s在日记里写到您的话。") % {"name": person.name, "writer": writer})
    ]
    for row in rows:
        others = [one.name for one in row.people.all() if one.pk != person.pk and one.name != person.name]
        heard = row.heard_at.astimezone(ZONE)
        blocks.append(typeset.Heading(f"{_day(heard.date())}　{_place(row)}"[:120]))
        blocks.append(typeset.Paragraph(without(row.text, others)))
        blocks += [typeset.Paragraph(without(_way(thing), others)) for thing in row.things.all()]
        for more in row.additions.all():
            blocks.append(typeset.Paragraph(f"{_added(more.at)}\n{without(more.text, others)}"))
    community, phone = _whose(rows[-1])
    piece = typeset.LargePrint(
        title=_("日记里写到您的"),
        blocks=blocks,
        community=community,
        phone=phone,
        printed=today,
        points=20,
        english=in_english(),
    )
    try:
        return as_pdf(typeset.sheet("large_print", piece), "diary-copy")
    except typeset.NoFont as reason:
        return no_font(reason)


def without(text: str, names: Iterable[str]) -> str:
    """Put 某人 in the place of names, the longest first.

    >>> without("王芳说王芳芳病了", ["王芳", "王芳芳"])
    '某人说某人病了'
    """
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, STRUCK)
    return text


def _day(day: date) -> str:
    return english_day(day) if in_english() else full_day(day)


def _noted(row: DiaryEntry) -> typeset.Noted:
    heard = row.heard_at.astimezone(ZONE)
    who = _("、").join(person.name for person in row.people.all())
    margin = [who, *map(_way, row.things.all()), *(one.voice.thread.number for one in row.drawn.all())]
    if row.follow_on:
        margin.append(_("回头看过了") if row.followed_at else _("%(day)s回头看") % {"day": short_day(row.follow_on)})
    return typeset.Noted(
        day=heard.date(),
        time=f"{heard:%H:%M}",
        place=_place(row),
        text=row.text,
        margin=[line for line in margin if line],
        later=[(_added(more.at), more.text) for more in row.additions.all()],
    )


def _place(row: DiaryEntry) -> str:
    """The door or building by its name, so that one door is one line of the index however it was typed."""
    named: str = row.place.name
    return (row.door or named if row.place.kind == Kind.COMMUNITY else named)[:120]


def _added(at: datetime) -> str:
    return _("补记 %(day)s") % {"day": short_day(local_day(at))}


def _way(thing: DiaryThing) -> str:
    told = [thing.get_way_display(), thing.what, thing.whom]
    if thing.due_on:
        told.append(_("%(day)s前") % {"day": short_day(thing.due_on)})
    if thing.way == Way.WATCHED and thing.done_at:
        told.append(_("办好了"))
    return " ".join(part for part in told if part)


def _whose(row: DiaryEntry) -> tuple[str, str]:
    """The community of a diary and its telephone."""
    whole = street()
    place = communities().filter(path=community_path(row.place.path)).first() or whole
    return place.title if place else "", duty_phone(place, whole)
