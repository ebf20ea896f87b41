"""Paper from voices and matters: what goes to the printer as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mulin.apps.voice import forms_on_paper
from mulin.apps.voice.actions.slips import Slip
from mulin.apps.voice.models import Sheet
from mulin.apps.voice.queries.matters import MatterPage
from mulin.apps.voice.queries.timeline import short_day
from mulin.core.language import in_english
from mulin.core.places.queries import communities, community_path, duty_phone, street
from mulin.core.records.days import local_day
from mulin.engines import typeset


def as_pdf(sheet: typeset.Sheet, name: str) -> HttpResponse:
    """A printed sheet as the answer to a request; never kept by the browser."""
    response = HttpResponse(sheet.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def no_font(reason: typeset.NoFont) -> HttpResponse:
    """The machine cannot make PDF; the page to print remains."""
    return HttpResponse(f"{reason}\n", status=503, content_type="text/plain; charset=utf-8")


def slip_link(request: HttpRequest, number: str) -> str:
    """The address behind a slip's QR: the number only, never the secret."""
    return request.build_absolute_uri(reverse("voice:slip_door")) + f"?number={number}"


def slips_pdf(request: HttpRequest, slips: Sequence[Slip], paper: str) -> HttpResponse:
    """One print run of slips: 80 mm roll, or A5 two to a page."""
    named = {place.path: place for place in communities()}
    whole = street()
    pieces = []
    for slip in slips:
        voice = slip.voice
        place = named.get(community_path(voice.place_path)) or whole
        pieces.append(
            typeset.Slip(
                number=voice.thread.number,
                secret=slip.secret.replace("-", ""),
                community=place.title if place else "",
                heard=local_day(voice.heard_at),
                recorded=local_day(voice.recorded_at),
                answer_by=local_day(voice.due_at) if voice.due_at else local_day(voice.recorded_at),
                phone=duty_phone(place, whole),
                link=slip_link(request, voice.thread.number),
                about=voice.thread.title[:60],
                handed_to=(voice.speaker.name if voice.speaker else voice.speaker_name)[:60],
                paper="roll" if paper == "roll" else "A5",
                english=in_english(),
            )
        )
    try:
        return as_pdf(typeset.sheet("slip", pieces), "slips")
    except typeset.NoFont as reason:
        return no_font(reason)


def sheets_pdf(request: HttpRequest, sheets: Sequence[Sheet]) -> HttpResponse:
    """One print run of forms, each with its own code."""
    return as_pdf(typeset.sheet("form", [forms_on_paper.printed(request, sheet) for sheet in sheets]), "forms")


def large_pdf(page: MatterPage, *, today: date) -> HttpResponse:
    """A thread in large print, to be read aloud or taken home."""
    matter = page.matter
    whole = street()
    place = communities().filter(path=community_path(matter.place_path)).first() or whole
    states = {"done": "done", "now": "now", "todo": "next"}
    blocks: list[typeset.Heading | typeset.Paragraph | typeset.Steps] = [
        typeset.Paragraph(matter.description),
        typeset.Heading(_("走到哪一步")),
        typeset.Steps([typeset.Step(step.name, step.note, states[step.state]) for step in page.steps]),  # type: ignore[arg-type]
    ]
    if page.commitments:
        blocks.append(typeset.Heading(_("答应了什么")))
        blocks += [
            typeset.Paragraph(
                _("%(owner)s：%(what)s，%(day)s前。")
                % {"owner": row.owner.title, "what": row.what, "day": short_day(row.due_on)}
            )
            for row in page.commitments
        ]
    told = [
        _("%(day)s %(who)s：%(what)s") % {"day": short_day(local_day(told.at)), "who": told.who, "what": told.what}
        for told in page.story[-8:]
    ]
    blocks += [typeset.Heading(_("最近的事")), *(typeset.Paragraph(line) for line in told)]
    piece = typeset.LargePrint(
        title=matter.title,
        blocks=blocks,
        community=place.title if place else "",
        phone=duty_phone(place),
        printed=today,
        number=matter.thread.number,
        english=in_english(),
    )
    try:
        return as_pdf(typeset.sheet("large_print", piece), f"{matter.thread.number}-large")
    except typeset.NoFont as reason:
        return no_font(reason)
