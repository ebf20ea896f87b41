"""Open311 GeoReport v2 over a real connection, with a client made from the specification, in XML and in JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from georeport import GeoReport
from pytest_django.live_server_helper import LiveServer

from mulin.apps.voice.actions import answering, intake, joining, judging, matters, slips
from mulin.apps.voice.actions.answering import Photo
from mulin.apps.voice.models import Commitment, Posted, Voice
from mulin.core.access.models import ApiKey
from mulin.core.gate import Viewer
from mulin.core.records import checks
from mulin.core.records.days import local_day
from mulin.core.records.models import Entry
from tests.apps.voice.open311.conftest import INSIDE, OUTSIDE, token
from tests.apps.voice.open311.spec import Client
from tests.world import World, photo

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., Client]
WORDS = "三幢二楼的灯不亮，我妈晚上不敢下楼 🌙"


def test_discovery_names_both_endpoints(client_of: Make, live_server: LiveServer) -> None:
    found = Client(f"{live_server.url}/open311", client_of().form).get("discovery").valid("discovery")
    assert [one["type"] for one in found["endpoints"]] == ["production", "test"]
    assert {*found["endpoints"][0]["formats"]} == {"text/xml", "application/json"}
    assert found["endpoints"][0]["url"] == f"{live_server.url}/open311/v2"


def test_services_and_their_questions(client_of: Make) -> None:
    client = client_of()
    services = client.get("services").valid("services")
    assert len(services) == 16
    asking = {one["service_code"] for one in services if one["metadata"]}
    assert asking == {"shared", "utilities", "noise"}
    for code in asking:
        definition = client.get(f"services/{code}").valid("service_definition")
        assert definition["service_code"] == code
        assert [one["order"] for one in definition["attributes"]] == list(range(1, len(definition["attributes"]) + 1))
    assert client.get("services/clean").valid("service_definition")["attributes"] == []


def test_from_a_post_to_the_judged_result(client_of: Make, town: World) -> None:
    client = client_of(token())
    posted = client.post(
        ("attribute[parts][]", "light"),
        ("attribute[parts][]", "stairs"),
        service_code="shared",
        description=WORDS,
        address_string="桂花新村社区 3幢",
        first_name="小满",
        last_name="赵",
        phone="00000002002",
        email="a@example.org",
        media_url="https://example.org/a.jpg",
        **INSIDE,
    )
    assert posted.status == 201
    [row] = posted.valid("posted")
    number = row["service_request_id"]
    voice = Voice.objects.select_related("thread", "words", "place").get(thread__number=number)
    assert voice.words.text == WORDS
    assert (voice.channel, voice.place.path) == ("open311", "BG/GH/3/")
    assert (voice.speaker_name, voice.speaker_phone) == ("赵小满", "00000002002")
    sent = Posted.objects.get(voice=voice)
    assert (sent.lat_e7, sent.lon_e7) == (311050000, 1211050000)
    assert sent.attributes == '{"parts": ["light", "stairs"]}'
    [waiting] = client.get(f"requests/{number}").valid("service_requests")
    assert (waiting["status"], waiting["description"]) == ("open", None)
    assert (waiting["service_code"], waiting["address"], waiting["lat"]) == ("shared", "桂花新村社区", 31.105)
    assert waiting["expected_datetime"] is not None
    assert client.get(f"tokens/{number}").valid("token") == [{"service_request_id": number, "token": number}]

    now = timezone.now()
    matters.open_matter(
        number=number,
        title="三幢楼道灯",
        description="二楼到三楼不亮",
        category="shared",
        klass="ordinary",
        ask=town.property,
        by=town.worker,
        now=now,
    )
    [asked] = client.get(f"requests/{number}").valid("service_requests")
    assert asked["description"] == "三幢楼道灯\n二楼到三楼不亮"
    assert asked["agency_responsible"] == "桂花新村物业"
    answering.promise(number=number, what="换灯", due=local_day(now) + timedelta(days=2), by=town.unit, now=now)
    promise = Commitment.objects.get(matter__thread__number=number)
    answering.deliver(
        number=number, commitment=promise.uuid, text="换好了", photos=[Photo(photo())], by=town.unit, now=now
    )
    assert client.get(f"requests/{number}").value[0]["status"] == "open"  # done is not solved
    secret = row["service_notice"].split("密码 ")[1][:9]  # she who spoke can judge
    assert slips.fits(Voice.objects.select_related("thread").get(pk=voice.pk), secret)
    speaker = Viewer(slips=frozenset({number}))
    judging.judge(voice=number, heard=True, solved=True, satisfied=5, how="slip", by=speaker, now=now)
    [solved] = client.get(f"requests/{number}").valid("service_requests")
    assert (solved["status"], solved["expected_datetime"]) == ("closed", None)
    assert "解决" in solved["status_notes"]
    assert number in {one["service_request_id"] for one in client.get("requests", status="closed").value}
    assert client.get("requests", status="open").value == []
    everything = client.get("requests").body + client.get(f"requests/{number}").body
    for private in (WORDS, "赵小满", "00000002002", "a@example.org", "example.org/a.jpg", "3 幢"):
        assert private.encode() not in everything
    assert list(checks.findings()) == []


def test_a_client_by_somebody_else_reads_the_same(live_server: LiveServer, town: World) -> None:
    client = Client(f"{live_server.url}/open311/v2", "json", token())
    [row] = client.post(service_code="clean", description="垃圾桶满了", **INSIDE).value
    number = row["service_request_id"]
    for form in ("json", "xml"):
        other = GeoReport(f"{live_server.url}/open311/v2", output_format=form)
        assert len(other.get_service_list()) == 16
        assert other.get_service_definition("utilities")["service_code"] == "utilities"
        assert number in str(other.get_service_request(number))
        assert number in str(other.get_service_requests())


def test_the_same_post_again_is_the_same_voice(client_of: Make) -> None:
    client = client_of(token())
    first = client.post(service_code="green", description="树倒了", **INSIDE)
    again = client.post(service_code="green", description="树倒了", **INSIDE)
    other = client.post(service_code="green", description="树倒了", device_id="another", **INSIDE)
    assert (first.status, again.status, other.status) == (201, 200, 201)
    assert first.value == again.value
    assert other.value != first.value
    assert Voice.objects.count() == 2
    Voice.objects.update(recorded_at=timezone.now() - timedelta(days=1, minutes=1))
    anew = client.post(service_code="green", description="树倒了", **INSIDE)
    assert anew.status == 201
    assert Voice.objects.count() == 3


def test_outside_the_street_it_is_kept_and_said(client_of: Make) -> None:
    client = client_of(token())
    [row] = client.post(service_code="other", description="在外地看到的", **OUTSIDE).valid("posted")
    assert "不在百果街道里" in row["service_notice"]
    voice = Voice.objects.select_related("place", "posted").get(thread__number=row["service_request_id"])
    assert (voice.place.path, voice.posted.lat_e7) == ("BG/", 488566000)
    [row] = client.post(service_code="other", description="说不清在哪", address_string="河边那棵大树下").valid("posted")
    assert "看不出是哪个社区" in row["service_notice"]


def test_the_test_endpoint_checks_everything_and_keeps_nothing(client_of: Make) -> None:
    trial = token(ApiKey.Scope.TEST)
    before = Entry.objects.count()
    tested = client_of(trial, "test/v2").post(service_code="clean", description="试一试", **INSIDE)
    assert tested.status == 201
    assert tested.valid("posted")[0]["service_request_id"].startswith("TEST-")
    assert client_of(trial, "test/v2").post(service_code="clean", description="", lat="x", long="y").status == 400
    refused = client_of(trial).post(service_code="clean", description="试一试", **INSIDE)
    assert refused.status == 403
    refused.valid("errors")
    assert (Voice.objects.count(), Entry.objects.count()) == (0, before)


def test_linked_voices_lead_to_their_matter(client_of: Make, town: World) -> None:
    client, now = client_of(token()), timezone.now()
    numbers = [
        client.post(service_code="green", description=f"树要倒了 {n}", **INSIDE).value[0]["service_request_id"]
        for n in range(3)
    ]
    matters.open_matter(
        number=numbers[0],
        title="河边的树",
        description="要倒",
        category="green",
        klass="ordinary",
        by=town.worker,
        now=now,
    )
    joining.link(voice=numbers[1], matter=numbers[0], by=town.worker, now=now)
    intake.answer(number=numbers[2], text="已经去看了", by=town.worker, now=now)
    rows = {one["service_request_id"]: one for one in client.get("requests", service_code="green").value}
    assert numbers[0] in rows[numbers[1]]["status_notes"]
    assert rows[numbers[1]]["description"].startswith("河边的树")
    assert [rows[number]["status"] for number in numbers] == ["open", "open", "closed"]
    listed = client.get("requests", service_request_id=",".join(numbers[:2]), status="closed").value
    assert {one["service_request_id"] for one in listed} == {*numbers[:2]}  # numbers override everything else
    assert len(client.get("requests", page="2", page_size="2").value) == 1
