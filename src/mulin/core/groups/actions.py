"""Changing groups, memberships and offices.

None of these writes a register entry: no thread runs through a group. An office that an election gives stands on the
election's thread, a commitment on the thread of its matter.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mulin.core.gate import Viewer
from mulin.core.groups.models import Group, Kind, Level, Membership, Office
from mulin.core.groups.queries import NAMES
from mulin.core.people.models import Person
from mulin.core.places.actions import clean_name
from mulin.core.places.models import Place
from mulin.core.places.normal import name_key, tidy
from mulin.core.places.permission import need_at
from mulin.core.places.version import fingerprint
from mulin.core.records.days import local_day
from mulin.core.refusals import Changed, Refusal

LONGEST_NAME, LONGEST_ENGLISH, LONGEST_KEY, LONGEST_TITLE = 80, 120, 60, 40
ANSWERING = {Kind.COMMITTEE, Kind.PROPERTY, Kind.UNIT, Kind.BUREAU, Kind.OFFICE}
LEVELS = {Kind.COMMITTEE: Level.COMMUNITY, Kind.OFFICE: Level.STREET}
EDITED = ("name", "name_en", "phone", "hours", "answers", "ended_on")


def check_day(day: date) -> None:
    """Insist on a year that can be meant.

    Raises
    ------
    Refusal
        It is mistyped.

    """
    if not 1900 <= day.year <= 2100:
        raise Refusal(_("日子的年份不对：%(day)s。") % {"day": day})


def found_group(
    *,
    key: str,
    kind: str,
    name: str,
    place: Place,
    by: Viewer,
    now: datetime,  # noqa: ARG001
    answers: bool | None = None,
    level: int | None = None,
    parent: Group | None = None,
    name_en: str = "",
    phone: str = "",
    hours: str = "",
) -> Group:
    """Found a group; units and committees answer for matters unless said otherwise. Writes no register entry.

    Raises
    ------
    Refusal
        Name, key or kind is none, or the key is taken.
    Http404
        The actor may not edit groups there.

    """
    need_at(by, "places.edit", place.path)
    kept, short = clean_name(name, LONGEST_NAME), tidy(key)
    if kind not in Kind.values:
        raise Refusal(_("没有这一类组织。"))
    if not short or len(short) > LONGEST_KEY:
        raise Refusal(_("请写组织的代号，最多 60 个字，比如 GH:property。"))
    taken = Refusal(_("代号 %(code)s 已经有了。") % {"code": short})
    if Group.objects.filter(key=short).exists():
        raise taken
    try:
        with transaction.atomic():
            NAMES.changed()
            return Group.objects.create(
                key=short,
                kind=kind,
                name=kept,
                name_key=name_key(kept, LONGEST_NAME),
                place=place,
                place_path=place.path,
                parent=parent,
                name_en=tidy(name_en)[:LONGEST_ENGLISH],
                answers=Kind(kind) in ANSWERING if answers is None else answers,
                level=LEVELS.get(Kind(kind), Level.UNIT) if level is None else level,
                phone=tidy(phone)[:40],
                hours=tidy(hours)[:80],
            )
    except IntegrityError as raced:  # somebody took the key in this very moment
        raise taken from raced


def group_version(group: Group) -> str:
    """What an edit of the group is based on."""
    return fingerprint(group, *EDITED)


def edit_group(
    *,
    group: Group,
    name: str,
    by: Viewer,
    now: datetime,  # noqa: ARG001
    name_en: str = "",
    phone: str = "",
    hours: str = "",
    answers: bool | None = None,
    based_on: str = "",
) -> Group:
    """Correct names, telephone, hours, and whether it answers for matters. Writes no register entry.

    Raises
    ------
    Refusal
        The name is none.
    Changed
        Somebody changed it after `based_on` was read.
    Http404
        The actor may not edit groups there.

    """
    need_at(by, "places.edit", group.place_path)
    kept = clean_name(name, LONGEST_NAME)
    with transaction.atomic():
        row = Group.objects.select_for_update(no_key=True).get(pk=group.pk)
        if based_on and group_version(row) != based_on:
            raise Changed(_("您打开以后，有人改过这个组织。您写的还在，请对照新的内容再保存一次。"))
        row.name, row.name_key = kept, name_key(kept, LONGEST_NAME)
        row.name_en = tidy(name_en)[:LONGEST_ENGLISH]
        row.phone, row.hours = tidy(phone)[:40], tidy(hours)[:80]
        row.answers = row.answers if answers is None else answers
        NAMES.changed()
        row.save(update_fields=["name", "name_key", "name_en", "phone", "hours", "answers"])
    return row


def end_group(*, group: Group, by: Viewer, now: datetime, on: date | None = None) -> Group:
    """Dissolve a group: from that day it can be asked nothing new. Memberships and offices end with it.

    Raises
    ------
    Refusal
        It ended before, or the day makes no sense.
    Http404
        The actor may not edit groups there.

    """
    need_at(by, "places.edit", group.place_path)
    day = on or local_day(now)
    check_day(day)
    with transaction.atomic():
        row = Group.objects.select_for_update(no_key=True).get(pk=group.pk)
        if row.ended_on is not None:
            raise Refusal(_("%(name)s 已经撤销了。") % {"name": row.title})
        row.ended_on = day
        row.save(update_fields=["ended_on"])
        Membership.objects.filter(group=row, ends_on=None, starts_on__lte=day).update(ends_on=day)
        Office.objects.filter(group=row, ends_on=None, starts_on__lt=day).update(ends_on=day)
    return row


def join(*, group: Group, person: Person, by: Viewer, now: datetime, on: date | None = None) -> Membership:
    """Let somebody belong to the group from a day; who belongs already stays as she is. Writes no register entry.

    Raises
    ------
    Refusal
        The group has ended, or the day makes no sense.
    Http404
        The actor may not edit groups there.

    """
    need_at(by, "places.edit", group.place_path)
    day = on or local_day(now)
    check_day(day)
    with transaction.atomic():
        row = Group.objects.select_for_update(no_key=True).get(pk=group.pk)
        if row.ended_on is not None:
            raise Refusal(_("%(name)s 已经撤销了。") % {"name": row.title})
        standing = Membership.objects.filter(group=row, person=person, ends_on=None).first()
        return standing or Membership.objects.create(group=row, person=person, starts_on=day)


def leave(*, group: Group, person: Person, by: Viewer, now: datetime, on: date | None = None) -> Membership:
    """Let somebody's membership end with a day.

    Raises
    ------
    Refusal
        She does not belong, or the day lies before she joined.
    Http404
        The actor may not edit groups there.

    """
    need_at(by, "places.edit", group.place_path)
    day = on or local_day(now)
    with transaction.atomic():
        row = Membership.objects.select_for_update().filter(group=group, person=person, ends_on=None).first()
        if row is None:
            raise Refusal(_("%(name)s 现在不在这个组织里。") % {"name": person.name})
        if day < row.starts_on:
            raise Refusal(_("结束的日子不能早于开始的日子。"))
        row.ends_on = day
        row.save(update_fields=["ends_on"])
    return row


def appoint(
    *,
    group: Group,
    title: str,
    starts_on: date,
    by: Viewer,
    now: datetime,  # noqa: ARG001
    person: Person | None = None,
    holder_name: str = "",
    ends_on: date | None = None,
) -> Office:
    """Give an office of the group to somebody for a term; one person may hold two. Writes no register entry.

    The holder's name is public with the office. Without a person row `holder_name` says who it is.

    Raises
    ------
    Refusal
        Title or holder is missing, the group has ended, or the term ends before it starts.
    Http404
        The actor may not edit groups there.

    """
    need_at(by, "places.edit", group.place_path)
    office, name = tidy(title), person.name if person else clean_name(holder_name, 120)
    if not office or len(office) > LONGEST_TITLE:
        raise Refusal(_("请写职务，最多 40 个字。"))
    check_day(starts_on)
    if ends_on is not None:
        check_day(ends_on)
        if ends_on <= starts_on:
            raise Refusal(_("任期结束要在开始之后。"))
    if group.ended_on is not None and starts_on > group.ended_on:
        raise Refusal(_("%(name)s 已经撤销了。") % {"name": group.title})
    return Office.objects.create(
        group=group, title=office, person=person, holder_name=name, starts_on=starts_on, ends_on=ends_on
    )


def end_office(*, office: Office, by: Viewer, now: datetime, on: date | None = None) -> Office:
    """End an office before its term (or now, when it had none).

    Raises
    ------
    Refusal
        The day is not after its start, or it ended before.
    Http404
        The actor may not edit groups there.

    """
    need_at(by, "places.edit", office.group.place_path)
    day = on or local_day(now)
    check_day(day)
    with transaction.atomic():
        row = Office.objects.select_for_update(of=("self",)).select_related("group").get(pk=office.pk)
        if day <= row.starts_on:
            raise Refusal(_("任期结束要在开始之后。"))
        if row.ends_on is not None and row.ends_on <= day:
            raise Refusal(_("这个任期已经结束了。"))
        row.ends_on = day
        row.save(update_fields=["ends_on"])
    return row
