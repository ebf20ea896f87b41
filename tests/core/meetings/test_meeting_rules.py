from datetime import timedelta

import pytest

from mulin.core.meetings.rules import Phase, fold, step
from mulin.core.records.writing import Line
from mulin.core.refusals import Refusal
from tests.core.nouns import NOW

START = NOW + timedelta(days=3)


def said(verb, at=NOW, **payload):
    return Line(verb, "login:x", "", at, payload)


def called(at=NOW, starts_at=START, room="二楼", **more):
    return said(
        "called",
        at,
        starts_at=starts_at.isoformat(),
        room=room,
        kind="council",
        title="会",
        convenor="",
        notice="",
        **more,
    )


WANTED = said("wanted", kind="council", title="会", place="BG/GH/", convenor="")
ITEM = said("item_added", order=1, title="路灯", about="GH-2026-000001-1")
CALLED = called()
IN = said("signed_in", START, seat="s1", capacity="resident", office="", came_at=START.isoformat())
DISPOSED = said("disposed", START, order=1, text="换灯", postponed=False)
CLOSED = said("closed", START + timedelta(hours=2), summary="定了")
CANCELLED = said("cancelled", START, reason="下雨")
WHOLE = [WANTED, ITEM, CALLED, IN, DISPOSED, CLOSED]


def test_a_whole_meeting():
    state = fold(WHOLE)
    assert (state.phase, state.summary, state.room) == (Phase.HELD, "定了", "二楼")
    assert state.items[1].disposition == "换灯"
    assert state.seats["s1"].came_at == START
    assert fold([]) is None


@pytest.mark.parametrize(
    ("before", "move"),
    [
        ([], CALLED), ([WANTED], WANTED), ([WANTED], IN), ([WANTED], DISPOSED), ([WANTED], CLOSED),
        ([WANTED, ITEM], ITEM), ([WANTED, ITEM], said("item_added", order=2, title="又是", about="GH-2026-000001-1")),
        ([WANTED], said("item_added", order=2, title="跳号", about="")),
        ([WANTED, ITEM], said("item_added", order=2, title="", about="")),
        ([WANTED], called(room="")), ([WANTED], called(starts_at=NOW.replace(year=2999))),
        ([WANTED], called(starts_at=NOW.replace(year=1899))),
        ([WANTED, CALLED], said("signed_in", seat="s", capacity="resident", office="", came_at=NOW.isoformat())),
        ([WANTED, CALLED], said("signed_in", START, seat="s", capacity="", office="", came_at=NOW.isoformat())),
        ([WANTED, CALLED], said("signed_in", START, seat="s", capacity="", office="",
                                came_at=(START + timedelta(minutes=1)).isoformat())),
        ([WANTED, CALLED, IN], IN), ([WANTED, CALLED, IN], called(START)),
        ([WANTED, CALLED], said("signed_out", START, seat="s1", left_at=START.isoformat())),
        ([WANTED, CALLED, IN], said("signed_out", START, seat="s1", left_at=NOW.isoformat())),
        ([WANTED, ITEM, CALLED], DISPOSED), ([WANTED, CALLED, IN], DISPOSED),
        ([WANTED, ITEM, CALLED, IN, DISPOSED], DISPOSED), ([WANTED, ITEM, CALLED, IN], CLOSED),
        ([WANTED, ITEM, CALLED, IN], said("disposed", START, order=1, text="", postponed=False)),
        ([WANTED, ITEM, CALLED, IN], said("disposed", NOW, order=1, text="早了", postponed=False)),
        ([WANTED, CALLED], CLOSED), ([WANTED, CALLED, IN], said("closed", START, summary="")),
        ([WANTED, CALLED, IN], said("closed", NOW, summary="早了")),
        ([WANTED, CALLED], said("cancelled", reason="")), ([WANTED, ITEM, CALLED, IN, DISPOSED], CANCELLED),
        ([WANTED], said("danced")),
        *(([*end], move) for end in (WHOLE, [WANTED, CANCELLED]) for move in (CALLED, ITEM, IN, CLOSED, CANCELLED)),
    ],
)  # fmt: skip
def test_illegal_moves_are_refused_in_words(before, move):
    state = fold(before)
    with pytest.raises(Refusal) as refusal:
        step(state, move)
    assert str(refusal.value)


def test_people_sign_in_before_it_begins_and_sign_out():
    early = START - timedelta(hours=1)
    state = fold(
        [WANTED, CALLED, said("signed_in", early, seat="s", capacity="", office="", came_at=early.isoformat())]
    )
    after = step(state, said("signed_out", START, seat="s", left_at=START.isoformat()))
    assert after.seats["s"].left_at == START
    with pytest.raises(Refusal):
        step(after, said("signed_out", START, seat="s", left_at=START.isoformat()))


def test_a_meeting_may_be_written_down_afterwards_and_called_anew():
    state = fold([WANTED, called(starts_at=NOW - timedelta(days=1)), called(starts_at=START)])
    assert state.starts_at == START
