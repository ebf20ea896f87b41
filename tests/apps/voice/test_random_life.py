"""Random life of a street, checked after every stretch by an auditor that shares no code with the rules.

2,000 steps here; 100,000 with MULIN_SOAK=1. The auditor reads only the register's entries and the tables.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.http import Http404

from mulin.apps.voice.actions import answering, clocks, intake, joining, judging, matters
from mulin.apps.voice.actions.answering import Photo
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Commitment, Evaluation, Matter, Voice, VoiceLink
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.meetings.models import Meeting
from mulin.core.records import checks
from mulin.core.records.days import local_day
from mulin.core.records.models import Chain, Entry
from mulin.core.refusals import Refusal
from tests.world import NOON, World, build, photo

STEPS = int(os.environ.get("MULIN_STEPS", "2000"))
PHOTO = Photo(photo())


class Street:
    """Everybody doing something at random; illegal moves are tried as often as legal ones."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.dice, self.now = world, random.Random(seed), NOON  # noqa: S311 - a die
        self.tried: Counter[str] = Counter()
        self.done: Counter[str] = Counter()

    def number(self) -> str:
        return self.dice.choice([*Matter.objects.order_by("-pk").values_list("thread__number", flat=True)[:12], "GH-0"])

    def voice(self) -> str:
        return self.dice.choice([*Voice.objects.order_by("-pk").values_list("thread__number", flat=True)[:15], "GH-0"])

    def who(self) -> Viewer:
        world = self.world
        return self.dice.choice(
            [world.worker, world.colleague, world.unit, world.water_unit, world.clerk, world.callback, world.stranger]
        )

    def step(self) -> None:
        self.now += timedelta(minutes=self.dice.choice([1, 7, 60, 60 * 24]))
        name = self.dice.choice([name for name in dir(self) if name.startswith("do_")])
        self.tried[name] += 1
        try:
            getattr(self, name)()
        except (Refusal, Http404):
            return
        self.done[name] += 1

    def do_hear(self) -> None:
        speaker = self.dice.choice([Speaker(person=self.world.wang), Speaker(person=self.world.li), Speaker()])
        intake.record(
            by=self.dice.choice([self.world.worker, self.world.colleague, Viewer()]),
            now=self.now,
            words=f"话 {self.dice.random()}",
            channel="counter",
            place=self.world.door,
            speaker=speaker,
            key=self.dice.choice(["", f"k{self.dice.randrange(30)}"]),
        )

    def do_open(self) -> None:
        matters.open_matter(
            number=self.voice(),
            title="事",
            description="说明",
            category="shared",
            klass=self.dice.choice(["danger", "utility", "ordinary", "complex"]),
            ask=self.dice.choice([None, self.world.property, self.world.water]),
            by=self.who(),
            now=self.now,
        )

    def do_link(self) -> None:
        joining.link(voice=self.voice(), matter=self.number(), by=self.who(), now=self.now)

    def one(self, rows: QuerySet[Any]) -> Any:
        found = list(rows.order_by("-pk")[:10])
        return self.dice.choice(found) if found else None

    def do_unlink(self) -> None:
        link = self.one(VoiceLink.objects.filter(undone_at__isnull=True, matter__voice_count__gt=1))
        if link is not None:
            voice, matter = link.voice.thread.number, link.matter.thread.number
            joining.unlink(voice=voice, matter=matter, by=self.who(), now=self.now, reason="不是")

    def do_merge(self) -> None:
        joining.merge(number=self.number(), into=self.number(), by=self.who(), now=self.now, reason="同一件")

    def do_unmerge(self) -> None:
        merged = self.one(Matter.objects.filter(phase="merged"))
        number = merged.thread.number if merged else self.number()
        joining.unmerge(number=number, by=self.world.worker, now=self.now, reason="两件")

    def do_ask(self) -> None:
        unit = self.dice.choice(list(Group.objects.all()))
        matters.ask(number=self.number(), unit=unit, by=self.who(), now=self.now)

    def do_accept(self) -> None:
        answering.accept(number=self.number(), by=self.who(), now=self.now)

    def do_decline(self) -> None:
        answering.decline(number=self.number(), reason="不归", by=self.who(), now=self.now)

    def do_promise(self) -> None:
        due = local_day(self.now) + timedelta(days=self.dice.randrange(-1, 9))
        answering.promise(number=self.number(), what="办", due=due, by=self.who(), now=self.now)

    def do_propose(self) -> None:
        due = local_day(self.now) + timedelta(days=self.dice.randrange(20))
        promised = self.one(Matter.objects.filter(phase="promised"))
        number = promised.thread.number if promised else self.number()
        answering.propose_date(number=number, due=due, text="忙", by=self.who(), now=self.now)

    def do_agree(self) -> None:
        proposed = self.one(Matter.objects.filter(proposal__isnull=False))
        number = proposed.thread.number if proposed else self.number()
        matters.agree_date(number=number, agreed=self.dice.random() < 0.5, by=self.who(), now=self.now)

    def do_plan(self) -> None:
        due = local_day(self.now) + timedelta(days=30)
        answering.plan(number=self.number(), text="下一步", due=due, by=self.who(), now=self.now)

    def do_pause(self) -> None:
        until = local_day(self.now) + timedelta(days=self.dice.randrange(-2, 10))
        clocks.pause(number=self.number(), reason="season", until=until, text="", by=self.who(), now=self.now)

    def do_resume(self) -> None:
        clocks.resume(number=self.number(), by=self.who(), now=self.now)

    def do_deliver(self) -> None:
        for _ in range(3):
            commitment = Commitment.objects.filter(delivered_at__isnull=True).order_by("-pk").first()
            if commitment is not None:
                answering.deliver(
                    number=commitment.matter.thread.number,
                    commitment=commitment.uuid,
                    text="好了",
                    photos=[PHOTO],
                    by=self.dice.choice([self.world.worker, self.world.clerk, self.world.unit]),
                    now=self.now,
                )

    def do_explain(self) -> None:
        if self.dice.random() < 0.3:
            answering.explain(number=self.number(), text="不行", ground="没钱", by=self.who(), now=self.now)

    def do_judge(self) -> None:
        waiting = Voice.objects.filter(links__undone_at__isnull=True, links__matter__phase__in=["done", "explained"])
        voice = self.one(waiting)
        number = voice.thread.number if voice and self.dice.random() < 0.9 else self.voice()
        by, how = Viewer(slips=frozenset({number})), "slip"
        if self.dice.random() < 0.3:
            by, how = self.who(), "phone"
        judging.judge(
            voice=number,
            heard=True,
            solved=self.dice.random() < 0.6,
            satisfied=self.dice.randrange(0, 7),
            how=how,
            by=by,
            now=self.now,
        )

    def do_say_again(self) -> None:
        number = self.voice()
        judging.say_again(voice=number, text="又坏了", by=Viewer(slips=frozenset({number})), now=self.now)

    def do_withdraw(self) -> None:
        if self.dice.random() < 0.2:
            intake.withdraw(number=self.voice(), by=self.who(), now=self.now, forget=self.dice.random() < 0.5)

    def do_answer(self) -> None:
        if self.dice.random() < 0.2:
            intake.answer(number=self.voice(), text="这样办", by=self.who(), now=self.now)

    def do_close(self) -> None:
        judging.close_windows(now=self.now)


def audit() -> None:
    """An auditor of another mind: recomputes the chain and a few sums straight from the rows."""
    head, count = "0" * 64, 0
    judged: dict[str, set[str]] = {}
    for row in Entry.objects.order_by("seq").select_related("thread"):
        count += 1
        assert row.seq == count
        at = row.at.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"
        text = json.dumps(
            {
                "actor": row.actor, "at": at, "for": row.on_behalf_of, "number": row.thread.number,
                "payload": row.payload, "seq": row.seq, "verb": row.verb,
            },
            ensure_ascii=False, sort_keys=True, separators=(",", ":"),
        )  # fmt: skip
        head = hashlib.sha256((head + "\n" + text).encode()).hexdigest()
        assert row.hash == head
        number, fact = row.thread.number, json.loads(row.payload)
        if row.verb in {"delivered", "explained", "reopened"}:
            judged.setdefault(number, set()).clear() if row.verb != "delivered" else None
        if row.verb == "judged":
            seen = judged.setdefault(number, set())
            assert fact["voice"] not in seen, "judged twice in a round"
            seen.add(fact["voice"])
        if row.verb == "settled" and fact["outcome"] == "solved":
            yes, n, voices = fact["share"]
            assert 2 * yes > n > 0, "solved without a majority of those who spoke"
            assert n <= voices
        if row.verb == "settled" and fact["outcome"] == "unjudged":
            assert fact["share"][1] == 0
    if count:
        chain = Chain.objects.get(name="register")
        assert (chain.seq, chain.head) == (count, head)
    states = Counter(Voice.objects.values_list("state", flat=True))
    assert sum(states.values()) == Entry.objects.filter(verb="heard").count(), "a voice is lost"
    assert Evaluation.objects.count() == Entry.objects.filter(verb="judged").count()
    for matter in Matter.objects.exclude(phase="merged"):
        live = matter.links.filter(undone_at__isnull=True).count()
        assert live == matter.voice_count
        if matter.phase == "done":
            assert not matter.commitments.filter(
                round=matter.round, delivered_at__isnull=True, dropped_at__isnull=True
            ).exists()
        if matter.outcome == "solved":
            assert matter.judged_yes * 2 > matter.judged_count > 0
    meetings = Entry.objects.filter(verb="reopened", payload__contains='"level":3').count()
    assert Meeting.objects.count() <= meetings


def live(seed: int, steps: int) -> Street:
    street = Street(build(), seed)
    for index in range(steps):
        street.step()
        if index % (steps // 4) == 0:
            audit()
    audit()
    assert list(checks.findings()) == []
    return street


@pytest.mark.django_db
def test_whatever_is_tried_the_register_and_the_tables_agree() -> None:
    street = live(20261124, STEPS)
    never = [name for name in street.tried if not street.done[name]]
    assert never == [], "moves that never succeeded are not tested"


@pytest.mark.soak
@pytest.mark.django_db
def test_a_hundred_thousand_steps() -> None:
    live(7, 100_000)
