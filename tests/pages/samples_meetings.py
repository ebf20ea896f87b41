"""Pages of meetings: one that is wanted, one that has begun, one that was held."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

import tests.pages.samples_voice  # noqa: F401  its street is made first
from mulin.core.gate import SYSTEM
from mulin.core.groups.actions import appoint
from mulin.core.groups.models import Group
from mulin.core.meetings.actions import add_item, call, close, dispose, open_meeting, sign_in
from mulin.core.people.models import Person
from mulin.core.places.models import Place
from mulin.core.records.days import local_day
from tests.browsers import signed_in
from tests.pages.samples import page, world

NUMBERS: dict[str, str] = {}  # of the three, each time the rows are made anew


@world
def three_meetings() -> None:
    now = timezone.now()
    place = Place.objects.get(path="BG/GH/")
    committee = Group.objects.get(key="GH:committee")
    head = appoint(
        group=committee,
        title="主任",
        holder_name="俞主任",
        starts_on=local_day(now) - timedelta(days=300),
        by=SYSTEM,
        now=now,
    )
    for which, title in (("wanted", "春季恳谈"), ("begun", "停车怎么停"), ("held", "楼道的灯")):
        number = open_meeting(
            kind="talk", title=title, place=place, convenor=committee, by=SYSTEM, now=now
        ).thread.number
        NUMBERS[which] = number
        add_item(number=number, title=title, by=SYSTEM, now=now)
        if which != "wanted":
            words = "请每幢楼来一位。\n带上想说的话。"
            call(number=number, starts_at=now - timedelta(hours=1), room="二楼", notice=words, by=SYSTEM, now=now)
            sign_in(number=number, person=Person.objects.get(name="王桂芳"), by=SYSTEM, now=now)
            sign_in(number=number, office=head, by=SYSTEM, now=now)
    dispose(number=NUMBERS["held"], order=1, text="换声控灯，物业下周装。", by=SYSTEM, now=now)
    close(number=NUMBERS["held"], summary="大家同意换灯。", by=SYSTEM, now=now)


def as_secretary(client: Client) -> None:
    client.cookies.update(signed_in("gh-colleague", "secretary", Place.objects.get(path="BG/GH/")).cookies)


def of(which: str) -> Any:
    return lambda: {"number": NUMBERS[which]}


page("meetings:list")
page("meetings:list", query="?state=cancelled")
page("meetings:meeting", of("wanted"))
page("meetings:meeting", of("held"))
page("meetings:notice", of("begun"))
page("meetings:desk", sign_in=as_secretary, desk=True)
page("meetings:new", sign_in=as_secretary, desk=True)
page("meetings:keep", of("wanted"), sign_in=as_secretary, desk=True)
page("meetings:keep", of("begun"), query="?q=王", sign_in=as_secretary, desk=True)
page("meetings:keep", of("held"), sign_in=as_secretary, desk=True)
page("meetings:call", of("begun"), sign_in=as_secretary, desk=True)
