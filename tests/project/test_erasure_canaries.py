"""One person goes through everything there is; her copy holds all of it, and after the erasure nothing holds any.

Every table and column of the database is read (full-text shadow tables too), every file, the cache and the log; on
SQLite the bytes of the database file and its write-ahead log as well.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from mulin.apps.voice.actions import answering, intake, judging, matters
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import CallRequest, Commitment, Voice
from mulin.core.access import actions as access
from mulin.core.access import rights_paper
from mulin.core.access.models import Login
from mulin.core.gate import SYSTEM, Grant, Viewer
from mulin.core.groups.actions import appoint, join
from mulin.core.meetings.actions.calling import call, open_meeting
from mulin.core.meetings.actions.signing import sign_in
from mulin.core.people import actions as people
from mulin.core.people import holdings, queries
from mulin.core.people.actions.rights import Wrong
from mulin.core.people.models import Person
from mulin.core.records import attachments, checks, forgetting
from mulin.core.records.days import local_day
from mulin.core.records.models import Attachment
from mulin.core.records.writing import writing
from mulin.engines.text.tokens import index_terms
from mulin.project.imports import staging
from tests import world

NAME = "𠮷永𪚥芬"  # Extension B
PHONE = "13799990417"
IDENTITY = "330199190001019997"
WORDS = {
    "voice": f"我家窗下半夜有狗叫，证件 {IDENTITY}",
    "correction": "补一句丙寅狗",
    "comment": "评一句丁卯狗",
    "again": "又一句戊辰狗",
    "answer": "答一句己巳狗",
    "consent": "报上写我庚午狗",
    "note": "申请里辛未狗",
    "right": "应该是壬申狗",
    "refused": "不行因为癸酉狗",
    "call": "打电话时甲戌狗",
    "file": "照片上乙亥狗",
}
CANARIES = [NAME, PHONE, IDENTITY, "门牌名单丙子狗", *WORDS.values()]


def _say(town: world.World, words: str, **more: object) -> Voice:
    slip = intake.record(
        by=town.worker,
        now=timezone.now(),
        words=words,
        channel="counter",
        place=town.door,
        **{"speaker": more.pop("speaker", None), **more},  # type: ignore[arg-type]
    )
    return slip.voice


def _live_through(town: world.World, her: Person, caplog: pytest.LogCaptureFixture) -> None:
    """Everything one person can do or have done for her."""
    now = timezone.now()
    herself = Viewer(ref="", person=str(her.uuid))
    speaker = Speaker(person=her)
    solved = _say(town, WORDS["voice"], speaker=speaker, words_public=True)
    number = solved.thread.number
    intake.correct(number=number, words=WORDS["correction"], by=herself, now=now)
    matters.open_matter(
        number=number,
        title="狗叫",
        description="夜里有狗叫",
        category="shared",
        klass="ordinary",
        ask=town.property,
        by=town.worker,
        now=now,
    )
    answering.promise(number=number, what="装门", due=local_day(now), by=town.unit, now=now)
    wanted = answering.want_call(number=number, text="在家吗", by=town.unit, now=now)
    matters.note_call(request=wanted, outcome=WORDS["call"], by=town.worker, now=now)
    answering.deliver(
        number=number,
        commitment=Commitment.objects.get().uuid,
        text="装好了",
        photos=[answering.Photo(world.photo())],
        by=town.unit,
        now=now,
    )
    judging.judge(
        voice=number, heard=True, solved=True, satisfied=5, how="card", comment=WORDS["comment"], by=herself, now=now
    )
    judging.say_again(voice=number, text=WORDS["again"], by=herself, now=now)
    answered = _say(town, "另一件", speaker=speaker)
    intake.answer(number=answered.thread.number, text=WORDS["answer"], by=town.worker, now=now)
    _say(town, "留了名字的一件", speaker=Speaker(name=NAME, phone=PHONE))
    _gives_a_file(answered, her, now)
    son = people.add_person(name="王小明", place=town.door, by=SYSTEM, now=now)
    people.delegate(principal=her, delegate=son, purposes=["voice"], starts_on=local_day(now), by=town.worker, now=now)
    people.give_consent(person=her, purpose="news", wording=WORDS["consent"], by=town.worker, now=now)
    join(group=town.committee, person=her, on=date(2024, 1, 1), by=SYSTEM, now=now)
    appoint(
        group=town.committee,
        title="楼组长",
        person=her,
        starts_on=date(2020, 1, 1),
        ends_on=date(2021, 1, 1),
        by=SYSTEM,
        now=now,
    )
    _goes_to_a_meeting(town, her)
    _signs_in(her)
    with access.look(subjects=[her.uuid], field="phone", purpose=number, by=town.worker, now=now):
        pass
    staging.keep(f"姓名,备注\n{NAME},门牌名单丙子狗\n".encode(), kind="people", owner="x", name="a.csv", now=now)
    wrong = people.ask(
        person=her,
        kind="correction",
        proof="identity",
        wrong=Wrong("other", "", WORDS["right"]),
        by=town.worker,
        now=now,
    )
    people.refuse(request=wrong, reason=WORDS["refused"], by=town.worker, now=now)


def _gives_a_file(voice: Voice, her: Person, now: object) -> None:
    """A photo she brings to the counter."""
    with writing(by=SYSTEM, now=now, on_behalf_of=str(her.uuid)) as writer:  # type: ignore[arg-type]
        row = attachments.keep(voice.thread, world.photo("navy"), role="voice", caption=WORDS["file"], now=writer.now)
        writer.entry(voice.thread, "corrected", {"photos": [row.sha256]})


def _goes_to_a_meeting(town: world.World, her: Person) -> None:
    now = timezone.now()
    secretary = Viewer(ref="login:secretary", grants=(Grant("meeting.call", "BG/"),))
    meeting = open_meeting(kind="talk", title="狗的事", place=town.gh, by=secretary, now=now)
    call(
        number=meeting.thread.number,
        starts_at=now + timedelta(days=5),
        room="活动室",
        convenor=town.committee,
        notice="请来",
        by=secretary,
        now=now,
    )
    held = now + timedelta(days=5)
    sign_in(number=meeting.thread.number, person=her, by=secretary, now=held)


def _signs_in(her: Person) -> Client:
    issued = access.issue_card(her, by=SYSTEM, now=timezone.now())
    client = Client()
    assert client.post("/card/", {"number": issued.card.number, "pin": issued.pin}).status_code == 302
    assert NAME in client.get("/me/").content.decode()
    return client


def tables() -> Iterator[tuple[str, str]]:
    """Every value of every table of the database, as text, with where it stands."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            names = [row[0] for row in cursor.fetchall()]
        else:
            names = connection.introspection.table_names(cursor)
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608 - a table's own name
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                    yield name, raw.decode(errors="replace")


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def terms(canary: str) -> str:
    """How the search index spells a canary (its last character apart, which other texts may end with too)."""
    return index_terms(canary).rpartition(" ")[0]


def in_the_search_index() -> set[str]:
    """Canaries of which the index still knows a pair of characters that no other text has."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE VIRTUAL TABLE temp.known USING fts5vocab('main', 'records_found', 'row')")
            cursor.execute("SELECT term FROM temp.known")
            known = {row[0] for row in cursor.fetchall()}
            cursor.execute("DROP TABLE temp.known")
        else:
            cursor.execute("SELECT word FROM ts_stat('SELECT terms FROM records_findable')")
            known = {row[0] for row in cursor.fetchall()}
    return {canary for canary in CANARIES if known & set(index_terms(canary[-3:-1]).split()[:1])}


def found(caplog: pytest.LogCaptureFixture) -> set[str]:
    """Where any of the canaries still is."""
    where = {
        f"table {name}: {canary}"
        for name, text in tables()
        for canary in CANARIES
        if canary in text or terms(canary) in text
    }
    where |= {f"index: {canary}" for canary in in_the_search_index()}
    for path in files():
        data = path.read_bytes()
        where |= {f"file {path.name}: {canary}" for canary in CANARIES if canary.encode() in data}
    kept = repr(list(getattr(cache, "_cache", {}).values()))
    where |= {f"cache: {canary}" for canary in CANARIES if canary in kept}
    where |= {f"log: {canary}" for canary in CANARIES if canary in caplog.text}
    return where


def in_the_database_file() -> set[str]:
    """Canaries in the raw bytes of the SQLite file or its write-ahead log."""
    name = Path(str(connection.settings_dict["NAME"]))
    data = b"".join(path.read_bytes() for path in (name, name.with_name(name.name + "-wal")) if path.exists())
    return {canary for canary in CANARIES if canary.encode() in data or terms(canary).encode() in data}


def _everything_of(person: Person) -> list[object]:
    return [(part.holding.name, part.rows) for part in holdings.everything(person)]


def test_one_person_is_forgotten_everywhere(
    transactional_db: None, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    town = world.build()
    now = timezone.now()
    her = people.add_person(name=NAME, place=town.door, phone=PHONE, birth_year=1950, by=SYSTEM, now=now)
    other = _say(town, "别人说的一件", speaker=Speaker(person=town.li))
    _live_through(town, her, caplog)
    her_login = Login.objects.get(person=her)
    untouched = _everything_of(town.li)
    assert untouched
    asked = people.ask(
        person=her, kind="erasure", proof="identity", note=WORDS["note"], by=town.worker, now=timezone.now()
    )
    told = rights_paper.as_file(her, holdings.everything(her), now=now).content.decode()
    missing = [canary for canary in CANARIES if canary not in told and canary != "门牌名单丙子狗"]
    assert not missing, "the copy does not hold everything"
    assert "a.csv" in told
    seen = found(caplog)
    assert {canary for place in seen for canary in CANARIES if place.endswith(canary)} >= set(CANARIES[:1]) | set(
        WORDS.values()
    ), "the scan sees"
    assert {WORDS["voice"], WORDS["correction"]} <= in_the_search_index(), "the scan of the index sees"
    if connection.vendor == "sqlite":
        assert set(WORDS.values()) - in_the_database_file() <= {WORDS["file"]}, "the scan of the bytes sees"

    clerk = Viewer(ref=town.clerk.ref, grants=(Grant("people.erase", "BG/"), Grant("people.edit", "BG/")))
    people.erase(request=asked, by=clerk, now=timezone.now())

    assert not found(caplog)
    if connection.vendor == "sqlite":
        forgetting.clean_file()
        assert not in_the_database_file()
    assert not list(checks.findings()), "the register still verifies"
    assert not Login.objects.filter(pk=her_login.pk).exists()
    assert not Attachment.objects.filter(role="voice").exists()
    assert CallRequest.objects.get().outcome == ""
    assert not queries.living().filter(uuid=her.uuid).exists()
    assert _everything_of(town.li) == untouched
    other.refresh_from_db()
    assert other.words.text == "别人说的一件"
    said = capsys.readouterr()
    assert not [canary for canary in CANARIES if canary in said.out + said.err]
