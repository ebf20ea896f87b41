"""她来窗口: everything a speaker may do with her own words, done for her by a worker, with both names kept."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import own, sheets
from mulin.apps.voice.forms import OwnActForm
from mulin.apps.voice.models import Sheet, Voice
from mulin.apps.voice.paper import no_font, sheets_pdf
from mulin.apps.voice.queries.voices import own_page
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.refusals import Refusal
from mulin.engines import typeset

WRONG = 422


def _voice(viewer: Viewer, number: str) -> Voice:
    rows = Voice.objects.select_related("thread", "words", "place", "speaker", "speaker_group")
    voice = gate.get(rows, viewer, "read", thread__number=number)
    gate.need(viewer, "voice.record", voice)
    return voice


@page(verb="voice.record", post=True)
def hers(request: HttpRequest, number: str) -> HttpResponse:
    """What she said, how it stands, and what she wants now."""
    viewer = cast("Request", request).viewer
    voice = _voice(viewer, number)
    form = OwnActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            own.act(number=number, what=data["what"], text=data["text"], by=viewer, now=timezone.now(), key=data["key"])
        except Refusal as no:
            form.add_error(None, str(no))
        else:
            messages.success(
                request,
                _("照本人说的记下了：%(what)s") % {"what": own.Own(data["what"]).label},
                extra_tags=f"draft-hers-{number}",
            )
            return redirect("voice:hers", number=number)
    context = {"own": own_page(voice, now=timezone.now()), "form": form, "forms": Sheet.Form.choices[1:]}
    return render(request, "voice/hers.html", context, status=WRONG if request.method == "POST" else 200)


@page(verb="voice.record", get=False, post=True)
def her_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """A paper form for her to take along, with the number printed on it."""
    viewer = cast("Request", request).viewer
    voice = _voice(viewer, number)
    form = request.POST.get("which", "")
    if form not in {Sheet.Form.JUDGE, Sheet.Form.OWN}:
        raise Http404
    made = sheets.print_sheets(form=form, place=voice.place, copies=1, voice=voice, by=viewer, now=timezone.now())
    try:
        return sheets_pdf(request, made)
    except typeset.NoFont as reason:
        return no_font(reason)
