"""Paper forms with a code of their own: printed, photographed or typed back, once each."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.utils import timezone
from PIL import Image

from mulin.apps.voice.actions import answering, intake, matters, sheets
from mulin.apps.voice.actions.answering import Photo
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Commitment, Evaluation, Matter, Sheet, Voice
from mulin.core.records import checks, photographed
from mulin.core.records.days import local_day
from mulin.core.records.models import Entry
from mulin.core.refusals import Refusal
from tests.browsers import signed_in
from tests.world import NOON, World, photo


def printed(world: World, form: str = Sheet.Form.SAY, copies: int = 1, voice: Voice | None = None) -> list[Sheet]:
    return sheets.print_sheets(form=form, place=world.gh, copies=copies, voice=voice, by=world.worker, now=NOON)


def delivered(world: World) -> str:
    """A voice recorded by the worker whose matter waits to be judged."""
    now = timezone.now()
    slip = intake.record(
        by=world.worker,
        now=now,
        words="楼道灯不亮。",
        channel="counter",
        place=world.door,
        speaker=Speaker(person=world.wang),
    )
    number = slip.voice.thread.number
    facts = {"title": "楼道灯", "description": "三楼不亮", "category": "shared", "klass": "ordinary"}
    matters.open_matter(number=number, ask=world.property, by=world.worker, now=now, **facts)
    answering.promise(number=number, what="换灯", due=local_day(now) + timedelta(days=2), by=world.unit, now=now)
    answering.deliver(
        number=number,
        commitment=Commitment.objects.get().uuid,
        text="换了",
        photos=[Photo(photo())],
        by=world.unit,
        now=now,
    )
    return number


def snapshot(link: str, *, turned: float = 7, scale: int = 6) -> bytes:
    """A form's corner as a phone sees it."""
    code = io.BytesIO()
    segno.make(link).save(code, kind="png", scale=scale)
    sheet = Image.new("RGB", (1240, 900), "white")
    sheet.paste(Image.open(code).convert("RGB"), (900, 60))
    out = io.BytesIO()
    sheet.rotate(turned, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC).save(out, "JPEG")
    return out.getvalue()


def line(sheet: Sheet, **more: str) -> dict[str, str]:
    told = {"community": "BG/GH/", "heard_on": "2026-03-02", "door": "", "name": "", "words": "石阶松了"}
    return {**told, "words_public": "no", "phone": "", "key": sheet.code, **more}


def test_each_sheet_has_its_own_code_and_is_typed_once(world: World) -> None:
    made = printed(world, copies=3)
    assert len({sheet.code for sheet in made}) == 3
    client = signed_in("gh-worker", "worker", world.gh)
    sheet = made[0]
    assert client.post("/desk/paper/", {"code": sheet.code.lower().replace("-", " ")}).headers["Location"] == (
        f"/desk/paper/{sheet.code}/"
    )
    sent = client.post(f"/desk/paper/{sheet.code}/", line(sheet, words_public="yes", phone="00000001009"))
    assert sent.headers["Location"] == "/desk/paper/"
    voice = Voice.objects.get()
    assert (voice.channel, voice.words.text, voice.words_public) == ("paper", "石阶松了", True)
    assert voice.speaker_phone == "00000001009"
    again = client.post(f"/desk/paper/{sheet.code}/", line(sheet, key="another"))
    assert again.status_code == 422
    assert voice.thread.number in again.content.decode()
    assert Voice.objects.count() == 1
    runs = client.get("/desk/paper/").content.decode()
    assert voice.thread.number in runs


def test_a_photo_of_the_form_leads_to_it(world: World) -> None:
    (sheet,) = printed(world)
    link = f"https://street.example/p/{sheet.code}/"
    assert photographed.codes(snapshot(link)) == [link]
    client = signed_in("gh-worker", "worker", world.gh)
    for turned in (0, 7, 180):
        file = SimpleUploadedFile("x.jpg", snapshot(link, turned=turned))
        found = client.post("/desk/paper/", {"code": "", "photo": file})
        assert found.headers["Location"] == f"/desk/paper/{sheet.code}/"


@pytest.mark.parametrize(
    ("code", "file", "said"),
    [
        ("", None, "请打上表上的编号"),
        ("ABCD-0000", None, "没有这张表"),
        ("ML-1", None, "没有这张表"),
        ("", photo(), "没有读出二维码"),
        ("", b"<svg onload=alert(1)>", "只收照片"),
    ],
)
def test_what_leads_nowhere_is_said_plainly(world: World, code: str, file: bytes | None, said: str) -> None:
    client = signed_in("gh-worker", "worker", world.gh)
    sent = {"code": code} | ({"photo": SimpleUploadedFile("x", file)} if file else {})
    answer = client.post("/desk/paper/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_sheets_of_another_community_stay_closed(world: World) -> None:
    (sheet,) = printed(world)
    stranger = signed_in("yx-worker", "worker", world.yx)
    assert stranger.post("/desk/paper/", {"code": sheet.code}).status_code == 422
    assert stranger.get(f"/desk/paper/{sheet.code}/").status_code == 404
    with pytest.raises(Http404):
        sheets.type_in(code=sheet.code, act=lambda _sheet: "", by=world.stranger, now=NOON)
    with pytest.raises(Http404):
        sheets.print_sheets(form="say", place=world.gh, copies=1, by=world.stranger, now=NOON)
    with pytest.raises(Refusal):
        printed(world, copies=101)


def test_who_scans_the_code_is_led_to_what_she_can_do(world: World) -> None:
    (say,), (judge,) = printed(world), printed(world, Sheet.Form.JUDGE)
    passer_by = Client()
    assert passer_by.get(f"/p/{say.code}/").headers["Location"] == "/say/"
    assert passer_by.get(f"/p/{judge.code}/").headers["Location"] == "/slip/"
    assert passer_by.get("/p/ABCD-0000/").status_code == 404
    worker = signed_in("gh-worker", "worker", world.gh)
    assert worker.get(f"/p/{say.code}/").headers["Location"] == f"/desk/paper/{say.code}/"


def test_a_judgement_on_paper_is_typed_in_by_a_colleague_never_by_the_recorder(world: World) -> None:
    number = delivered(world)
    (sheet,) = printed(world, Sheet.Form.JUDGE, voice=Voice.objects.get())
    told = {"number": number, "solved": "no", "heard": "yes", "satisfied": "2", "comment": "还是不亮", "key": "a"}
    recorder = signed_in("gh-worker", "worker", world.gh)
    assert number in recorder.get(f"/desk/paper/{sheet.code}/").content.decode()
    refused = recorder.post(f"/desk/paper/{sheet.code}/", told)
    assert refused.status_code == 422
    assert "还是不亮" in refused.content.decode()  # nothing typed is lost
    sheet.refresh_from_db()
    assert sheet.typed_at is None
    colleague = signed_in("callback", "callback", world.street)
    assert colleague.get(f"/desk/paper/{sheet.code}/").status_code == 404  # she rings people up, she types no paper
    sheets.type_in(code=sheet.code, by=world.colleague, now=timezone.now(), act=lambda found: found.voice.thread.number)
    sheet.refresh_from_db()
    assert sheet.number == number


def test_a_judgement_from_paper_says_so_and_reopens(world: World) -> None:
    number = delivered(world)
    Voice.objects.update(recorded_by="login:somebody-else")
    (sheet,) = printed(world, Sheet.Form.JUDGE)
    told = {"number": number, "solved": "no", "heard": "yes", "satisfied": "2", "comment": "", "key": "a"}
    client = signed_in("gh-worker", "worker", world.gh)
    assert client.post(f"/desk/paper/{sheet.code}/", {**told, "number": "GH-1"}).status_code == 422
    sent = client.post(f"/desk/paper/{sheet.code}/", told)
    assert sent.status_code == 302, sent.content.decode()
    assert Evaluation.objects.get().how == "paper"
    assert Matter.objects.get().round == 2
    entry = Entry.objects.get(verb="judged")
    assert entry.on_behalf_of == str(world.wang.uuid)
    assert list(checks.findings()) == []


def test_at_the_counter_she_adds_confirms_and_takes_back(world: World) -> None:
    slip = intake.record(
        by=world.worker,
        now=timezone.now(),
        words="楼道灯不亮。",
        channel="phone",
        place=world.door,
        speaker=Speaker(person=world.wang),
    )
    number = slip.voice.thread.number
    client = signed_in("gh-worker", "worker", world.gh)
    page = f"/desk/hers/{number}/"
    refused = client.post(page, {"what": "confirm", "text": "", "key": "1"})  # who wrote it down does not confirm it
    assert refused.status_code == 422
    intake.confirm(number=number, by=world.colleague, now=timezone.now())
    assert client.post(page, {"what": "more", "text": "", "key": "2"}).status_code == 422
    for what, text in (("more", "是三楼"), ("show", ""), ("hide", ""), ("withdraw", "")):
        assert client.post(page, {"what": what, "text": text, "key": what}).status_code == 302, what
    verbs = ["confirmed", "corrected", "consented", "consent_withdrawn", "withdrawn"]
    entries = [entry for entry in Entry.objects.order_by("seq") if entry.verb in verbs]
    assert [entry.verb for entry in entries] == verbs
    assert {entry.on_behalf_of for entry in entries} == {str(world.wang.uuid)}  # both names are kept
    assert all(entry.actor.startswith("login:") for entry in entries)
    assert json.loads(entries[1].payload)["words"]["mac"]
    assert client.post(page, {"what": "again", "text": "又坏了", "key": "z"}).status_code == 422


def test_confirming_by_slip(world: World) -> None:
    slip = intake.record(by=world.worker, now=NOON, words="灯坏了", channel="counter", place=world.door, key="k")
    number = slip.voice.thread.number
    client = Client()
    client.post("/slip/", {"number": number, "secret": slip.secret})
    assert "没记错，是我说的" in client.get(f"/slip/{number}/").content.decode()
    client.post(f"/slip/{number}/confirm/")
    client.post(f"/slip/{number}/confirm/")
    assert Entry.objects.filter(verb="confirmed").count() == 1
    assert "没记错，是我说的" not in client.get(f"/slip/{number}/").content.decode()


def test_a_unit_speaks_up_and_follows_what_becomes_of_it(world: World) -> None:
    client = signed_in("unit-gh-property", None, world.gh)
    sent = client.post("/unit/say/", {"text": "消防通道常被车堵。", "key": "u"})
    assert sent.status_code == 302
    client.post("/unit/say/", {"text": "消防通道常被车堵。", "key": "u"})
    voice = Voice.objects.get()
    assert voice.speaker_group == world.property
    number = voice.thread.number
    assert number in client.get("/unit/say/").content.decode()
    assert client.get(f"/slip/{number}/").status_code == 200
    assert signed_in("unit-water", None, world.street).get(f"/slip/{number}/").status_code == 404
    assert client.post("/unit/say/", {"text": "", "key": "v"}).status_code == 422


def test_a_units_name_at_the_counter_is_the_unit(world: World) -> None:
    client = signed_in("gh-worker", "worker", world.gh)
    told = {"community": "BG/GH/", "heard_on": "2026-03-02", "channel": "phone", "door": "", "person": "", "key": "n"}
    client.post("/desk/say/", {**told, "name": world.property.name, "words": "要装充电桩"})
    voice = Voice.objects.get()
    assert voice.speaker_group == world.property
    assert voice.speaker is None
    assert voice.speaker_name == ""
