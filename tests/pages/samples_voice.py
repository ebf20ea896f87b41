"""Pages of a voice's way: said, made a matter, promised, delivered, judged; for residents, workers, units, office."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from mulin.apps.voice.actions import answering, categories, diary, intake, matters, sheets
from mulin.apps.voice.actions.answering import Photo
from mulin.apps.voice.actions.diary_handover import hand_over
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import CallRequest, Commitment, Learnt, Sheet, Topic
from mulin.core.access.capabilities import ROLES
from mulin.core.access.models import Login
from mulin.core.access.viewers import SLIPS, viewer_of
from mulin.core.gate import Grant
from mulin.core.people.models import Person
from mulin.core.places.models import Place
from mulin.core.records.days import local_day
from tests import world as street
from tests.browsers import signed_in
from tests.pages.samples import not_a_page, page, world

SAID = {
    "running": "楼道灯不亮，晚上不敢下楼。",
    "done": "水管滴水滴了半个月。",
    "waiting": "门口的石阶松了，下雨天滑。",
}
NUMBERS: dict[str, str] = {}  # of the three, each time the rows are made anew
ENTRY = UUID("7d3f7c1e-2f43-4d26-9f0a-53a1c9b7c0d1")
STACK = "7d3f7c1e-2f43-4d26-9f0a-53a1c9b7c001"


@world
def a_year_in_small() -> None:
    """One matter on its way, one done and waiting to be judged, one voice nobody has answered."""
    made = street.build()
    now = timezone.now()
    due = local_day(now) + timedelta(days=2)
    for which, words in SAID.items():
        speaker = Speaker(person=made.wang)
        slip = intake.record(by=made.worker, now=now, words=words, channel="counter", place=made.door, speaker=speaker)
        NUMBERS[which] = slip.voice.thread.number
    for which, title in (("running", "3 幢楼道灯不亮"), ("done", "3 幢水管滴水")):
        matters.open_matter(
            number=NUMBERS[which],
            title=title,
            description="二楼到三楼，住户看得见。",
            category="shared",
            klass="ordinary",
            ask=made.property,
            by=made.worker,
            now=now,
        )
        answering.promise(number=NUMBERS[which], what="周六前修好", due=due, by=made.unit, now=now, key=which)
    for form in Sheet.Form.values:
        sheets.print_sheets(form=form, place=made.gh, copies=1, by=made.worker, now=now)
    alike = intake.record(by=made.worker, now=now, words=SAID["waiting"], channel="counter", place=made.door)
    topic = Topic.objects.create(
        rank=1,
        place_path="BG/GH/",
        place="桂花新村社区",
        words="石阶、松了",
        people=3,
        first_at=now,
        last_at=now,
        heat=250,
        made_at=now,
    )
    topic.voices.set([alike.voice])
    learnt = Learnt.objects.create(
        version=1,
        made_at=now,
        examples=240,
        last_decision=0,
        sha256="0" * 64,
        measured=240,
        right=891,
        right_of_three=988,
        sure=512,
        sure_right=984,
        table='{"shared shared":101,"shared utilities":7}',
    )
    Learnt.objects.create(version=2, made_at=now, examples=250, last_decision=0, sha256="1" * 64, in_use=True)
    joined = matters.open_matter(
        number=alike.voice.thread.number,
        title="石阶松了",
        description="单元门口。",
        category="other",
        klass="ordinary",
        by=made.worker,
        now=now,
    )
    categories.recategorise(
        number=joined.thread.number, category="shared", reason="是公共设施", by=made.worker, now=now
    )
    assert learnt.right_share == "89.1 %"
    answering.want_call(number=NUMBERS["running"], text="问她周六在不在家", by=made.unit, now=now)
    answering.deliver(
        number=NUMBERS["done"],
        commitment=Commitment.objects.get(matter__thread__number=NUMBERS["done"]).uuid,
        text="换了一段水管",
        photos=[Photo(street.photo())],
        by=made.unit,
        now=now,
    )


def sheet_of(form: str) -> dict[str, Any]:
    return {"code": Sheet.objects.get(form=form).code}


@world
def a_diary() -> None:
    """An entry with a person, a thing pressed for, and a voice drawn from it."""
    now = timezone.now()
    worker = viewer_of(Login.objects.get(username="gh-worker"), today=local_day(now))
    worker = replace(worker, grants=tuple(Grant(verb, "BG/GH/") for verb in ROLES["worker"].verbs))
    community = Place.objects.get(path="BG/GH/")
    pressed = diary.Settled("watched", whom="物业", due_on=local_day(now) - timedelta(days=1))
    note = diary.Note(
        text="灯不亮，儿子不在身边。\n" * 3,
        community=community,
        door="3-201",
        heard_at=now,
        written_at=now,
        follow_on=local_day(now),
        settled=pressed,
        uuid=ENTRY,
    )
    diary.write(note=note, by=worker, now=now)
    wang = Person.objects.get(name="王桂芳")
    diary.tag(uuid=ENTRY, people=[str(wang.uuid)], household="", by=worker, now=now)
    diary.draw(uuid=ENTRY, words="灯不亮。", place=wang.place, person=wang, by=worker, now=now)

    colleague = Login.objects.get(username="gh-colleague")
    theirs = replace(worker, ref=f"login:{colleague.uuid}", name="gh-colleague")
    diary.write(note=replace(note, uuid=uuid4()), by=theirs, now=now)
    hand_over(successor=Login.objects.get(username="gh-worker").uuid, by=theirs, now=now)


def colleague() -> dict[str, Any]:
    return {"uuid": Login.objects.get(username="gh-colleague").uuid}


def wang() -> dict[str, Any]:
    return {"uuid": Person.objects.get(name="王桂芳").uuid}


def of(which: str) -> dict[str, Any]:
    return {"number": NUMBERS[which]}


def _as(client: Client, name: str, role: str | None, path: str) -> None:
    client.cookies.update(signed_in(name, role, Place.objects.get(path=path)).cookies)


def as_worker(client: Client) -> None:
    _as(client, "gh-worker", "worker", "BG/GH/")


def as_unit(client: Client) -> None:
    _as(client, "unit-gh-property", None, "BG/GH/")


def as_office(client: Client) -> None:
    _as(client, "office-1", "office", "BG/")


def with_slip(which: str, client: Client) -> None:
    session = client.session
    session[SLIPS] = [NUMBERS[which]]
    session.save()
    client.cookies["session"] = session.session_key


running, done, waiting = (partial(of, which) for which in ("running", "done", "waiting"))
her_slip = partial(with_slip, "done")

page("voice:say")
page("voice:said", done, prepare=her_slip)
page("voice:matters")
page("voice:matters", query="?state=running")
page("voice:find", query="?number=12", status=422)
page("voice:thread", running)
page("voice:thread", done)
page("voice:large", done)
page("voice:slip_door")
page("voice:slip", done, prepare=her_slip)
page("voice:judge", done, prepare=her_slip)
for name in ("more", "again", "confirm", "show", "hide", "withdraw", "forget"):
    page(f"voice:{name}", done, prepare=her_slip)
page("voice:intake", sign_in=as_worker, desk=True)
page("voice:stack", lambda: {"stack": STACK}, sign_in=as_worker, desk=True)
page("voice:sheets", sign_in=as_worker, desk=True)
for form in Sheet.Form.values:
    page("voice:sheet", partial(sheet_of, form), sign_in=as_worker, desk=True)
page("voice:hers", waiting, sign_in=as_worker, desk=True)
page("voice:diary", sign_in=as_worker, desk=True)
page("voice:diary", query="?q=不亮", sign_in=as_worker, desk=True)
page("voice:diary_due", sign_in=as_worker, desk=True)
page("voice:diary_entry", lambda: {"uuid": ENTRY}, sign_in=as_worker, desk=True)
page("voice:diary_do", lambda: {"uuid": ENTRY, "what": "add"}, sign_in=as_worker, desk=True)
page("voice:diary_shell", desk=True)
page("voice:diary_handover", sign_in=as_worker, desk=True)
page("voice:diary_handed", colleague, sign_in=as_worker, desk=True)
page("voice:diary_about", wang, sign_in=as_worker, desk=True)
for volume in ("diary_volume", "diary_part", "diary_volume_of", "diary_part_of"):
    not_a_page(f"voice:{volume}", "a PDF")
not_a_page("voice:diary_who", "JSON for the diary's own script")
not_a_page("voice:diary_worker", "the service worker")
page("voice:pile", sign_in=as_worker, desk=True)
page("voice:voice_desk", waiting, sign_in=as_worker, desk=True)
page("voice:voice_do", lambda: waiting() | {"what": "open"}, sign_in=as_worker, desk=True)
page("voice:desk", sign_in=as_worker, desk=True)
page("voice:matter_desk", running, sign_in=as_worker, desk=True)
page("voice:matter_do", lambda: running() | {"what": "note"}, sign_in=as_worker, desk=True)
page("notifications:waiting", sign_in=as_worker, desk=True)
page("voice:calls", sign_in=as_worker, desk=True)
page("voice:call_done", lambda: {"pk": CallRequest.objects.get().pk}, sign_in=as_worker, desk=True)
page("voice:judge_desk", done, sign_in=as_worker, desk=True)
page("voice:unit", sign_in=as_unit, desk=True)
page("voice:unit_say", sign_in=as_unit, desk=True)
page("voice:unit_matter", running, sign_in=as_unit, desk=True)
page("voice:unit_do", lambda: running() | {"what": "report"}, sign_in=as_unit, desk=True)
page("voice:office", sign_in=as_office, desk=True)
page("voice:rates", query="?by=unit&span=12")
page("voice:rate_rows", query="?rate=satisfied&part=silent")
page("voice:routes", sign_in=as_office, desk=True)
page("voice:topics", sign_in=as_office, desk=True)
page("voice:topic", lambda: {"name": Topic.objects.get().uuid}, sign_in=as_office, desk=True)
page("voice:categories", sign_in=as_office, desk=True)
page("voice:new_category", sign_in=as_office, desk=True)
page("voice:category", lambda: {"code": "parking"}, sign_in=as_office, desk=True)
page("voice:said", waiting, prepare=partial(with_slip, "waiting"))
page("voice:rules", sign_in=as_office, desk=True)
page("voice:rule", lambda: {"code": "ordinary"}, sign_in=as_office, desk=True)
page("records:calendar", query="?year=2026", sign_in=as_office, desk=True)
for name in ("told", "phone"):
    not_a_page(f"notifications:{name}", "a button")
not_a_page("notifications:doors_pdf", "a PDF")
not_a_page("voice:scanned", "leads on: a worker to typing in, everybody else to the phone")
for name in ("print_sheets", "her_sheet"):
    not_a_page(f"voice:{name}", "a button that makes a PDF")
for name in ("new_stack", "print_run"):
    not_a_page(f"voice:{name}", "a button; asked for by hand it leads back to the line")
for name in ("said_pdf", "large_pdf"):
    not_a_page(f"voice:{name}", "a PDF")
for way in ("open311", "open311_test"):
    for name in ("services", "requests"):
        for form in ("", "_json", "_xml"):
            not_a_page(f"voice:{way}_{name}{form}", "XML or JSON for programs")
    for name in ("service", "request", "token"):
        not_a_page(f"voice:{way}_{name}", "XML or JSON for programs")
for form in ("", "_json", "_xml"):
    not_a_page(f"voice:open311{form}", "XML or JSON for programs")
for name in ("desk_csv", "desk_json"):
    not_a_page(f"voice:{name}", "a file")
