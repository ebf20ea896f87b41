"""A story told through the real actions, moment by moment."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from mulin.apps.voice.actions import answering, clocks, handover, intake, joining, judging, matters
from mulin.apps.voice.actions.intake import ANONYMOUS, Speaker
from mulin.apps.voice.models import CallRequest, Matter
from mulin.apps.voice.rules.categories import USUAL
from mulin.apps.voice.rules.pauses import PAUSES
from mulin.core.gate import PASSER_BY, Viewer
from mulin.core.groups.models import Group, Level
from mulin.core.groups.queries import officers
from mulin.core.meetings import actions as meetings
from mulin.core.meetings.actions.calling import waiting_for
from mulin.core.people.models import Person
from mulin.core.records.days import local_day, midnight
from mulin.project.demo.cast import CALLBACK, Cast
from mulin.project.demo.neighbourhood import Ground
from mulin.project.demo.pictures import photo
from mulin.project.demo.schedule import NOT_YET, Beat, beats, heard_at
from mulin.project.demo.stories import BadStory, Said, Step, Story

KEY = "demo"


@dataclass
class Stage:
    """The ground, the people and the cast of a build; `done` counts the actions."""

    ground: Ground
    people: dict[tuple[str, str], Person]
    cast: Cast
    today: date
    cards: dict[tuple[str, str], Viewer] = field(default_factory=dict)
    done: int = 0

    def person(self, said: Said) -> Person:
        """The resident who spoke."""
        return self.people[(f"{said.community} {said.door}", said.speaker)]


def form_key(story: str, voice: int = 0) -> str:
    """Token under which a voice was recorded: its number and the secret of its slip follow from it."""
    return f"{KEY}:{story}:{voice}"


def code_of(names: dict[str, object], shown: str) -> str:
    """The code of a name as it is shown."""
    for code, name in names.items():
        if str(name) == shown:
            return code
    raise BadStory(shown)


class Telling:
    """One story under way."""

    def __init__(self, story: Story, stage: Stage) -> None:
        self.story, self.stage, self.cast = story, stage, stage.cast
        self.chance = random.Random(f"telling {story.key}")  # noqa: S311
        self.turn = zlib.crc32(story.key.encode())
        self.now = midnight(stage.today)
        self.numbers: dict[int, str] = {}
        self.recorders: dict[int, str] = {}
        self.owners: set[Group] = set()
        self.former: Group | None = None
        self.matter: Matter | None = None
        self.call: CallRequest | None = None
        self.meeting_number = ""
        self.gathering = NOT_YET

    def play(self) -> Iterator[datetime]:
        """Give the moment of the next thing; do it when asked to go on."""
        for beat in beats(self.story, self.stage.today):
            yield beat.at
            self.now = beat.at
            self._do(beat)

    @property
    def number(self) -> str:
        """Register number of the matter."""
        return self.numbers[0]

    @property
    def community(self) -> str:
        """Code of the community."""
        return self.story.first.community

    @property
    def held(self) -> Matter:
        """The matter, which is open by now."""
        if self.matter is None:
            raise BadStory(f"{self.story.key}: no matter yet")
        return self.matter

    def _keep(self, matter: Matter) -> None:
        before = self.matter.holder if self.matter else None
        if before is not None and before.key != matter.holder.key:
            self.former = before
        self.matter = matter
        self.stage.done += 1

    def _worker(self) -> Viewer:
        return self.cast.worker(self.community, self.turn)

    def _holder(self) -> Viewer:
        return self.cast.answering(self.held.holder, self.turn)

    def _day(self, step: Step, name: str) -> date:
        return local_day(self.now) + timedelta(days=int(step.fact[name]))

    def _do(self, beat: Beat) -> None:
        if beat.what == "voice":
            self._hear(beat.voice)
        elif beat.what == "open":
            self._open()
        elif beat.what == "join":
            matter = joining.link(
                voice=self.numbers[beat.voice], matter=self.number, by=self._worker(), now=self.now, reason="同一件事"
            )
            self._keep(matter)
        elif beat.step is not None:
            step = beat.step
            doing: Callable[[Step, Beat], None] | None = getattr(self, f"_step_{step.do}", None)
            if doing is None:
                raise BadStory(f"{self.story.key}: {step.do}")
            doing(step, beat)

    def _hear(self, index: int) -> None:
        said = self.story.also[index - 1] if index else self.story.first
        place = self.stage.ground.place(said.community, said.door)
        by, speaker = self._who(said, index)
        slip = intake.record(
            by=by,
            now=self.now,
            words=said.words.strip(),
            channel=said.channel,
            kind=said.kind,
            place=place,
            speaker=speaker,
            heard_at=heard_at(said, self.now, self.chance),
            words_public=said.consent,
            with_slip=speaker is not ANONYMOUS,
            key=form_key(self.story.key, index),
        )
        self.numbers[index], self.recorders[index] = slip.voice.thread.number, by.ref
        self.stage.done += 1

    def _who(self, said: Said, index: int) -> tuple[Viewer, Speaker]:
        """Who writes it down, and for whom: on the web one writes oneself, with a card or just with a name."""
        worker = self.cast.worker(said.community, self.turn + index)
        if said.unit:
            return worker, Speaker(group=self.cast.groups[said.unit])
        if said.anonymous or not said.speaker:
            return worker, ANONYMOUS
        person = self.stage.person(said)
        if said.channel != "web":
            return worker, Speaker(person=person)
        card = self.stage.cards.get((said.community, said.speaker))
        if card is not None:
            return card, Speaker(person=person)
        return PASSER_BY, Speaker(name=said.speaker, phone=person.phone)

    def _open(self) -> None:
        story = self.story
        matter = matters.open_matter(
            number=self.number,
            title=story.title,
            description=story.public,
            category=code_of({row.code: row.name for row in USUAL}, story.category),
            klass=story.klass,
            by=self._worker(),
            now=self.now,
            ask=self.cast.groups[story.ask],
            key=f"{KEY}:{story.key}:open",
        )
        self._keep(matter)

    def _step_accept(self, step: Step, _beat: Beat) -> None:
        self.owners.add(self.held.holder)
        self._keep(answering.accept(number=self.number, by=self._holder(), now=self.now, text=step.text()))

    def _step_decline(self, step: Step, _beat: Beat) -> None:
        self._keep(answering.decline(number=self.number, reason=step.text(), by=self._holder(), now=self.now))

    def _step_hand_over(self, step: Step, _beat: Beat) -> None:
        unit, by = self.cast.groups[step.fact["to"]], self._holder()
        self._keep(handover.hand_over(number=self.number, unit=unit, text=step.text(), by=by, now=self.now))

    def _step_take_over(self, step: Step, _beat: Beat) -> None:
        by = self.cast.answering(self.cast.groups[step.fact["to"]], self.turn)
        self.owners.add(self.cast.groups[step.fact["to"]])
        self._keep(handover.answer_handover(number=self.number, agreed=True, text=step.text(), by=by, now=self.now))

    def _step_assign(self, step: Step, _beat: Beat) -> None:
        unit = self.cast.groups[step.text("to")]
        self._keep(
            matters.ask(
                number=self.number, unit=unit, by=self.cast.office(self.turn), now=self.now, message=step.text()
            )
        )

    def _step_promise(self, step: Step, _beat: Beat) -> None:
        self.owners.add(self.held.holder)
        self._keep(
            answering.promise(
                number=self.number, what=step.text("what"), due=self._day(step, "due"), by=self._holder(), now=self.now
            )
        )

    def _step_propose_date(self, step: Step, _beat: Beat) -> None:
        self._keep(
            answering.propose_date(
                number=self.number, due=self._day(step, "due"), text=step.text(), by=self._holder(), now=self.now
            )
        )

    def _step_agree_date(self, step: Step, _beat: Beat) -> None:
        agreed = step.do == "agree_date"
        self._keep(
            matters.agree_date(number=self.number, by=self._worker(), now=self.now, agreed=agreed, text=step.text())
        )

    _step_refuse_date = _step_agree_date

    def _step_milestone(self, step: Step, _beat: Beat) -> None:
        self.owners.add(self.held.holder)
        self._keep(
            answering.plan(
                number=self.number, text=step.text(), due=self._day(step, "due"), by=self._holder(), now=self.now
            )
        )

    def _step_pause(self, step: Step, _beat: Beat) -> None:
        self._keep(
            clocks.pause(
                number=self.number,
                reason=code_of(dict(PAUSES), step.text("reason")),
                until=self._day(step, "until"),
                text=step.text(),
                by=self._worker(),
                now=self.now,
            )
        )

    def _photos(self, step: Step) -> list[answering.Photo]:
        caption = step.text("photo")
        return [answering.Photo(photo(caption, self.story.key), caption)] if caption else []

    def _step_progress(self, step: Step, _beat: Beat) -> None:
        self._keep(
            answering.report(
                number=self.number, text=step.text(), by=self._holder(), now=self.now, photos=self._photos(step)
            )
        )

    def _step_deliver(self, step: Step, _beat: Beat) -> None:
        open_ones = self.held.commitments.filter(delivered_at=None, dropped_at=None, round=self.held.round)
        self._keep(
            answering.deliver(
                number=self.number,
                commitment=open_ones.get().uuid,
                text=step.text(),
                photos=self._photos(step),
                by=self._holder(),
                now=self.now,
            )
        )

    def _step_explain(self, step: Step, _beat: Beat) -> None:
        self.owners.add(self.held.holder)
        self._keep(
            answering.explain(
                number=self.number, text=step.text(), ground=step.text("ground"), by=self._holder(), now=self.now
            )
        )

    def _judge_by(self, who: int, how: str) -> Viewer:
        """She herself with her slip; else the call-back worker where the committee or the office owned the matter."""
        if how == "slip":
            return Viewer(slips=frozenset({self.numbers[who]}))
        if any(owner.level >= Level.COMMUNITY for owner in self.owners):
            return self.cast.viewers[CALLBACK]
        return self.cast.other_than(self.community, self.recorders[who])

    def _step_judge(self, step: Step, _beat: Beat) -> None:
        who, how = int(step.fact["who"]), step.text("how")
        self._keep(
            judging.judge(
                voice=self.numbers[who],
                heard=step.fact["heard"],
                solved=step.fact["solved"],
                satisfied=step.fact["satisfied"],
                how=how,
                by=self._judge_by(who, how),
                now=self.now,
                comment=step.text("comment"),
            )
        )

    def _step_reply(self, step: Step, _beat: Beat) -> None:
        speaks = self.former or self.held.holder
        self._keep(
            answering.reply(
                number=self.number, text=step.text(), by=self.cast.answering(speaks, self.turn), now=self.now
            )
        )

    def _step_say_again(self, step: Step, _beat: Beat) -> None:
        voice = self.numbers[int(step.fact["who"])]
        slip = Viewer(slips=frozenset({voice}))
        self._keep(judging.say_again(voice=voice, text=step.text(), by=slip, now=self.now))

    def _step_call(self, step: Step, _beat: Beat) -> None:
        self.call = answering.want_call(number=self.number, text=step.text(), by=self._holder(), now=self.now)
        self.stage.done += 1

    def _step_called(self, step: Step, _beat: Beat) -> None:
        if self.call is None:
            raise BadStory(f"{self.story.key}: nobody asked to be called")
        matters.note_call(request=self.call, outcome=step.text(), by=self._worker(), now=self.now)
        self.stage.done += 1

    def _step_silence(self, _step: Step, _beat: Beat) -> None:
        """Nobody judged; the window has closed by itself."""
        self.held.refresh_from_db()
        if self.held.outcome != "unjudged":
            raise BadStory(f"{self.story.key}: {self.held.phase} {self.held.outcome}")

    def _step_meeting(self, step: Step, beat: Beat) -> None:
        meeting = waiting_for(self.number)
        if meeting is None:
            raise BadStory(f"{self.story.key}: no meeting was asked for")
        self.meeting_number = meeting.thread.number
        self.gathering = (beat.meeting_at or self.now + timedelta(days=7)).replace(second=0)
        meetings.call(
            number=self.meeting_number,
            title=step.text("title"),
            notice=step.text(),
            starts_at=self.gathering,
            room="社区议事厅",
            by=self.cast.office(self.turn),
            now=self.now,
        )
        self.stage.done += 1

    def _step_meeting_done(self, step: Step, _beat: Beat) -> None:
        by, number = self.cast.office(self.turn), self.meeting_number
        came = self.gathering + timedelta(minutes=3)
        committee = self.cast.groups[f"{self.community}:committee"]
        for office in officers(committee, local_day(self.now)):
            meetings.sign_in(number=number, office=office, came_at=came, by=by, now=self.now)
        for said in (self.story.first, *self.story.also):
            if said.speaker:
                meetings.sign_in(number=number, person=self.stage.person(said), came_at=came, by=by, now=self.now)
                self.stage.done += 1
        meetings.dispose(number=number, order=1, text=step.text(), by=by, now=self.now)
        meetings.close(number=number, summary=step.text(), by=by, now=self.now)
        self.held.refresh_from_db()
        self.stage.done += 3
