"""Agreeing, and taking it back as easily. Writes no register entry (personal data, erasable)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.core import gate
from mulin.core.events import ConsentWithdrawn, publish
from mulin.core.gate import Viewer
from mulin.core.people import consent
from mulin.core.people.models import Consent, Person, Purpose
from mulin.core.people.queries import facts
from mulin.core.places.normal import tidy
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal

LONGEST_WORDING = 300


def _need(by: Viewer, person: Person) -> None:
    own = bool(by.person) and by.person == str(person.uuid)
    if not own and by.ref != gate.SYSTEM.ref and not gate.may(by, "people.edit", person):
        raise Http404


def give_consent(
    *,
    person: Person,
    purpose: str,
    wording: str,
    by: Viewer,
    now: datetime,
    subject: str = "",
    given_by: Person | None = None,
) -> Consent:
    """Write down that she agreed, to which sentence, when, and who wrote it down; `given_by` agreed for her.

    A yes that still stands is given back as it is.

    Raises
    ------
    Refusal
        No such purpose, no sentence; under 14 without a guardian, or somebody without a delegation for it.
    Http404
        The actor is neither she nor a worker of her place.

    """
    _need(by, person)
    sentence, about = tidy(wording), tidy(subject)
    if purpose not in Purpose.values:
        raise Refusal(_("没有这一项用途。"))
    if not sentence or len(sentence) > LONGEST_WORDING:
        raise Refusal(_("请写下本人同意的那句话，最多 300 个字。"))
    if len(about) > 40:
        raise Refusal(_("同意的事情请写台账号。"))
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        known, day = facts(person), local_day(now)
        if given_by is not None and not consent.may_answer_for(known, str(given_by.uuid), purpose, day):
            raise Refusal(_("%(name)s 没有受托代为同意这一项，请先登记委托。") % {"name": given_by.name})
        if given_by is None and consent.is_child(known.birth_year, day):
            raise Refusal(_("未满十四周岁，要由监护人同意：请先登记监护人的委托。"))
        standing = Consent.objects.filter(
            person=person, purpose=purpose, subject=about, wording=sentence, given_by=given_by, withdrawn_at=None
        ).first()
        return standing or Consent.objects.create(
            person=person,
            purpose=purpose,
            subject=about,
            wording=sentence,
            given_at=now,
            given_by=given_by,
            recorded_by=by.ref,
        )


def withdraw_consent(*, person: Person, purpose: str, by: Viewer, now: datetime, subject: str | None = None) -> int:
    """Take back every yes to a purpose, or only the one for a subject; gives how many. Nothing is refused for it.

    Whatever rests on the purpose hears of it in this transaction, also where the yes was said elsewhere (on a slip).

    Raises
    ------
    Http404
        The actor is neither she nor a worker of her place.

    """
    _need(by, person)
    about = None if subject is None else tidy(subject)
    with transaction.atomic():
        rows = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None)
        if about is not None:
            rows = rows.filter(subject=about)
        count = rows.update(withdrawn_at=now)
        publish(ConsentWithdrawn(str(person.uuid), purpose, about or "", by.ref, now))
    return count
