"""What comes in by Open311 in the demo: an invented hotline's program, and a key that was taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from mulin.apps.voice.actions import intake, posting
from mulin.apps.voice.actions.posting import Post, fingerprint
from mulin.apps.voice.queries.locating import locate
from mulin.core.access.actions import make_key, revoke_key
from mulin.core.access.models import ApiKey
from mulin.core.places.geometry import Point
from mulin.core.places.models import Place
from mulin.core.places.queries import street
from mulin.core.records.days import midnight
from mulin.project.demo.cast import STEWARD
from mulin.project.demo.telling import Stage

HOTLINE, GONE = "百果市民热线 · 小程序", "随手拍 · 试用"


class Brought(NamedTuple):
    """One report: how many days before the last one, from which community, what, and what it was answered."""

    days: int
    community: str
    service_code: str
    words: str
    answers: dict[str, list[str]]
    answer: str = ""


REPORTS = (
    Brought(
        96, "GH", "clean", "菜场后门的泔水桶没有盖，苍蝇一团一团。", {}, "当天盖好了，环卫所以后每天傍晚来收一次。"
    ),
    Brought(
        31,
        "XZ",
        "utilities",
        "二期单元门口闻得到一股煤气味。",
        {"supply": ["gas"]},
        "燃气公司一小时内到了，换了调压箱的垫圈。",
    ),
    Brought(0, "GH", "shared", "新村北门进来第二盏路灯一闪一闪。", {"parts": ["lamp"]}),
)


def _point(place: Place) -> Point | None:
    return None if place.lat_e7 is None or place.lon_e7 is None else (place.lon_e7, place.lat_e7)


def live(stage: Stage, start: datetime, communities: set[str]) -> Iterator[datetime]:
    """The steward hands out two keys and takes one back; the hotline brings in what people told it."""
    whole, steward = street(), stage.cast.viewers[STEWARD]
    if whole is None:
        return
    hotline = make_key(whole, name=HOTLINE, scope=ApiKey.Scope.POST, by=steward, now=start)
    trial = make_key(whole, name=GONE, scope=ApiKey.Scope.TEST, by=steward, now=start)
    revoke_key(trial.row, whole, by=steward, now=start)
    stage.done += 3
    for report in REPORTS:
        if report.community not in communities:
            continue
        home = stage.ground.communities[report.community]
        at = midnight(stage.today) - timedelta(days=report.days, hours=7, minutes=14)
        yield at
        place, _sure = locate(whole, point=_point(home), address=home.name, address_id="")
        sent = Post(
            service_code=report.service_code,
            words=report.words,
            place=place,
            point=_point(home),
            address=home.name,
            answers=report.answers,
            print=fingerprint({"description": [report.words]}),
        )
        slip, _new = posting.post(sent=sent, key=hotline.row, now=at)
        stage.done += 1
        if report.answer:
            yield at + timedelta(minutes=50)
            worker = stage.cast.worker(report.community, 0)
            number = slip.voice.thread.number
            intake.answer(number=number, text=report.answer, by=worker, now=at + timedelta(minutes=50))
            stage.done += 1
