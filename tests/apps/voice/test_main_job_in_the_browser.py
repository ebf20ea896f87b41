"""The main job through the pages: the counter's line, the slip on paper, the unit's promise, the judgement."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from mulin.apps.voice.models import Commitment, Matter, Voice
from mulin.core.access.models import Look
from mulin.core.people.models import Person
from mulin.core.records import checks
from mulin.core.records.days import local_day
from tests.browsers import signed_in
from tests.world import World, photo


def due(days: int) -> str:
    return (local_day(timezone.now()) + timedelta(days=days)).isoformat()


def line(world: World, **more: str) -> dict[str, str]:
    return {
        "community": world.gh.path,
        "heard_on": due(0),
        "channel": "counter",
        "door": "3-201",
        "name": "王桂芳",
        "words": "楼道灯不亮",
        "key": "k1",
        **more,
    }


def test_from_the_counter_to_the_judged_result(world: World) -> None:
    worker = signed_in("gh-worker", "worker", world.gh)
    assert worker.post("/desk/say/", line(world)).status_code == 302
    voice = Voice.objects.select_related("thread").get()
    assert voice.speaker == world.wang
    number = voice.thread.number

    printed = worker.post("/desk/slips/", {"number": number, "key": "print-1", "as": "page"})
    secret = re.search(r"number--secret\">([0-9A-Z]{4}-[0-9A-Z]{4})<", printed.content.decode())
    assert secret is not None
    again = worker.post("/desk/slips/", {"number": number, "key": "print-1", "as": "page"})
    assert secret.group(1) in again.content.decode()
    pdf = worker.post("/desk/slips/", {"number": number, "key": "print-1", "as": "pdf"})
    assert pdf.content.startswith(b"%PDF")

    opened = worker.post(
        f"/desk/voice/{number}/open/",
        {
            "title": "3 幢楼道灯不亮",
            "description": "二楼的灯坏了",
            "category": "shared",
            "klass": "ordinary",
            "ask": str(world.property.uuid),
            "message": "麻烦看看",
            "key": "k2",
        },
    )
    assert opened.status_code == 302, opened.content.decode()
    assert Matter.objects.get().holder == world.property

    unit = signed_in("unit-gh-property", None, world.gh)
    assert number in unit.get("/unit/").content.decode()
    page = unit.get(f"/unit/matter/{number}/").content.decode()
    assert "王桂芳" not in page
    assert "楼道灯不亮" in page
    assert unit.post(f"/unit/matter/{number}/accept/").status_code == 302
    promise = {"text": "换一盏灯", "due": due(2), "key": "k3"}
    assert unit.post(f"/unit/matter/{number}/promise/", promise).status_code == 302
    commitment = Commitment.objects.get()
    done = {
        "commitment": str(commitment.uuid),
        "text": "换好了",
        "key": "k4",
        "photos": SimpleUploadedFile("after.jpg", photo(), "image/jpeg"),
    }
    assert unit.post(f"/unit/matter/{number}/deliver/", done).status_code == 302

    resident = Client()
    public = resident.get(f"/t/{number}/").content.decode()
    assert "楼道灯不亮" in public
    assert "王桂芳" not in public
    picture = re.search(r"/photo/[0-9a-f-]{36}/", public)
    assert picture is not None
    assert resident.get(picture.group()).headers["Content-Type"] == "image/jpeg"
    assert resident.get(f"/slip/{number}/").status_code == 404
    wrong = resident.post("/slip/", {"number": number, "secret": "AAAA-AAAA"})
    assert wrong.status_code == 422
    assert resident.post("/slip/", {"number": number.lower(), "secret": secret.group(1).lower()}).status_code == 302
    assert "请您评一评" in resident.get(f"/slip/{number}/").content.decode()
    judged = resident.post(
        f"/slip/{number}/judge/",
        {"solved": "no", "heard": "yes", "satisfied": "2", "comment": "够不着开关", "key": "k5"},
    )
    assert judged.status_code == 302
    matter = Matter.objects.get()
    assert (matter.level, matter.holder) == (1, world.committee)
    assert "没有解决，重新打开" in resident.get(f"/t/{number}/").content.decode()
    assert list(checks.findings()) == []


def test_a_slip_by_phone_without_an_account(world: World) -> None:
    resident = Client()
    form = {"community": str(world.gh.pk), "door": "3-201", "words": "水压小", "kind": "complaint", "key": "k"}
    first = resident.post("/say/", form)
    assert first.status_code == 302
    assert resident.post("/say/", form).headers["Location"] == first.headers["Location"]
    assert Voice.objects.count() == 1
    page = resident.get(first.headers["Location"]).content.decode()
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}<", page)
    assert resident.get(first.headers["Location"] + "slip.pdf").content.startswith(b"%PDF")
    assert Client().get(first.headers["Location"]).status_code == 404


def test_what_was_typed_is_kept_when_something_is_wrong(world: World) -> None:
    resident = Client()
    answer = resident.post("/say/", {"words": "很长的一段话，不能丢", "kind": "complaint", "key": "k"})
    assert answer.status_code == 422
    assert "很长的一段话，不能丢" in answer.content.decode()


def test_same_name_people_are_told_apart_by_door(world: World) -> None:
    other = Person.objects.create(
        name="王桂芳", name_key="王桂芳", place=world.li.place, place_path=world.li.place_path, added_at=timezone.now()
    )
    worker = signed_in("gh-worker", "worker", world.gh)
    unclear = worker.post("/desk/say/", line(world, door=""))
    assert unclear.status_code == 422
    text = unclear.content.decode()
    assert "3 幢 201" in text
    assert "3 幢 202" in text
    assert Voice.objects.count() == 0
    assert worker.post("/desk/say/", line(world, door="", person=str(other.uuid))).status_code == 302
    assert Voice.objects.get().speaker == other


def test_forty_slips_an_interruption_and_one_print_run(world: World) -> None:
    worker = signed_in("gh-worker", "worker", world.gh)
    stack = worker.post("/desk/stack/").headers["Location"]
    yesterday = due(-1)
    for index in range(40):
        typed = line(world, name="", words=f"第 {index} 张纸条", key=f"s{index}", channel="paper", heard_on=yesterday)
        assert worker.post(stack, typed).status_code == 302
        if index == 20:
            worker = signed_in("gh-worker", "worker", world.gh)
            assert stack in worker.get("/desk/say/").content.decode()
            page = worker.get(stack).content.decode()
            assert f'value="{yesterday}"' in page
            assert 'value="paper" selected' in page
    assert f'data-draft-done="line-{stack.strip("/").split("/")[-1]}"' in worker.get(stack).content.decode()
    pdf = worker.post("/desk/slips/", {"stack": stack.strip("/").split("/")[-1], "key": "run", "as": "pdf"})
    assert pdf.content.startswith(b"%PDF")
    assert Voice.objects.filter(slip_printed_at__isnull=True).count() == 0
    voice = Voice.objects.first()
    assert voice is not None
    assert local_day(voice.heard_at).isoformat() == yesterday
    assert voice.due_at == voice.recorded_at + timedelta(hours=24)


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/say/", "/desk/voices/", "/desk/matters/", "/desk/calls/", "/office/", "/unit/"]
)
def test_passers_by_are_sent_to_the_door(world: World, path: str) -> None:
    assert Client().get(path).headers["Location"].startswith("/in/")


def test_two_workers_edit_one_matter(world: World) -> None:
    worker = signed_in("gh-worker", "worker", world.gh)
    worker.post("/desk/say/", line(world))
    number = Voice.objects.get().thread.number
    worker.post(
        f"/desk/voice/{number}/open/",
        {"title": "灯", "description": "坏了", "category": "shared", "klass": "ordinary", "key": "o"},
    )
    version = str(Matter.objects.get().version)
    edit = {"title": "楼道灯", "description": "二楼坏了", "based_on": version}
    assert worker.post(f"/desk/matter/{number}/edit/", edit).status_code == 302
    late = worker.post(f"/desk/matter/{number}/edit/", {**edit, "description": "我写的另一段"})
    assert late.status_code == 422
    assert "我写的另一段" in late.content.decode()
    assert Matter.objects.get().description == "二楼坏了"


def test_pages_cost_the_same_for_any_number_of_rows(world: World, django_assert_max_num_queries: object) -> None:
    worker = signed_in("gh-worker", "worker", world.gh)
    for index in range(25):
        worker.post("/desk/say/", line(world, words=f"话 {index}", key=f"n{index}"))
    numbers = [voice.thread.number for voice in Voice.objects.select_related("thread")]
    for number in numbers[:22]:
        form = {"title": "灯", "description": "坏了", "category": "shared", "klass": "ordinary", "key": number}
        worker.post(f"/desk/voice/{number}/open/", form)
    for client, path in [
        (Client(), "/"),
        (Client(), "/matters/"),
        (Client(), f"/t/{numbers[0]}/"),
        (Client(), "/register/"),
        (worker, "/desk/"),
        (worker, "/desk/say/"),
        (worker, "/desk/voices/"),
        (worker, "/desk/matters/"),
        (worker, f"/desk/matter/{numbers[0]}/"),
        (worker, f"/desk/voice/{numbers[24]}/"),
    ]:
        client.get(path)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(path).status_code == 200


def test_who_rings_sees_the_number_and_it_is_written_down(world: World) -> None:
    worker = signed_in("gh-worker", "worker", world.gh)
    worker.post("/desk/say/", line(world))
    number = Voice.objects.get().thread.number
    assert world.wang.phone not in worker.get(f"/desk/voice/{number}/").content.decode()
    assert worker.get(f"/desk/phone/{number}/").status_code == 405
    page = signed_in("callback", "callback", world.street).post(f"/desk/phone/{number}/")
    assert world.wang.phone in page.content.decode()
    look = Look.objects.get()
    assert (look.subject, look.field, look.purpose, look.viewer) == (
        world.wang.uuid, "phone", number, world.callback.ref
    )  # fmt: skip
    assert signed_in("yx-worker", "worker", world.yx).post(f"/desk/phone/{number}/").status_code == 404
    assert Look.objects.count() == 1
    assert list(checks.findings()) == []
