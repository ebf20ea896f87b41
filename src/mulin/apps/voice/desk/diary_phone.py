"""What the diary's page on a phone talks to: who is signed in, taking one entry, and the shell that opens offline.

The shell and its service worker are the same for everybody and hold nothing of anybody. What was written without a
connection lies on the phone until it was sent.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from mulin import __version__
from mulin.apps.voice.actions import diary as actions
from mulin.apps.voice.desk.diary import home_path, note_of
from mulin.apps.voice.desk.intake import own_communities
from mulin.apps.voice.forms.diary import DiaryForm
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.refusals import Refusal

FILES = (
    "css/mulin.css",
    "css/components.css",
    "css/forms.css",
    "css/desk.css",
    "icons/icons.svg",
    "icons/mark.svg",
    "voice/diary-store.js",
    "voice/diary.js",
)
_TEMPLATES = ("voice/diary_worker.js", "voice/diary_shell.html", "voice/diary_line.html")


def owner_of(viewer: Viewer) -> str:
    """Whose drafts are hers to see and to send: the uuid of her login."""
    return viewer.ref.removeprefix("login:")


@page(everybody=True)
def who(request: HttpRequest) -> HttpResponse:
    """Who is signed in here, as the phone must know before it shows or sends anything; nobody is an empty owner."""
    viewer = cast("Request", request).viewer
    if not viewer.can_somewhere("voice.record"):
        answer = JsonResponse({"owner": ""})
    else:
        answer = JsonResponse(
            {
                "owner": owner_of(viewer),
                "name": viewer.name,
                "token": get_token(request),
                "communities": [[place.path, place.title] for place in own_communities(viewer)],
                "community": home_path(viewer),
            }
        )
    patch_cache_control(answer, private=True, no_store=True)
    return answer


@page(verb="voice.record", get=False, post=True)
def send(request: HttpRequest) -> HttpResponse:
    """Take one entry from a phone: 200 when it is in the diary, 422 with the reason, 409 when it is another's."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    if request.POST.get("owner") != owner_of(viewer):
        return JsonResponse({"error": _("这条是另一位同事的，没有送。")}, status=409)
    form = DiaryForm(request.POST, communities=own_communities(viewer))
    if not form.is_valid():
        wrong = [
            _("%(field)s：%(wrong)s") % {"field": form.fields[name].label, "wrong": errors[0]}
            for name, errors in form.errors.items()
            if name in form.fields
        ]
        return JsonResponse({"error": " ".join(wrong)}, status=422)
    try:
        entry = actions.write(note=note_of(form.cleaned_data, now), by=viewer, now=now)
    except Refusal as no:
        return JsonResponse({"error": str(no)}, status=422)
    return JsonResponse({"uuid": str(entry.uuid)})


@page(everybody=True)
def shell(request: HttpRequest) -> HttpResponse:
    """The page as the phone keeps it for when there is no connection: the line, and nothing of anybody."""
    form = DiaryForm(communities=own_communities(Viewer()))
    return render(request, "voice/diary_shell.html", {"form": form})


@lru_cache(maxsize=1)
def _version() -> str:
    """Changes with whatever the phone keeps, so that a new version replaces the old."""
    kept = hashlib.sha256(__version__.encode())
    for name in FILES:
        kept.update(Path(cast("str", finders.find(name))).read_bytes())
    for name in _TEMPLATES:
        kept.update(cast("Any", get_template(name)).template.source.encode())
    return kept.hexdigest()[:16]


@page(everybody=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; its address gives it the diary's pages and no others."""
    if settings.DEBUG:
        _version.cache_clear()
    context = {
        "version": _version(),
        "scope": json.dumps(reverse("voice:diary")),
        "shell": json.dumps(reverse("voice:diary_shell")),
        "files": json.dumps([static(name) for name in FILES]),
    }
    answer = render(request, "voice/diary_worker.js", context, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
