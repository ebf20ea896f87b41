"""Two workers of the demo keep a diary: every way out, what was done and what is late, voices drawn and dealt with."""

from __future__ import annotations

from collections import Counter

from mulin.apps.voice.models import DiaryAddition, DiaryEntry, DiaryThing, DiaryVoice, Matter, Voice, Way
from mulin.apps.voice.queries.diary import due
from mulin.core.gate import Viewer
from mulin.project.demo import build
from mulin.project.demo.diaries import WRITERS, entries


def test_two_diaries_are_written_through_the_whole_year(demo: build.Built) -> None:
    kept = Counter(DiaryEntry.objects.values_list("author", flat=True))
    assert len(kept) == len(WRITERS)
    assert min(kept.values()) >= 28
    texts = list(DiaryEntry.objects.values_list("text", flat=True))
    assert len(set(texts)) == len(texts)
    assert set(DiaryThing.objects.values_list("way", flat=True)) == set(Way.values)
    assert DiaryAddition.objects.count() > 10
    assert DiaryEntry.objects.filter(people__isnull=False).distinct().count() > 20
    assert DiaryEntry.objects.filter(followed_at__isnull=False).exists()


def test_every_door_of_the_diaries_is_one_of_the_demo(demo: build.Built) -> None:
    assert not [
        row.door for row in DiaryEntry.objects.exclude(door="").select_related("place") if row.place.kind != "door"
    ]
    tagged = [raw for name in WRITERS for raw in entries(name) if raw.get("tag")]
    assert DiaryEntry.objects.filter(people__isnull=False).distinct().count() == len(tagged)


def test_voices_drawn_from_them_were_answered_or_became_matters(demo: build.Built) -> None:
    drawn = Voice.objects.filter(pk__in=DiaryVoice.objects.values("voice"))
    states = Counter(drawn.values_list("state", flat=True))
    assert states[Voice.State.ANSWERED] >= 4
    assert Matter.objects.filter(thread__number__in=drawn.values("thread__number")).count() == 2


def test_something_is_late_and_something_due(demo: build.Built) -> None:
    late = [
        one.late
        for author in set(DiaryEntry.objects.values_list("author", flat=True))
        for one in due(Viewer(ref=author, name=""), today=demo.today)
    ]
    assert set(late) == {True, False}
