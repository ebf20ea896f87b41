"""What `core.people` itself holds about somebody: her row, her household, consents, delegations, her requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.core.gate import Viewer
from mulin.core.people import holdings
from mulin.core.people.holdings import Done, Row
from mulin.core.people.models import Consent, DataRequest, Delegation, Person
from mulin.core.places.models import Place
from mulin.core.records import sealed
from mulin.core.records.models import Sealed
from mulin.core.records.writing import writing

LAST = 100  # the rank of the person herself


def _person(person: Person) -> Iterator[Row]:
    where = _("居民登记")
    facts = [
        (_("姓名"), person.name),
        (_("住在"), _address(person.place)),
        (_("电话"), person.phone),
        (_("出生年份"), str(person.birth_year or "")),
        (_("原来名单里的编号"), person.source_key),
        (_("搬走的日子"), person.left_on.isoformat() if person.left_on else ""),
    ]
    for what, text in facts:
        if text:
            yield Row(person.added_at, what, text, where)
    if person.household is not None:
        others = person.household.people.exclude(pk=person.pk).order_by("pk").values_list("name", flat=True)
        yield Row(person.added_at, _("同住的人"), _("、").join(others) or _("只有一个人"), where)


def _address(place: Place) -> str:
    names = []
    step: Place | None = place
    while step is not None and step.parent is not None:
        names.append(step.title)
        step = step.parent
    return " ".join(reversed(names)) or place.title


def _forget_person(person: Person, by: Viewer, now: datetime) -> Done:  # noqa: ARG001
    count = sum(1 for _row in _person(person))
    household = person.household
    Person.objects.filter(pk=person.pk).delete()
    if household is not None and not household.people.exists():
        household.delete()
    return Done(count)


def _consents(person: Person) -> Iterator[Row]:
    where = _("同意和收回")
    for row in person.consents.select_related("given_by").order_by("pk"):
        said = [str(row.get_purpose_display()), row.subject, row.wording]
        if row.given_by:
            said.append(_("%(name)s代为同意") % {"name": row.given_by.name})
        if row.withdrawn_at:
            said.append(_("%(day)s收回") % {"day": row.withdrawn_at.date().isoformat()})
        yield Row(row.given_at, _("同意过的事"), " · ".join(part for part in said if part), where)


def _forget_consents(person: Person, by: Viewer, now: datetime) -> Done:  # noqa: ARG001
    """Hers go; what she agreed to for others ends, because nobody could show any more who said yes."""
    Consent.objects.filter(given_by=person, withdrawn_at=None).exclude(person=person).update(withdrawn_at=now)
    return Done(person.consents.all().delete()[0])


def _delegations(person: Person) -> Iterator[Row]:
    from mulin.core.people.actions.delegations import ENTRUSTABLE  # noqa: PLC0415 - actions build on holdings

    names = dict(ENTRUSTABLE)
    for row in person.delegations_given.select_related("delegate").order_by("pk"):
        yield Row(row.starts_on, _("委托别人"), _entrusted(row, row.delegate, names), _("委托"))
    for row in person.delegations_held.select_related("principal").order_by("pk"):
        yield Row(row.starts_on, _("受别人委托"), _entrusted(row, row.principal, names), _("委托"))


def _entrusted(row: Delegation, other: Person, names: Mapping[str, object]) -> str:
    purposes = _("、").join(str(names[code]) for code in row.purposes.split(",") if code in names)
    until = row.ends_on.isoformat() if row.ends_on else _("长期")
    said = _("%(name)s：%(purposes)s（%(start)s — %(until)s）")
    return said % {"name": other.name, "purposes": purposes, "start": row.starts_on.isoformat(), "until": until}


def _forget_delegations(person: Person, by: Viewer, now: datetime) -> Done:  # noqa: ARG001
    return Done(person.delegations_given.all().delete()[0] + person.delegations_held.all().delete()[0])


def _requests(person: Person) -> Iterator[Row]:
    stays = _("什么时候申请、怎么答复的，法律要求留三年；写的字和名字会删掉")
    rows = person.data_requests.select_related("thread", "words", "reason", "delegate").order_by("pk")
    for row in rows:
        said = [str(row.get_kind_display()), str(row.get_state_display())]
        if row.delegate:
            said.append(_("%(name)s来办") % {"name": row.delegate.name})
        yield Row(row.asked_at, _("资料申请"), " · ".join(said), row.thread.number, stays)
        for what, text in ((_("申请里写的"), row.words), (_("没有同意的理由"), row.reason)):
            if text is not None and text.text:
                yield Row(row.asked_at, what, text.text, row.thread.number)


def _forget_requests(person: Person, by: Viewer, now: datetime) -> Done:
    gone = 0
    rows = list(person.data_requests.select_related("thread", "words", "reason").order_by("pk"))
    for row in rows:
        gone += forget_words(row, by=by, now=now)
    DataRequest.objects.filter(delegate=person).update(delegate=None)
    reasons = [line.stays for line in _requests(person)]
    return Done(gone, tuple(holdings.kept(reasons)))


def forget_words(row: DataRequest, *, by: Viewer, now: datetime) -> int:
    """Shred what was written in a request and its answer; gives how many texts."""
    texts: list[Sealed] = [text for text in (row.words, row.reason) if text is not None and text.shredded_at is None]
    if texts:
        with writing(by=by, now=now) as writer:
            writer.entry(row.thread, "redacted", {"sealed": [str(text.uuid) for text in texts]}, on_behalf_of="")
            for text in texts:
                sealed.shred(text, now=now)
    return len(texts)


def register() -> None:
    """Name the parts of this package."""
    holdings.register(
        "people",
        gettext_lazy("居民登记"),
        lines=_person,
        erase=_forget_person,
        covers=["people.Person", "people.Household"],
        rank=LAST,
    )
    holdings.register(
        "consents",
        gettext_lazy("同意过的事"),
        lines=_consents,
        erase=_forget_consents,
        covers=["people.Consent"],
        rank=90,
    )
    holdings.register(
        "delegations",
        gettext_lazy("委托"),
        lines=_delegations,
        erase=_forget_delegations,
        covers=["people.Delegation"],
        rank=89,
    )
    holdings.register(
        "requests",
        gettext_lazy("资料申请"),
        lines=_requests,
        erase=_forget_requests,
        covers=["people.DataRequest"],
        rank=10,
    )
