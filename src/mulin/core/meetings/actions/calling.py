"""Wanting, calling and cancelling a meeting, and what it takes up."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from mulin.core.events import MeetingWanted
from mulin.core.gate import SYSTEM, Viewer
from mulin.core.groups.models import Group
from mulin.core.groups.models import Kind as GroupKind
from mulin.core.meetings.actions.moving import Moving, begin, moving
from mulin.core.meetings.models import AgendaItem, Meeting
from mulin.core.meetings.rules import Phase
from mulin.core.places.models import Place
from mulin.core.places.normal import tidy
from mulin.core.places.permission import need_at
from mulin.core.places.queries import community_of
from mulin.core.places.version import fingerprint
from mulin.core.records import once
from mulin.core.records.days import local_day
from mulin.core.records.models import Thread
from mulin.core.records.numbering import BadNumber, parse
from mulin.core.records.writing import Writer, writing
from mulin.core.refusals import Changed, Refusal

LONGEST_TITLE, LONGEST_ROOM, LONGEST_TEXT = 120, 80, 20_000
EDITED = ("kind", "title", "room", "starts_at", "convenor_id", "notice", "state")


def line(text: str, most: int, missing: str) -> str:
    """One typed line as it may be stored.

    Raises
    ------
    Refusal
        Empty or too long.

    """
    kept = tidy(text)
    if not kept:
        raise Refusal(missing)
    if len(kept) > most:
        raise Refusal(_("最多 %(most)s 个字，现在有 %(now)s 个。") % {"most": most, "now": len(kept)})
    return kept


def paragraphs(text: str, most: int = LONGEST_TEXT) -> str:
    """A longer text as it may be stored.

    Raises
    ------
    Refusal
        Too long.

    """
    kept = text.replace("\x00", "").replace("\r\n", "\n").strip().encode("utf-8", "ignore").decode("utf-8")
    if len(kept) > most:
        raise Refusal(_("最多 %(most)s 个字，现在有 %(now)s 个。") % {"most": most, "now": len(kept)})
    return kept


def _open(writer: Writer, *, kind: str, title: str, place: Place, convenor: Group | None) -> Moving:
    if kind not in Meeting.Kind.values:
        raise Refusal(_("请选一种会。"))
    thread = writer.open(
        kind="meeting",
        place_code=place.code,
        place_path=place.path,
        state=Phase.WANTED.value,
        year=local_day(writer.now).year,
        title=title,
        holder=convenor.name if convenor else "",
        holder_ref=str(convenor.uuid) if convenor else "",
        public=True,
    )
    payload = {"kind": kind, "title": title, "place": place.path, "convenor": str(convenor.uuid) if convenor else ""}
    state = begin(writer, thread, payload)
    meeting = Meeting.objects.create(
        thread=thread, kind=kind, title=title, place=place, place_path=place.path, convenor=convenor, state=state.phase
    )
    return Moving(writer, meeting, state)


def _put(held: Moving, title: str, about: str) -> AgendaItem:
    order = len(held.state.items) + 1
    held.move("item_added", {"order": order, "title": title, "about": about})
    return AgendaItem.objects.create(meeting=held.meeting, order=order, title=title, about=about)


def _community(path: str) -> Place:
    place = community_of(path)
    if place is None:
        raise Refusal(_("没有这个地方。"))
    return place


def waiting_for(number: str, *, besides: Meeting | None = None) -> Meeting | None:
    """The meeting that still has to take up the thread of that number, other than the one that is just ending."""
    item = (
        AgendaItem.objects.filter(
            about=number, disposition="", meeting__state__in=[Meeting.State.WANTED, Meeting.State.NOTICED]
        )
        .exclude(meeting=besides.pk if besides else None)
        .select_related("meeting__thread")
        .order_by("pk")
        .first()
    )
    return item.meeting if item else None


def want(
    *, number: str, title: str, place_path: str, now: datetime, by: Viewer = SYSTEM, besides: Meeting | None = None
) -> Meeting:
    """Ask for a meeting about a thread; one that already waits for it is given back. The office convenes it.

    `besides` is a meeting that is just ending without having decided.

    Raises
    ------
    Refusal
        There is no such place.

    """
    with writing(by=by, now=now) as writer:
        waiting = waiting_for(number, besides=besides)
        if waiting is not None:
            return waiting
        place = _community(place_path)
        office = Group.objects.filter(kind=GroupKind.OFFICE, ended_on=None).order_by("pk").first()
        short = tidy(title)[: LONGEST_TITLE - 3] or number
        held = _open(writer, kind=Meeting.Kind.COUNCIL, title=_("商议：%s") % short, place=place, convenor=office)
        _put(held, short, number)
    return held.meeting


def on_meeting_wanted(event: MeetingWanted) -> None:
    """A matter climbed to the top: in the same transaction a meeting is asked for."""
    want(number=event.number, title=event.title, place_path=event.place_path, now=event.at)


def open_meeting(
    *, kind: str, title: str, place: Place, by: Viewer, now: datetime, convenor: Group | None = None, key: str = ""
) -> Meeting:
    """Begin a meeting that no matter asked for; `call` then sets time and room.

    Raises
    ------
    Refusal
        No title, no such kind, or the place is smaller than a community.
    Http404
        The actor calls no meetings there.

    """
    need_at(by, "meeting.call", place.path)
    if _community(place.path).pk != place.pk:
        raise Refusal(_("会议由社区、村或街道来开。"))
    name = line(title, LONGEST_TITLE, _("请写会议的名称。"))
    with writing(by=by, now=now) as writer:
        earlier = once.claim(key, now=now)
        if earlier is not None:
            return Meeting.objects.select_related("thread").get(thread__number=earlier)
        held = _open(writer, kind=kind, title=name, place=place, convenor=convenor)
        once.settle(key, held.meeting.thread.number)
    return held.meeting


def meeting_version(meeting: Meeting) -> str:
    """What an edit of the call is based on."""
    return fingerprint(meeting, *EDITED)


def call(
    *,
    number: str,
    starts_at: datetime,
    room: str,
    by: Viewer,
    now: datetime,
    convenor: Group | None = None,
    kind: str = "",
    title: str = "",
    notice: str = "",
    based_on: str = "",
    key: str = "",
) -> Meeting:
    """Set time, room, convenor and the words of the notice; calling again changes them until somebody has signed in.

    A meeting written down from paper may lie in the past.

    Raises
    ------
    Refusal
        No room, a year that cannot be meant, or the meeting is over.
    Changed
        Somebody called it differently after `based_on` was read.
    Http404
        No such meeting, or the actor calls no meetings there.

    """
    with moving(number, by=by, now=now, key=key) as held:
        meeting = held.meeting
        if held.again:
            return meeting
        if based_on and meeting_version(meeting) != based_on:
            raise Changed(_("您打开以后，有人改过这个会。您写的还在，请对照新的内容再保存一次。"))
        if kind and kind not in Meeting.Kind.values:
            raise Refusal(_("请选一种会。"))
        host = convenor or meeting.convenor
        payload = {
            "kind": kind or meeting.kind,
            "title": line(title or meeting.title, LONGEST_TITLE, _("请写会议的名称。")),
            "starts_at": starts_at.isoformat(),
            "room": line(room, LONGEST_ROOM, _("请写在哪里开。")),
            "convenor": str(host.uuid) if host else "",
            "notice": paragraphs(notice, 2000),
        }
        held.move("called", payload)
        meeting.convenor = host
    return meeting


def add_item(*, number: str, title: str, by: Viewer, now: datetime, about: str = "", key: str = "") -> AgendaItem:
    """Put something on the agenda, about a register number or free. The same `key` puts it once.

    Raises
    ------
    Refusal
        No title, the number is none, it is there already, or the meeting is over.
    Http404
        No such meeting, or the actor calls no meetings there.

    """
    try:
        thread_number = parse(about) if about.strip() else ""
    except BadNumber as error:
        raise Refusal(str(error)) from error
    with moving(number, by=by, now=now, key=key) as held:
        if held.again:
            last = held.meeting.agenda.order_by("-order").first()
            if last is None:
                raise Http404
            return last
        if thread_number and not Thread.objects.filter(number=thread_number).exists():
            raise Refusal(_("没有 %(number)s 这个台账号。") % {"number": thread_number})
        return _put(held, line(title, LONGEST_TITLE, _("请写议题。")), thread_number)


def cancel(*, number: str, reason: str, by: Viewer, now: datetime, key: str = "") -> Meeting:
    """Call a meeting off; what it should have taken up for a matter waits for another meeting.

    Raises
    ------
    Refusal
        No reason, something was decided already, or the meeting is over.
    Http404
        No such meeting, or the actor calls no meetings there.

    """
    with moving(number, by=by, now=now, key=key) as held:
        if not held.again:
            held.move("cancelled", {"reason": paragraphs(reason, 2000)})
            want_again(held)
    return held.meeting


def want_again(held: Moving) -> None:
    """After the end of a meeting: matters it did not decide wait for another one, asked for in the same transaction."""
    for item in held.state.items.values():
        if item.about and (item.postponed or not item.disposition):
            want(
                number=item.about,
                title=item.title,
                place_path=held.meeting.place_path,
                now=held.writer.now,
                by=held.writer.by,
                besides=held.meeting,
            )
