"""说说心里话： by one's own phone, without an account."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import intake
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.forms import SayForm
from mulin.apps.voice.models import Channel
from mulin.apps.voice.views.slip import remember
from mulin.core.access import limits
from mulin.core.pages import Request, page
from mulin.core.people.models import Person
from mulin.core.places.models import Place
from mulin.core.places.queries import by_address, communities, community_of
from mulin.core.refusals import Refusal

A_DAY = 30  # voices from one address in a day; a family shares one


def _place(community: Place, door: str) -> Place:
    return (by_address(community.path, door) if door.strip() else None) or community


@page(everybody=True, post=True)
def say(request: HttpRequest) -> HttpResponse:
    """The form, and what came of it."""
    viewer = cast("Request", request).viewer
    me = Person.objects.select_related("place").filter(uuid=viewer.person).first() if viewer.person else None
    initial = {}
    if me is not None:
        initial["community"] = community_of(me.place_path)
    form = SayForm(request.POST or None, communities=communities(), initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        now = timezone.now()
        if form.is_valid():
            address = limits.address_of(request)
            if not limits.hit(f"say:{address}", limit=A_DAY, window=timedelta(days=1), now=now):
                form.add_error(None, _("今天从这里说的太多了。请明天再说，或者打值班电话，我们替您记。"))
            else:
                data = form.cleaned_data
                place = me.place if me else _place(data["community"], data["door"])
                speaker = Speaker(person=me) if me else Speaker(name=data["name"], phone=data["phone"])
                try:
                    slip = intake.record(
                        by=viewer,
                        now=now,
                        words=data["words"],
                        channel=Channel.WEB,
                        place=place,
                        kind=data["kind"],
                        speaker=speaker,
                        words_public=data["words_public"],
                        key=data["key"],
                    )
                except Refusal as refusal:
                    form.add_error("words", str(refusal))
                else:
                    number = slip.voice.thread.number
                    remember(request, number, key=data["key"])
                    messages.success(request, _("记下了，谢谢您。"), extra_tags="draft-say")
                    return redirect("voice:said", number=number)
    return render(request, "voice/say.html", {"form": form, "me": me}, status=status)
