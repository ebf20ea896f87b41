"""What people say in the demo is written by hand: no sentence stands in it twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from mulin.apps.voice.rules.categories import USUAL
from mulin.project.demo import pictures, year
from mulin.project.demo.layout import COMMUNITIES
from mulin.project.demo.stories import Story
from mulin.project.demo.units import OF_THE_STREET, OFFICE, PROPERTY_NAMES

NOT_PROSE = {"how", "to", "reason", "photo"}


def texts(told: list[Story]) -> Iterator[tuple[str, str]]:
    for story in told:
        yield f"{story.key} title", story.title
        yield f"{story.key} public", story.public
        for index, said in enumerate((story.first, *story.also)):
            yield f"{story.key} voice {index}", said.words
        for index, step in enumerate(story.steps):
            for name, value in step.fact.items():
                if isinstance(value, str) and name not in NOT_PROSE and not name.endswith("_en"):
                    yield f"{story.key} step {index}", value
    for file in ("answered", "waiting"):
        for index, raw in enumerate(year.everyday(file)):
            for name in ("words", "answer", "refer"):
                yield f"{file} {index}", raw.get(name, "")


def sentences(text: str) -> list[str]:
    kept = (part.strip("，“”‘’、 ") for part in re.split(r"[。！？；\n—]+", text))
    return [part for part in kept if len(part) >= 7]


def test_no_sentence_is_said_twice(all_stories: list[Story]) -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for where, text in texts(all_stories):
        for sentence in sentences(text):
            said[sentence].add(where)
    assert len(said) > 1000
    assert {sentence: where for sentence, where in said.items() if len(where) > 1} == {}


def test_stories_name_only_what_there_is(all_stories: list[Story]) -> None:
    units = {OFFICE, *(f"street:{key}" for key, *_more in OF_THE_STREET)}
    units |= {f"{plan.code}:committee" for plan in COMMUNITIES} | {f"{code}:property" for code in PROPERTY_NAMES}
    asked = {story.ask for story in all_stories}
    asked |= {step.text("to") for story in all_stories for step in story.steps if step.do == "assign"}
    asked |= {story.first.unit for story in all_stories if story.first.unit}
    assert asked <= units
    assert {story.category for story in all_stories} <= {usual.name for usual in USUAL}
    assert len({story.key for story in all_stories}) == len(all_stories)


def test_every_photo_has_something_drawn_and_is_the_same_every_time(all_stories: list[Story]) -> None:
    captions = [(step.text("photo"), story.key) for story in all_stories for step in story.steps if step.text("photo")]
    assert len(captions) > 100
    assert all(1 <= len(pictures.things(caption)) <= 3 for caption, _key in captions)
    some = captions[::25]
    drawn = [pictures.photo(*caption) for caption in some]
    assert drawn == [pictures.photo(*caption) for caption in some]
    assert len(set(drawn)) == len(some)
    assert all(image.startswith(b"\xff\xd8") for image in drawn)
