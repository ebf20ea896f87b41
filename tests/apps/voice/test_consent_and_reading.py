"""What is read under a consent: her words on the public page, her telephone for ringing her."""

from __future__ import annotations

import pytest
from django.utils import timezone

from mulin.apps.voice.actions import intake, matters
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Voice
from mulin.apps.voice.queries.matters import matter_page
from mulin.core.access.models import Look
from mulin.core.people import actions as people
from mulin.core.people.models import Person
from mulin.core.records import checks
from mulin.core.records.models import Entry
from mulin.core.refusals import Refusal
from tests.browsers import signed_in
from tests.world import World, build

pytestmark = pytest.mark.django_db
WORDS = "灯坏了三天了"


@pytest.fixture
def world() -> World:
    return build()


def said(world: World, speaker: Person, *, public: bool) -> Voice:
    return intake.record(
        by=world.worker,
        now=timezone.now(),
        words=WORDS,
        channel="counter",
        place=world.door,
        speaker=Speaker(person=speaker),
        words_public=public,
    ).voice


def opened(world: World, voice: Voice) -> list[str]:
    matter = matters.open_matter(
        number=voice.thread.number,
        title="楼道灯",
        description="坏了",
        category="shared",
        klass="ordinary",
        ask=world.property,
        by=world.worker,
        now=timezone.now(),
    )
    return [quote.text for quote in matter_page(matter, now=timezone.now()).quotes]


def test_words_agreed_to_on_a_slip_go_when_she_says_no_at_the_counter(world: World) -> None:
    voice, other = said(world, world.wang, public=True), said(world, world.li, public=True)
    assert opened(world, voice) == [WORDS]
    people.withdraw_consent(person=world.wang, purpose="words", by=world.worker, now=timezone.now())
    page = matter_page(voice.links.get().matter, now=timezone.now())
    assert not page.quotes
    entry = Entry.objects.get(verb="consent_withdrawn")
    assert (entry.thread, entry.on_behalf_of) == (voice.thread, str(world.wang.uuid))
    other.refresh_from_db()
    assert other.words_public, "somebody else's yes stands"
    assert not list(checks.findings())


def test_a_no_for_one_number_leaves_the_others(world: World) -> None:
    one, two = said(world, world.wang, public=True), said(world, world.wang, public=True)
    people.withdraw_consent(
        person=world.wang, purpose="words", subject=one.thread.number, by=world.worker, now=timezone.now()
    )
    assert list(Voice.objects.filter(words_public=True)) == [two]


def test_a_no_to_something_else_leaves_the_words(world: World) -> None:
    said(world, world.wang, public=True)
    people.withdraw_consent(person=world.wang, purpose="photo", by=world.worker, now=timezone.now())
    assert Voice.objects.get().words_public


def test_a_childs_words_are_public_only_with_her_guardian(world: World) -> None:
    now = timezone.now()
    Person.objects.filter(pk=world.wang.pk).update(birth_year=now.year - 10)
    world.wang.refresh_from_db()
    with pytest.raises(Refusal):
        said(world, world.wang, public=True)
    voice = said(world, world.wang, public=False)
    with pytest.raises(Refusal):
        intake.consent(number=voice.thread.number, public=True, by=world.worker, now=now)
    day = timezone.localdate()
    trust = {"principal": world.wang, "delegate": world.li, "purposes": ["words"], "starts_on": day}
    people.delegate(**trust, by=world.worker, now=now)
    people.give_consent(person=world.wang, purpose="words", wording="可以", given_by=world.li, by=world.worker, now=now)
    assert intake.consent(number=voice.thread.number, public=True, by=world.worker, now=timezone.now()).words_public


def test_a_number_is_not_shown_once_she_took_it_back(world: World) -> None:
    voice = said(world, world.wang, public=False)
    worker = signed_in("gh-worker", "worker", world.gh)
    where = f"/desk/phone/{voice.thread.number}/"
    assert world.wang.phone in worker.post(where).content.decode()
    people.give_consent(person=world.wang, purpose="contact", wording="可以打", by=world.worker, now=timezone.now())
    assert world.wang.phone in worker.post(where).content.decode()
    people.withdraw_consent(person=world.wang, purpose="contact", by=world.worker, now=timezone.now())
    looked = Look.objects.count()
    answer = worker.post(where, follow=True)
    assert world.wang.phone not in answer.content.decode()
    assert "本人收回了用电话联系的同意" in answer.content.decode()
    assert Look.objects.count() == looked
