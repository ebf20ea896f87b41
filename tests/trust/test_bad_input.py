"""What bad input gets, one by one: a clear Chinese sentence, what was typed is kept, nothing half-written."""

from __future__ import annotations

import html
import io
import random
import zipfile
import zlib
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from mulin.apps.voice.actions import answering, intake, matters
from mulin.apps.voice.models import Commitment, Matter, Voice
from mulin.core.access import actions
from mulin.core.gate import SYSTEM
from mulin.core.people.models import Person
from mulin.core.places.models import Place
from mulin.core.records import attachments, checks
from mulin.core.records.days import local_day
from mulin.core.records.models import Attachment, Entry
from tests.browsers import signed_in
from tests.core.records.test_attachments import huge, with_place
from tests.world import World, build, photo

pytestmark = pytest.mark.django_db
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
TYPED = "换了一段水管，擦干净了"


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def number(world: World) -> str:
    """A matter whose unit has promised."""
    now = timezone.now()
    said = intake.record(by=world.worker, now=now, words="水管滴水", channel="counter", place=world.door)
    number = said.voice.thread.number
    matters.open_matter(
        number=number, title="水管", description="滴水", category="shared", klass="ordinary", ask=world.property,
        by=world.worker, now=now,
    )  # fmt: skip
    due = local_day(now) + timedelta(days=2)
    answering.promise(number=number, what="修好", due=due, by=world.unit, now=now)
    return number


@pytest.fixture
def unit(world: World) -> Client:
    return signed_in("unit-gh-property", None, world.gh)


@pytest.fixture
def worker(world: World) -> Client:
    return signed_in("gh-worker", "worker", world.gh)


@pytest.fixture
def secretary(world: World) -> Client:
    return signed_in("gh-colleague", "secretary", world.gh)


def deliver(unit: Client, number: str, data: bytes, name: str = "x.jpg") -> tuple[int, str]:
    promise = Commitment.objects.get(matter__thread__number=number)
    sent = {"commitment": str(promise.uuid), "text": TYPED, "photos": SimpleUploadedFile(name, data)}
    answer = unit.post(f"/unit/matter/{number}/deliver/", sent)
    return answer.status_code, answer.content.decode()


def big_photo() -> bytes:
    """Ten megabytes as a telephone takes them."""
    noise = random.Random(3).randbytes(2400 * 1800 * 3)  # noqa: S311
    out = io.BytesIO()
    Image.frombytes("RGB", (2400, 1800), noise).save(out, "JPEG", quality=98)
    return out.getvalue()


def animated() -> bytes:
    """A PNG whose second frame claims to be a thousand times larger."""
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def text_bomb() -> bytes:
    """A photo that carries fifty megabytes of nothing in a comment of a few kilobytes."""
    body = b"k\0\0" + zlib.compress(b"0" * 50_000_000)
    chunk = len(body).to_bytes(4, "big") + b"zTXt" + body + zlib.crc32(b"zTXt" + body).to_bytes(4, "big")
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    data = out.getvalue()
    return data[:33] + chunk + data[33:]


HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "svg with script": (lambda: SVG, "x.jpg", "只收照片"),
    "html": (lambda: b"<html><script>alert(1)</script>", "x.png", "只收照片"),
    "page that says it is a GIF": (lambda: b"GIF89a<script>alert(1)</script>", "x.gif", "打不开"),
    "animated GIF": (lambda: GIF, "x.jpg", "JPG、PNG 或 WebP"),
    "54 million pixels in few bytes": (lambda: huge(6000, 9000), "x.png", "照片"),
    "900 million pixels": (lambda: huge(30000, 30000), "x.png", "打不开"),
    "cut off": (lambda: photo(size=(400, 300))[:600], "x.jpg", "打不开"),
    "program": (lambda: b"MZ\x90\x00" + b"\0" * 500, "x.jpg", "打不开"),
    "office file": (lambda: b"PK\x03\x04" + b"\0" * 500, "x.jpg", "打不开"),
    "too large": (lambda: b"\xff\xd8\xff" + b"0" * attachments.BYTES, "x.jpg", "12 MB"),
    "comment that unfolds": (text_bomb, "x.png", "打不开"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_words_and_the_words_typed_stay(unit: Client, number: str, kind: str) -> None:
    make, name, said = HOSTILE[kind]
    before = Entry.objects.count()
    status, page = deliver(unit, number, make(), name)
    assert status == 422
    assert said in page
    assert TYPED in page
    assert (Attachment.objects.count(), Entry.objects.count()) == (0, before)
    assert not [path for path in attachments.folder().rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (big_photo, "IMG_0001.JPG"),
        (with_place, "王桂芳家 3-201.jpg"),
        (lambda: photo() + b"<script>alert(1)</script>", "x.html"),
        (lambda: photo() + b"PK\x03\x04", "../../etc/passwd"),
        (lambda: huge(6000, 6000), "36.png"),
        (animated, "a.png"),
    ],
    ids=["ten megabytes", "with its place", "polyglot page", "polyglot archive", "36 million pixels", "animated"],
)
def test_a_photo_is_stored_anew_under_a_name_of_ours(
    unit: Client, number: str, make: Callable[[], bytes], name: str
) -> None:
    """What is kept is a JPEG made here: no place, no camera, nothing behind the picture, no name from outside."""
    status, page = deliver(unit, number, make(), name)
    assert status == 302, page
    kept = Attachment.objects.get()
    stored = (attachments.folder() / kept.path).read_bytes()
    assert kept.path == f"{kept.uuid.hex[:2]}/{kept.uuid.hex}.jpg"
    assert b"<script" not in stored
    assert b"PK\x03\x04" not in stored
    with Image.open(io.BytesIO(stored)) as again:
        assert (again.format, dict(again.getexif()), max(again.size) <= attachments.EDGE) == ("JPEG", {}, True)
    answer = unit.get(f"/photo/{kept.uuid}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_is_no_picture_is_handed_out_to_keep_not_to_open(unit: Client, number: str) -> None:
    assert deliver(unit, number, b"%PDF-1.7 <script>alert(1)</script>", "x.html")[0] == 302
    kept = Attachment.objects.get()
    answer = unit.get(f"/photo/{kept.uuid}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{kept.uuid}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def entities() -> bytes:
    """A sheet whose XML doubles itself thirty times."""
    book = io.BytesIO()
    sheet = openpyxl.Workbook()
    sheet.active.append(["姓名"])
    sheet.save(book)
    lines = "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 31))
    out = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name.endswith("sheet1.xml"):
                start = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "0123456789">{lines}]>'.encode()
                body = start + body.replace(b"<sheetData>", b"<sheetData><row><c t='str'><v>&a30;</v></c></row>")
            new.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 broken", "打不开，可能已经损坏"),
        (zipped(xl__worksheets__sheet1_xml=b"<"), "打不开，可能已经损坏"),
        (zipped(**{"a" * 9: b"0" * (101 * 1024 * 1024)}), "展开后太大"),
        (entities(), "损坏"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 99, "另存为 .xlsx"),
        (photo(), "CSV"),
        (SVG, "没有"),
        (b"", "空的"),
    ],
    ids=["broken", "no workbook", "unfolds", "doubles itself", "old", "photo", "svg", "empty"],
)
def test_a_list_that_is_none_is_refused_in_words(secretary: Client, data: bytes, said: str) -> None:
    answer = secretary.post("/desk/import/people/", {"file": SimpleUploadedFile("名单.xlsx", data)})
    page = answer.content.decode()
    if answer.status_code == 302:  # read as a list: then its columns make no sense, which the next page says
        page = secretary.get(answer["Location"]).content.decode()
    assert said in page
    assert Person.objects.count() == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_list_in_any_encoding_people_have_is_read(secretary: Client, encoding: str) -> None:
    data = "姓名,门牌\n赵建国,3-201\n".encode(encoding)
    answer = secretary.post("/desk/import/people/", {"file": SimpleUploadedFile("名单.csv", data)})
    assert answer.status_code == 302
    assert "赵建国" in secretary.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [("王" * 500, 422), ("𠮷𣑊𠀀", 302), ("阿依古丽·买买提", 302), ("王🏮芳", 422), ("<b>王</b>", 302)],
)
def test_names(worker: Client, world: World, name: str, status: int) -> None:
    sent = {"name": name, "community": str(world.gh.uuid), "door": "3-201", "key": "n1"}
    answer = worker.post("/desk/people/new/", sent | {"community": community(worker)})
    page = answer.content.decode()
    known = Person.objects.filter(name=name).exists()
    assert answer.status_code in {status, 302 if known else 422}
    assert known is (answer.status_code == 302)
    if answer.status_code == 422:
        assert html.escape(name)[:120] in page
        assert 'aria-invalid="true"' in page


def community(client: Client) -> str:
    """The value the form itself offers for the community."""
    page = client.get("/desk/people/new/").content.decode()
    part = page.partition('name="community"')[2].partition("</select>")[0]
    values = [one.partition('"')[0] for one in part.split('value="')[1:]]
    return next(value for value in values if value)


@pytest.mark.parametrize("words", ["🏮👵🏽‍🦳 楼道灯坏了", "𠮷大爷家𣑊木门坏了", "话" * 20000])
def test_words_of_every_kind_are_kept_as_they_were_said(client: Client, world: World, words: str) -> None:
    answer = client.post("/say/", {"community": world.gh.pk, "words": words, "kind": "complaint", "key": "w"})
    assert answer.status_code == 302
    assert Voice.objects.get().words.text == words


@pytest.mark.parametrize(("words", "said"), [("话" * 20001, "20000"), ("", "请填"), ("  \n", "请填")])
def test_words_that_cannot_be_kept(client: Client, world: World, words: str, said: str) -> None:
    answer = client.post("/say/", {"community": world.gh.pk, "words": words, "kind": "complaint", "name": "王阿姨"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page or said in page
    assert "王阿姨" in page
    assert words.strip()[:100] in page
    assert Voice.objects.count() == 0


@pytest.mark.parametrize("day", ["1899-01-01", "2999-12-31", "9999-12-31", "2026-02-30", "昨天"])
def test_days_nobody_means(unit: Client, worker: Client, number: str, day: str) -> None:
    """A promise, a day it was heard, a pause: refused beside the field, and the words stay."""
    promised = unit.post(f"/unit/matter/{number}/promise/", {"text": "再来一趟", "due": day, "key": "d"})
    heard = worker.post(
        "/desk/say/",
        {"community": "BG/GH/", "heard_on": day, "channel": "counter", "words": "路灯坏了", "key": "h"},
    )
    stopped = worker.post(
        f"/desk/matter/{number}/pause/", {"reason": first_reason(worker, number), "until": day, "text": "等零件"}
    )
    for answer, typed in ((promised, "再来一趟"), (heard, "路灯坏了"), (stopped, "等零件")):
        assert answer.status_code == 422
        assert typed in answer.content.decode()
    assert Voice.objects.count() == 1
    assert Matter.objects.get().paused_until is None


def first_reason(client: Client, number: str) -> str:
    part = client.get(f"/desk/matter/{number}/").content.decode().partition('name="reason"')[2]
    return next(value for value in (one.partition('"')[0] for one in part.split('value="')[1:]) if value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("GH-2026-000999-9", "没有"), ("12", "号"), ("GH-2026-000001-0", "号"), ("𠮷", "号"), ("", ""),
    ],
)  # fmt: skip
def test_a_number_that_does_not_exist(client: Client, world: World, typed: str, said: str) -> None:
    answer = client.get("/find/", {"number": typed})
    assert answer.status_code in {422, 404}
    assert said in answer.content.decode()
    slip = client.post("/slip/", {"number": typed, "secret": "7K3Q9XHB"})
    assert slip.status_code == 422
    assert typed in slip.content.decode()
    day = client.get("/register/check/", {"code": f"{typed}x"})
    assert day.status_code == 422
    assert "没有哪一天是这个校验码" in day.content.decode()


def test_a_wrong_a_revoked_and_an_unknown_card(client: Client, world: World) -> None:
    now = timezone.now()
    issued = actions.issue_card(world.wang, by=SYSTEM, now=now)
    for number, pin in ((issued.card.number, "000000"), ("7K3Q9XHB", issued.pin), ("不是卡号", issued.pin)):
        answer = client.post("/card/", {"number": number, "pin": pin})
        assert answer.status_code == 422
        assert "卡或密码不对，请再试一次" in answer.content.decode()
        assert number in answer.content.decode()
        assert pin not in answer.content.decode().replace(number, "")
    actions.revoke_card(issued.card, by=SYSTEM, now=now)
    answer = client.post("/card/", {"number": issued.card.number, "pin": issued.pin})
    assert answer.status_code == 422
    assert "卡或密码不对" in answer.content.decode()
    scanned = client.get("/card/", {"t": issued.token}, follow=True)
    assert scanned.status_code == 200


def test_two_workers_edit_one_matter_and_the_second_sees_both(worker: Client, number: str) -> None:
    version = Matter.objects.get().version
    sent = {"title": "水管滴水", "description": "二楼到三楼", "based_on": version}
    assert worker.post(f"/desk/matter/{number}/edit/", sent).status_code == 302
    answer = worker.post(f"/desk/matter/{number}/edit/", {**sent, "title": "另一个标题"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "另一个标题" in page
    assert "水管滴水" in page
    assert Matter.objects.get().title == "水管滴水"
    assert list(checks.findings()) == []
    assert Place.objects.exists()
