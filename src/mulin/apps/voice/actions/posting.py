"""A voice that a program of somebody else brings, through the ordinary intake."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mulin.apps.voice.actions import intake
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.actions.slips import Slip
from mulin.apps.voice.models import Channel, Kind, Posted, Voice
from mulin.apps.voice.queries import categories
from mulin.apps.voice.rules.geo_services import SERVICES, told
from mulin.core.access.models import ApiKey
from mulin.core.gate import Viewer
from mulin.core.places.geometry import Point
from mulin.core.places.models import Place
from mulin.core.records.writing import writing

SAME = timedelta(days=1)  # the same post of the same program within a day is the same voice


@dataclass(frozen=True)
class Post:
    """What was sent, checked."""

    service_code: str
    words: str
    place: Place
    point: Point | None = None
    address: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    media_url: str = ""
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    print: str = ""  # hash over everything that was sent

    @property
    def said(self) -> str:
        """The words; where none were sent, the service and the answers to its questions."""
        if self.words.strip():
            return self.words
        service = SERVICES[self.service_code]
        lines = [f"{ask}：{answer}" for ask, answer in told(service, self.answers)]
        return "\n".join([categories.name(self.service_code), *lines])


def fingerprint(fields: Mapping[str, Sequence[str]]) -> str:
    """A hash over everything sent but the key."""
    return hashlib.sha256(json.dumps(sorted((name, list(fields[name])) for name in fields)).encode()).hexdigest()


def check(*, sent: Post, now: datetime) -> None:
    """Whether it would be taken. Writes nothing.

    Raises
    ------
    Refusal
        Nothing was said, or too much.
    """
    intake.check(sent.said, None, now)


def post(*, sent: Post, key: ApiKey, now: datetime) -> tuple[Slip, bool]:
    """Write down what a program brought, and whether it is new.

    The same program sending the same again within a day (its line broke, it tries once more) gets the first voice and
    its slip once more. Whose program it was stands in the register with the voice.

    Raises
    ------
    Refusal
        Nothing was said, or too much.
    """
    by = Viewer(ref=key.ref, name=key.name)
    source = hashlib.sha256(f"{key.uuid} {sent.print}".encode()).hexdigest()
    before = Voice.objects.filter(source_key=source, recorded_at__lte=now - SAME).count()
    with writing(by=by, now=now):
        slip = intake.record(
            by=by,
            now=now,
            words=sent.said,
            channel=Channel.OPEN311,
            place=sent.place,
            kind=Kind.COMPLAINT,
            speaker=Speaker(name=sent.name, phone=sent.phone),
            source_key=source,
            key=f"311:{source}:{before}",
        )
        _row, new = Posted.objects.get_or_create(
            voice=slip.voice,
            defaults={
                "key": key,
                "service_code": sent.service_code,
                "address": sent.address[:400],
                "lat_e7": sent.point[1] if sent.point else None,
                "lon_e7": sent.point[0] if sent.point else None,
                "email": sent.email[:254],
                "media_url": sent.media_url[:1000],
                "attributes": json.dumps(sent.answers, ensure_ascii=False) if sent.answers else "",
            },
        )
    return slip, new
