"""Pages of briefs: one in writing, one published."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from mulin.apps.voice.actions import brief
from mulin.apps.voice.actions.brief import Asking
from mulin.apps.voice.models import Matter
from mulin.core.access.capabilities import ROLES
from mulin.core.gate import Grant, Viewer
from mulin.core.places.models import Place
from tests.browsers import signed_in
from tests.pages.samples import not_a_page, page, world

NUMBERS: dict[str, str] = {}


def as_office(client: Client) -> None:
    client.cookies.update(signed_in("office-1", "office", Place.objects.get(path="BG/")).cookies)


@world
def briefs_in_small() -> None:
    """One that is written, one that is public; both rest on every matter there is."""
    clerk = Viewer(ref="login:made-up", grants=tuple(Grant(verb, "BG/") for verb in ROLES["office"].verbs))
    now = timezone.now()
    chosen = list(Matter.objects.values_list("thread__number", flat=True)[:9])
    for which in ("draft", "public"):
        asking = Asking("老小区的楼道灯", "区住房和建设局", "请把没有物业的老小区列入明年的改造。\n先装四楼以上的。")
        made = brief.make(asking=asking, place=Place.objects.get(path="BG/"), by=clerk, now=now)
        NUMBERS[which] = made.thread.number
        brief.choose(number=made.thread.number, matters=chosen, by=clerk)
    brief.publish(number=NUMBERS["public"], by=clerk, now=now)


def draft() -> dict[str, Any]:
    return {"number": NUMBERS["draft"]}


def public() -> dict[str, Any]:
    return {"number": NUMBERS["public"]}


page("voice:briefs")
page("voice:brief", public)
page("voice:brief_rows", lambda: public() | {"what": "voices"})
page("voice:briefs_desk", sign_in=as_office, desk=True)
page("voice:brief_desk", draft, sign_in=as_office, desk=True)
page("voice:brief_choose", draft, sign_in=as_office, desk=True)
not_a_page("voice:brief_pdf", "a PDF")
not_a_page("voice:brief_do", "takes a press, and shows the brief")
