"""Those who spoke judge; nobody else. What follows from it is computed here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import Http404
from django.utils.translation import gettext as _

from mulin.apps.voice.actions.clocks import deadline, version_of
from mulin.apps.voice.actions.intake import for_whom, take_voice
from mulin.apps.voice.actions.moving import Moving, take
from mulin.apps.voice.models import Evaluation, Matter, Voice
from mulin.apps.voice.rules.judgement import SAY_AGAIN_DAYS, Verdict, verdict
from mulin.apps.voice.rules.matter import MEETING_LEVEL, Outcome, Phase
from mulin.core import gate
from mulin.core.events import MatterClosed, MatterReopened, MeetingWanted, publish
from mulin.core.gate import SYSTEM, Viewer
from mulin.core.groups.queries import committee_of, office_of_street
from mulin.core.records import once
from mulin.core.records.sealed import seal
from mulin.core.records.writing import writing
from mulin.core.refusals import Refusal


def _may_judge(by: Viewer, voice: Voice, moving: Moving, how: str) -> None:
    if by.groups & moving.state.owners:
        raise Refusal(_("办这件事的单位不能评，也不能替人记评议。"))
    own = gate.may(by, "own", voice)
    if how in {Evaluation.How.SLIP, Evaluation.How.CARD}:
        if not own:
            raise Http404
    elif not gate.may(by, "voice.judge", voice):
        raise Http404
    speaker = str(voice.speaker.uuid) if voice.speaker else ""
    if by.ref and by.ref == voice.recorded_by and by.person != speaker:
        raise Refusal(_("当初记录的人不能替人记评议，请换一位同事打电话。"))


def judge(
    *,
    voice: str,
    heard: bool,
    solved: bool,
    satisfied: int,
    how: str,
    by: Viewer,
    now: datetime,
    comment: str = "",
    key: str = "",
) -> Matter:
    """Say whether one was heard, whether it is solved, how satisfied one is.

    By the speaker with slip or card, or recorded for her by somebody who is neither of the unit nor the recorder.

    Raises
    ------
    Refusal
        It is not the time, she judged already, or this person may not enter it.
    Http404
        Not her voice, and no worker of its place.
    """
    if not 1 <= satisfied <= 5:
        raise Refusal(_("满意程度请选 1 到 5。"))
    with writing(by=by, now=now) as writer:
        used = once.claim(key, now=now) is not None
        number = _matter_of(voice)
        moving = take(writer, number)
        if used:
            return moving.matter
        row = take_voice(voice)
        if row.state == Voice.State.WITHDRAWN:
            raise Refusal(_("这条民声已经收回了。"))
        _may_judge(by, row, moving, how)
        sealed, comment_ref = seal(comment.strip()[:1000]) if comment.strip() else (None, None)
        helped = how not in {Evaluation.How.SLIP, Evaluation.How.CARD} and row.speaker is not None
        moving.move(
            "judged",
            {
                "voice": voice,
                "heard": heard,
                "solved": solved,
                "satisfied": satisfied,
                "how": how,
                "comment": comment_ref,
            },
            on_behalf_of=str(row.speaker.uuid) if helped and row.speaker else "",
        )
        Evaluation.objects.create(
            matter=moving.matter,
            voice=row,
            round=moving.state.round,
            heard=heard,
            solved=solved,
            satisfied=satisfied,
            comment=sealed,
            how=how,
            by=by.ref,
            at=now,
        )
        _conclude(moving, window_over=False)
        once.settle(key, number)
        return moving.settle()


def _matter_of(voice: str) -> str:
    number = (
        Matter.objects.filter(links__voice__thread__number=voice, links__undone_at__isnull=True)
        .values_list("thread__number", flat=True)
        .first()
    )
    if number is None:
        raise Refusal(_("这条民声还没有立成事项，现在没有可评的。"))
    return number


def _conclude(moving: Moving, *, window_over: bool) -> None:
    """Close or reopen, when those who spoke (or silence) have decided."""
    state, now = moving.state, moving.writer.now
    judged = {voice: judgement.solved for voice, judgement in state.judged.items()}
    said = verdict(state.voices, judged, window_over=window_over)
    if said is None:
        return
    number = moving.matter.thread.number
    if said is Verdict.NOT_SOLVED:
        _reopen(moving)
        return
    explained = state.phase is Phase.EXPLAINED
    outcome = Outcome.EXPLAINED if explained else Outcome.SOLVED if said is Verdict.SOLVED else Outcome.UNJUDGED
    share = [sum(judged.values()), len(judged), len(state.voices)]
    moving.move("settled", {"outcome": str(outcome), "share": share}, on_behalf_of="")
    publish(MatterClosed(number, str(outcome), now))


def _reopen(moving: Moving) -> None:
    """One level higher; at the top a meeting is wanted."""
    now, matter = moving.writer.now, moving.matter
    number = matter.thread.number
    level = min(max(moving.state.level, matter.holder.level) + 1, MEETING_LEVEL)
    holder = committee_of(matter.place_path) if level == 1 else office_of_street()
    due = deadline(version_of(moving), now)
    judged = moving.state.judged
    moving.move(
        "reopened",
        {
            "level": level,
            "holder": str(holder.uuid),
            "holder_name": holder.name,
            "due": due.isoformat(),
            "share": [sum(judgement.solved for judgement in judged.values()), len(judged), len(moving.state.voices)],
        },
        on_behalf_of="",
    )
    publish(MatterReopened(number, level, now))
    if level == MEETING_LEVEL:
        publish(MeetingWanted(number, matter.title, matter.place_path, now))


def say_again(*, voice: str, text: str, by: Viewer, now: datetime, key: str = "") -> Matter:
    """A speaker says of a closed matter that it is not (or no longer) solved; it reopens one level higher.

    Raises
    ------
    Refusal
        It is not closed, or was closed too long ago; then she speaks anew.
    Http404
        Not her voice, and no worker of its place.
    """
    if not text.strip():
        raise Refusal(_("请说一句现在是什么样。"))
    with writing(by=by, now=now) as writer:
        used = once.claim(key, now=now) is not None
        number = _matter_of(voice)
        moving = take(writer, number)
        if used:
            return moving.matter
        row = take_voice(voice)
        if not (gate.may(by, "own", row) or gate.may(by, "voice.record", row)):
            raise Http404
        closed = moving.state.closed_at
        if moving.state.phase is not Phase.CLOSED or closed is None:
            raise Refusal(_("这件事还在办，或者正在请大家评。"))
        if now - closed > timedelta(days=SAY_AGAIN_DAYS):
            raise Refusal(_("这件事了结已经超过 %(days)s 天，请当作新的事再说一次。") % {"days": SAY_AGAIN_DAYS})
        _sealed, text_ref = seal(text.strip()[:1000])
        facts = {"voice": voice, "text": text_ref}
        writer.entry(moving.matter.thread, "said_again", facts, on_behalf_of=for_whom(by, row))
        _reopen(moving)
        once.settle(key, number)
        return moving.settle()


def close_windows(*, now: datetime) -> int:
    """End every judgement window that is over; gives how many. Run every minute; safe to repeat."""
    over = Matter.objects.filter(phase__in=[Phase.DONE, Phase.EXPLAINED], window_ends__lte=now)
    closed = 0
    for number in list(over.order_by("pk").values_list("thread__number", flat=True)):
        with writing(by=SYSTEM, now=now) as writer:
            moving = take(writer, number)
            ended = moving.state.window_ends
            if moving.state.phase in {Phase.DONE, Phase.EXPLAINED} and ended is not None and ended <= now:
                _conclude(moving, window_over=True)
                moving.settle()
                closed += 1
    return closed
