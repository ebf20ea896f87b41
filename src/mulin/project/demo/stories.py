"""The stories as they are written in the TOML files: what was said, and what became of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from mulin.project.demo.layout import COMMUNITIES

FOLDER = Path(__file__).parent / "stories"


class BadStory(ValueError):  # noqa: N818 - named by what it is
    """A story file says something that nobody understands."""


@dataclass(frozen=True)
class Said:
    """One voice; `day` counts from the beginning of the demo's year."""

    community: str
    channel: str
    day: int
    words: str
    door: str = ""
    speaker: str = ""
    born: int | None = None
    consent: bool = False
    anonymous: bool = False
    unit: str = ""
    kind: str = "complaint"


@dataclass(frozen=True)
class Step:
    """Something that happens `after` days; `fact` holds what it needs."""

    do: str
    after: int
    fact: dict[str, Any]

    def text(self, name: str = "text") -> str:
        """A text of the step, empty when there is none."""
        return str(self.fact.get(name, ""))


@dataclass(frozen=True)
class Story:
    """A matter from the first word to where it stands today."""

    key: str
    first: Said
    title: str
    public: str
    klass: str
    category: str
    ask: str
    steps: tuple[Step, ...]
    also: tuple[Said, ...] = ()
    english: dict[str, str] = field(default_factory=dict)


_SAID = {item.name for item in fields(Said)}


def _said(raw: dict[str, Any], community: str) -> Said:
    return Said(community=community, **{name: value for name, value in raw.items() if name in _SAID - {"community"}})


def _story(raw: dict[str, Any]) -> Story:
    known = _SAID | {"key", "title", "public", "class", "category", "ask", "step", "also"}
    english = {name: value for name, value in raw.items() if name.endswith("_en")}
    strange = set(raw) - known - set(english)
    if strange:
        raise BadStory(f"{raw.get('key')}: {', '.join(sorted(strange))}")
    steps = tuple(
        Step(step["do"], step["after"], {name: value for name, value in step.items() if name not in {"do", "after"}})
        for step in raw["step"]
    )
    return Story(
        key=raw["key"],
        first=_said(raw, raw["community"]),
        title=raw["title"],
        public=raw["public"].strip(),
        klass=raw["class"],
        category=raw["category"],
        ask=raw["ask"],
        steps=steps,
        also=tuple(_said(other, raw["community"]) for other in raw.get("also", ())),
        english=english,
    )


@cache
def load(folder: Path = FOLDER) -> tuple[Story, ...]:
    """Every story, in the order of communities and then as written."""
    order = {plan.code: index for index, plan in enumerate(COMMUNITIES)}
    found = [story for file in sorted(folder.glob("*.toml")) for story in read_stories(file)]
    return tuple(sorted(found, key=lambda story: order[story.first.community]))


def read(file: Path) -> dict[str, Any]:
    """A TOML file of the demo."""
    return tomllib.loads(file.read_text("utf-8"))


def read_stories(file: Path) -> tuple[Story, ...]:
    """The stories of one file."""
    return tuple(_story(raw) for raw in read(file)["story"])


def flagship() -> Story:
    """The story the tour tells."""
    return next(story for story in load() if story.key == "flagship")


def speakers(stories: Iterable[Story]) -> Iterator[Said]:
    """Everybody who speaks under her own name in them."""
    for story in stories:
        for said in (story.first, *story.also):
            if said.speaker:
                yield said
