"""Her rights in her own data: a copy, a correction, erasure; asked, answered, refused with a reason.

These are the only actions of this package that write register entries: that somebody asked and was answered has to be
provable. The entries hold references and seals, never what was asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.people import consent
from mulin.core.people.actions.delegations import RIGHTS
from mulin.core.people.actions.registering import edit_person
from mulin.core.people.erasing import Forgotten, forget
from mulin.core.people.models import DataRequest, Person
from mulin.core.people.queries import facts
from mulin.core.people.telling import KIND
from mulin.core.places.actions import door
from mulin.core.places.models import Place
from mulin.core.places.normal import tidy
from mulin.core.places.permission import need_at
from mulin.core.places.queries import community_of, community_path
from mulin.core.records import once
from mulin.core.records.days import local_day
from mulin.core.records.sealed import seal
from mulin.core.records.writing import Writer, writing
from mulin.core.refusals import Refusal

ANSWER_DAYS = 15  # local default; GB/T 35273-2020, 8.7 allows thirty
LONGEST = 1000
FIELDS = [
    ("name", gettext_lazy("姓名")),
    ("phone", gettext_lazy("电话")),
    ("birth_year", gettext_lazy("出生年份")),
    ("address", gettext_lazy("住在哪里")),
    ("other", gettext_lazy("别的")),
]
Kind, Channel, Proof, State = DataRequest.Kind, DataRequest.Channel, DataRequest.Proof, DataRequest.State


@dataclass(frozen=True)
class Wrong:
    """What is wrong and what is right, as she says it."""

    field: str
    wrong: str
    right: str

    def text(self) -> str:
        """As it is sealed."""
        return json.dumps({"field": self.field, "wrong": self.wrong, "right": self.right}, ensure_ascii=False)

    @classmethod
    def of(cls, row: DataRequest) -> Wrong | None:
        """What a request says, while it has not been shredded."""
        if row.kind != Kind.CORRECTION or row.words is None or not row.words.text:
            return None
        return cls(**json.loads(row.words.text))


def _need_proof(person: Person, proof: str, delegate: Person | None, by: Viewer, now: datetime) -> None:
    own = bool(by.person) and by.person == str(person.uuid)
    if proof not in Proof.values or (own and proof != Proof.CARD):
        raise Refusal(_("请选是怎么证明身份的。"))
    day, known = local_day(now), facts(person)
    if (proof == Proof.DELEGATE) != (delegate is not None):
        raise Refusal(_("受托人来办的，请选是哪一位；本人来办的，不选受托人。"))
    if delegate is not None and not consent.may_answer_for(known, str(delegate.uuid), RIGHTS, day):
        raise Refusal(_("%(name)s 今天没有受托办这件事，请先登记委托。") % {"name": delegate.name})
    if delegate is None and proof != Proof.KIN and consent.is_child(known.birth_year, day):
        raise Refusal(_("未满十四周岁，要由监护人来申请：请先登记监护人的委托。"))


def _need(by: Viewer, person: Person) -> None:
    own = bool(by.person) and by.person == str(person.uuid)
    if not own and not gate.may(by, "people.edit", person):
        raise Http404


def ask(
    *,
    person: Person,
    kind: str,
    proof: str,
    by: Viewer,
    now: datetime,
    channel: str = Channel.COUNTER,
    delegate: Person | None = None,
    wrong: Wrong | None = None,
    note: str = "",
    key: str = "",
) -> DataRequest:
    """Write down that she asks, how she proved who she is, and by when she has to be answered.

    Raises
    ------
    Refusal
        No such request, no proof, a delegate without a delegation for it, a child without her guardian, or nothing is
        said of what is wrong.
    Http404
        The actor is neither she nor a worker of her place.

    """
    _need(by, person)
    if kind not in Kind.values or channel not in Channel.values:
        raise Refusal(_("请选要什么：副本、改正，还是删除。"))
    if (kind == Kind.CORRECTION) != (wrong is not None):
        raise Refusal(_("请写下哪里不对、应该是什么。"))
    _need_proof(person, proof, delegate, by, now)
    said = _checked(wrong).text() if wrong else tidy(note)[:LONGEST]
    own = by.person == str(person.uuid)
    with writing(by=by, now=now, on_behalf_of="" if own else str(person.uuid)) as writer:
        earlier = once.claim(key, now=now)
        if earlier is not None:
            return DataRequest.objects.select_related("thread").get(uuid=earlier)
        home = community_of(person.place_path)
        due = local_day(now) + timedelta(days=ANSWER_DAYS)
        thread = writer.open(
            kind=KIND,
            place_code=home.code if home else person.place_path.split("/")[0],
            place_path=community_path(person.place_path) or person.place_path,
            state=State.OPEN,
            year=local_day(now).year,
            title="资料申请",
        )
        words, reference = seal(said) if said else (None, None)
        row = DataRequest.objects.create(
            thread=thread,
            person=person,
            delegate=delegate,
            place_path=person.place_path,
            kind=kind,
            channel=channel,
            proof=proof,
            words=words,
            asked_at=now,
            due_on=due,
            recorded_by=by.ref,
        )
        writer.entry(
            thread,
            "rights.asked",
            {
                "kind": kind,
                "channel": channel,
                "proof": proof,
                "delegate": str(delegate.uuid) if delegate else "",
                "due": due.isoformat(),
                "words": reference,
            },
        )
        once.settle(key, str(row.uuid))
    return row


def _checked(wrong: Wrong) -> Wrong:
    if wrong.field not in dict(FIELDS) or not tidy(wrong.right):
        raise Refusal(_("请写下哪里不对、应该是什么。"))
    return Wrong(wrong.field, tidy(wrong.wrong)[:LONGEST], tidy(wrong.right)[:LONGEST])


@contextmanager
def _answering(
    request: DataRequest, kind: str, verb: str, by: Viewer, now: datetime
) -> Iterator[tuple[Writer, DataRequest]]:
    """The open request of that kind, locked; what is set on it is saved when the block ends."""
    need_at(by, verb, request.place_path)
    with writing(by=by, now=now) as writer:
        writer.lock(request.thread.number)
        row = DataRequest.objects.select_related("thread", "words", "person__place").get(pk=request.pk)
        if row.state != State.OPEN:
            raise Refusal(_("这份申请已经答复过了。"))
        if row.person is None or (kind and row.kind != kind):
            raise Http404
        writer.on_behalf_of = str(row.person.uuid)
        yield writer, row
        row.answered_at, row.answered_by = now, by.ref
        row.save()
        writer.face(row.thread, state=row.state)


def give_copy(*, request: DataRequest, by: Viewer, now: datetime) -> DataRequest:
    """Hand out the copy: from here on the worker who does it may print it for a while.

    Raises
    ------
    Refusal
        It was given already.
    Http404
        No request for a copy, or not a worker of the place.

    """
    with _answering(request, Kind.COPY, "people.edit", by, now) as (writer, row):
        row.state = State.DONE
        writer.entry(row.thread, "rights.given", {"proof": row.proof})
    return row


def correct(*, request: DataRequest, by: Viewer, now: datetime) -> DataRequest:
    """Do what she asked, by the same action a worker uses; "something else" was done by hand before.

    Raises
    ------
    Refusal
        What she says is right cannot be stored, or it was answered already.
    Http404
        No such request, or not a worker of the place.

    """
    with _answering(request, Kind.CORRECTION, "people.edit", by, now) as (writer, row):
        wrong = Wrong.of(row)
        if wrong is None or row.person is None:
            raise Http404
        _apply(row.person, wrong, by=by, now=now)
        row.state = State.DONE
        writer.entry(row.thread, "rights.corrected", {"field": wrong.field})
    return row


def _apply(person: Person, wrong: Wrong, *, by: Viewer, now: datetime) -> None:
    name, year, phone = person.name, person.birth_year, None
    place: Place | None = None
    if wrong.field == "name":
        name = wrong.right
    elif wrong.field == "birth_year":
        if not wrong.right.isdecimal():
            raise Refusal(_("出生年份请写四位数字。"))
        year = int(wrong.right)
    elif wrong.field == "phone":
        phone = wrong.right
    elif wrong.field == "address":
        home = community_of(person.place_path)
        if home is None:
            raise Refusal(_("没有查到这位居民住的社区。"))
        place = door(community=home, text=wrong.right, by=by, now=now)
    else:
        return
    edit_person(person=person, name=name, birth_year=year, phone=phone, place=place, by=by, now=now)


def refuse(*, request: DataRequest, reason: str, by: Viewer, now: datetime) -> DataRequest:
    """Say no, and why; she gets it in writing (Personal Information Protection Law, article 50).

    Raises
    ------
    Refusal
        No reason, or it was answered already.
    Http404
        Not a worker of the place.

    """
    why = tidy(reason)[:LONGEST]
    if not why:
        raise Refusal(_("不同意要写明理由，本人有权知道为什么。"))
    with _answering(request, "", "people.edit", by, now) as (writer, row):
        row.reason, reference = seal(why)
        row.state = State.REFUSED
        writer.entry(row.thread, "rights.refused", {"reason": reference})
    return row


def erase(*, request: DataRequest, by: Viewer, now: datetime) -> list[Forgotten]:
    """Forget her everywhere, as she asked; what had to stay is kept with its reason in figures.

    Raises
    ------
    Refusal
        It was answered already, or a part cannot forget her yet.
    Http404
        No request for erasure, or the actor may not erase there.

    """
    with _answering(request, Kind.ERASURE, "people.erase", by, now) as (writer, row):
        person = row.person
        if person is None:
            raise Http404
        done = forget(person=person, by=by, now=now)
        row.person = row.delegate = None
        if row.words is not None:
            row.words.refresh_from_db()
        row.state = State.DONE
        row.result = json.dumps(
            [
                {"part": each.holding.name, "gone": each.done.gone, "kept": [list(pair) for pair in each.done.kept]}
                for each in done
                if each.done.gone or each.done.kept
            ],
            ensure_ascii=False,
        )
        gone = sum(each.done.gone for each in done)
        kept = sum(count for each in done for count, _why in each.done.kept)
        writer.entry(row.thread, "rights.erased", {"gone": gone, "kept": kept})
    return done
