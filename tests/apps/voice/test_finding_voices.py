"""The search index follows what is said, added, rewritten and taken back; `mulin verify` sees where it does not."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from mulin.apps.voice import findable
from mulin.apps.voice.actions import intake, matters
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Matter, Voice
from mulin.core.people import erasing
from mulin.core.records import checks, finding
from mulin.core.records.models import Findable
from tests.world import World


def say(world: World, words: str, **more: object) -> Voice:
    now = timezone.now()
    return intake.record(
        by=world.worker,
        now=now,
        words=words,
        channel="counter",
        place=world.door,
        **more,  # type: ignore[arg-type]
    ).voice


def open_one(world: World, voice: Voice) -> Matter:
    return matters.open_matter(
        number=voice.thread.number,
        title="楼道灯不亮",
        description="晚上看不见台阶",
        category="shared",
        klass="ordinary",
        by=world.worker,
        now=timezone.now(),
    )


def voices(words: str, **more: object) -> list[int]:
    rows = finding.matching(Voice.objects.all(), findable.VOICE, words, **more)  # type: ignore[arg-type]
    return [row.pk for row in rows]


def found(words: str) -> list[int]:
    return [row.pk for row in finding.matching(Matter.objects.all(), findable.MATTER, words)]


def wrong() -> list[str]:
    return [one.what for one in checks.findings()]


def test_a_voice_is_found_by_all_that_was_said(world: World) -> None:
    voice = say(world, "楼道里有人𠮷堆东西")
    assert voices("𠮷") == voices("堆 楼道") == [voice.pk]
    intake.correct(number=voice.thread.number, words="还有电瓶车", by=world.worker, now=timezone.now())
    assert voices("电瓶 楼道") == [voice.pk]
    assert voices("楼道", marks=findable.marks_of(world.gh.path)) == [voice.pk]
    assert voices("楼道", marks=findable.marks_of(world.yx.path)) == []


def test_a_matter_is_found_by_its_present_wording(world: World) -> None:
    matter = open_one(world, say(world, "灯"))
    assert found("台阶 灯") == [matter.pk]
    matters.edit(
        number=matter.thread.number,
        title="门口的灯不亮",
        description="改过的说明",
        based_on=matter.version,
        by=world.worker,
        now=timezone.now(),
    )
    assert found("台阶") == []
    assert found("改过 门口") == [matter.pk]
    assert not wrong()


def test_what_is_shredded_is_found_no_more(world: World) -> None:
    kept, taken = say(world, "狗叫一"), say(world, "狗叫二")
    intake.correct(number=taken.thread.number, words="狗叫三", by=world.worker, now=timezone.now())
    intake.withdraw(number=taken.thread.number, by=world.worker, now=timezone.now(), forget=True)
    assert voices("狗叫") == [kept.pk]
    hers = say(world, "狗叫四", speaker=Speaker(person=world.wang))
    assert voices("狗叫") == [hers.pk, kept.pk]
    erasing.forget(person=world.wang, by=world.worker, now=timezone.now())
    assert voices("狗叫") == [kept.pk]
    assert not wrong()


def test_the_check_sees_what_does_not_fit_and_reindex_mends_it(world: World) -> None:
    one, two, three = say(world, "路灯甲"), say(world, "路灯乙"), say(world, "路灯丙")
    assert not wrong()
    Findable.objects.filter(id=finding.kinds.first(findable.VOICE) + one.pk).delete()
    finding.index(findable.VOICE, two.pk, "别的话")
    finding.index(findable.VOICE, three.pk + 7, "多出来的")
    finding.index("no such kind", 1, "没人认识")
    found = wrong()
    for what in ("找不到它", "和原文不一样", "原文已经没有了", "不知道是什么"):
        assert [line for line in found if what in line], what
    finding.rebuild()
    assert not wrong()
    assert voices("路灯") == [three.pk, two.pk, one.pk]


def test_a_lost_index_is_named_and_comes_back_with_a_migration(world: World) -> None:
    voice = say(world, "路灯甲")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER records_findable_put")
        else:
            cursor.execute("DROP INDEX records_findable_terms")
    later = say(world, "路灯乙")
    assert [line for line in wrong() if "少了检索用的" in line]
    call_command("migrate", verbosity=0)
    assert not wrong()
    assert voices("路灯") == [later.pk, voice.pk]


def test_an_index_that_is_empty_is_filled_by_a_migration(world: World) -> None:
    voice = say(world, "路灯甲")
    Findable.objects.all().delete()
    assert voices("路灯") == []
    call_command("migrate", verbosity=0)
    assert voices("路灯") == [voice.pk]


def test_a_full_text_table_that_does_not_fit_its_rows_is_seen(world: World) -> None:
    say(world, "路灯甲")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO records_found(rowid, terms) VALUES (99, 'aaaabbbb')")
        assert [line for line in wrong() if "检索表和它的行对不上" in line]
    else:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE records_findable SET terms = 'aaaabbbb:1'")
        assert [line for line in wrong() if "和原文不一样" in line]
    finding.rebuild()
    assert not wrong()
