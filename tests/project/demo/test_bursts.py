"""In the demo's last weeks many say the same: the office has hot topics, and each is one thing in one place."""

from __future__ import annotations

from mulin.apps.voice.actions.topics import grouped
from mulin.apps.voice.models import Brief, Matter
from mulin.core.records.days import midnight
from mulin.project.demo import briefs, build, stories, year

MOST_ACTIONS = 60


def test_the_office_finds_the_hot_topics_that_were_told(demo: build.Built) -> None:
    groups, voices, _called = grouped(midnight(demo.today) + year.MORNING)
    found = [{voices[at].pk for at in group.members} for group in groups[:3]]
    told = [
        {link.voice_id for link in Matter.objects.get(title=story.title).links.all()}
        for story in stories.read_stories(year.EVERYDAY / "bursts.toml")
    ]
    assert len(told) == 3
    for topic, burst in zip(found, told, strict=True):
        assert topic <= burst
        assert len(topic) >= len(burst) - 1
    assert [group.place for group in groups[:3]] == ["BG/ZT/B/", "BG/YX/B/", "BG/HB/B/"]
    hot = [group.heat for group in groups]
    assert min(hot[:3]) > 2 * max([0.0, *hot[3:]])


def test_they_cost_few_actions() -> None:
    told = stories.read_stories(year.EVERYDAY / "bursts.toml")
    assert sum(2 + 2 * len(story.also) + len(story.steps) for story in told) <= MOST_ACTIONS


def test_each_brief_rests_on_matters_about_its_subject(demo: build.Built) -> None:
    for asking, category in briefs.ABOUT.items():
        matters = Brief.objects.get(title=asking.title).matters.all()
        assert matters.count() >= 5
        assert {matter.category for matter in matters} == {category}
