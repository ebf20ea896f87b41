"""The picture in ARCHITECTURE.md, checked: layers, foreign keys, names, sizes, policies, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.db.models import Model
from importlinter.cli import lint_imports

from mulin.apps.voice.queries import brief_telling, survey_telling, timeline
from mulin.core import gate
from mulin.core.access import telling as access_telling
from mulin.core.meetings import telling as meetings_telling

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "mulin"
CORE = (
    "jobs",
    "records",
    "places",
    "people",
    "groups",
    "access",
    "notifications",
    "meetings",
)  # each uses what is before
BANNED = frozenset(
    ["service", "services", "util", "utils", "helper", "helpers", "manager", "managers", "base", "misc", "common"]
)
MOST_LINES = 400

# models nobody asks about through the gate, and why that is right
NO_POLICY = {
    "records.Series": "a counter; only numbering reads it",
    "records.Chain": "the head of a chain; only writing, sealing and verifying read it",
    "records.Entry": "shown with its thread, which has a policy; the public register shows what was done, no words",
    "records.Sealed": "reached only from a row that has a policy (a voice, a judgement)",
    "records.SealKey": "never shown; only the check of the sealed texts reads it",
    "records.Day": "the day's code is printed on the wall for everybody",
    "records.Once": "form tokens; never shown",
    "records.CalendarDay": "holidays with their source; no person in them, shown to everybody",
    "records.Findable": "only narrows rows of other models, which have policies",
    "records.RetentionRule": "dated rules with their source; no person in them, shown to whoever runs the system",
    "access.LookTombstone": "hashes of looks that are gone; only the check reads it",
    "access.SecondFactor": "never listed; only signing in reads it",
    "access.OneTimeLink": "never listed; only the MAC of a link is stored",
    "access.Attempt": "counters of tries; never shown",
    "access.LookSeal": "hashes of hours of looks; only the check reads it",
    "meetings.AgendaItem": "reached only from its meeting, which has a policy",
    "voice.ResponseClass": "public rules with their source, shown to everybody",
    "voice.RateRule": "public rules with their source, shown to everybody",
    "voice.MonthNote": "what the office writes about a month; its pages ask for the verb and the place",
    "voice.Round": "reached only from its matter, which has a policy",
    "voice.Route": "who answers for what where, with its source; no person in it",
    "voice.Category": "names and words of categories, shown to everybody",
    "voice.Decision": "reached only from its matter, which has a policy",
    "voice.Learnt": "figures for the office; its bytes are read only by the suggestions",
    "voice.VoiceLink": "reached only from a voice or a matter, which have policies",
    "voice.Commitment": "reached only from its matter, which has a policy",
    "voice.Evaluation": "reached only from its matter or voice, which have policies",
    "voice.CallRequest": "listed by the place of its matter for those who record there, and for the unit that asked",
    "voice.Posted": "reached only from its voice, which has a policy",
    "voice.Invitation": "reached only from its survey; its door is listed for those who record there",
    "voice.SurveyWords": "listed by the place of its answer for those who read voices there",
    "voice.PopulationFigure": "public figures with their source, shown to everybody",
    "voice.DiaryAddition": "reached only from its entry of a diary, which has a policy",
    "voice.DiaryThing": "reached only from its entry of a diary, which has a policy",
    "voice.DiaryVoice": "reached only from its entry of a diary, which has a policy",
    "voice.DiaryHandOver": "read by the policy of diaries; listed only to the writer and to whom she named",
    "voice.Correction": "reached only from its voice, which has a policy",
}


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("mulin.")]


def layer(model: type[Model]) -> str:
    return model.__module__.split(".")[1]


def foreign_keys() -> Iterator[tuple[type[Model], type[Model], str]]:
    for model in own_models():
        for field in model._meta.get_fields():
            target = field.related_model
            outgoing = not field.auto_created and field.is_relation and isinstance(target, type)
            if outgoing and target is not model:
                yield model, target, f"{model._meta.label}.{field.name} -> {target._meta.label}"


def sources(*suffixes: str) -> list[Path]:
    return [
        path
        for path in sorted(SOURCE.rglob("*"))
        if path.suffix in suffixes and not {"vendor", "__pycache__", "migrations"} & set(path.parts)
    ]


def test_layers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0


def test_foreign_key_of_an_app_goes_only_to_itself_or_core() -> None:
    keys = list(foreign_keys())
    assert any(layer(model) == "apps" and layer(target) == "core" for model, target, _name in keys), "nothing was seen"
    astray = [
        name
        for model, target, name in keys
        if layer(model) == "apps"
        and not (model._meta.app_label == target._meta.app_label or target.__module__.startswith("mulin.core."))
    ]
    assert not astray


def test_foreign_keys_inside_core_go_down() -> None:
    keys = [(model, target, name) for model, target, name in foreign_keys() if layer(model) == "core"]
    assert {model._meta.app_label for model, _target, _name in keys} >= {"people", "groups", "access", "meetings"}
    astray = [
        name
        for model, target, name in keys
        if target._meta.app_label not in CORE or CORE.index(target._meta.app_label) > CORE.index(model._meta.app_label)
    ]
    assert not astray


def test_every_core_noun_is_in_the_order() -> None:
    assert {model._meta.app_label for model in own_models() if layer(model) == "core"} == set(CORE)


def test_no_module_is_named_by_nothing() -> None:
    named = sources(".py")
    assert named
    assert not [str(path.relative_to(ROOT)) for path in named if path.stem in BANNED]
    assert not [str(path.relative_to(ROOT)) for path in named if set(path.parts) & BANNED]


def test_no_source_file_is_longer_than_one_can_keep_in_mind() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(".py", ".css", ".js", ".html")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    }
    assert not long


def test_no_template_carries_a_style_attribute() -> None:
    templates = sources(".html", ".svg")
    assert templates
    pattern = re.compile(r"<[^>]*\sstyle\s*=", re.DOTALL)
    assert not [str(path.relative_to(ROOT)) for path in templates if pattern.search(path.read_text(encoding="utf-8"))]


def test_every_model_has_a_policy_or_a_reason() -> None:
    covered = {model._meta.label for model in gate.policies()}
    known = {model._meta.label for model in own_models()}
    assert not known - covered - set(NO_POLICY), "a model without a policy and without a reason"
    assert not covered & set(NO_POLICY), "a reason for a model that has a policy"
    assert not set(NO_POLICY) - known, "a reason for a model that is not there"


def links(page: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:|#", target):
            yield unquote(target.partition("#")[0])


def prose() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("text", prose(), ids=lambda text: str(text.relative_to(ROOT)))
def test_every_link_of_the_prose_leads_to_a_file(text: Path) -> None:
    assert not [target for target in links(text) if not (text.parent / target).exists()]


def test_readme_names_both_languages_and_the_way_in() -> None:
    for page in ("README.md", "README.zh-CN.md"):
        found = set(links(ROOT / page))
        assert {"ARCHITECTURE.md", "GLOSSARY.md", "CONTRIBUTING.md", "LICENSE"} <= found


def test_architecture_shows_the_picture_that_is_enforced() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    picture = re.search(r"```text\n(.*?)```", text, re.DOTALL)
    assert picture
    rows = [line.split()[0] for line in picture[1].splitlines() if re.match(r"   [a-z]", line)]
    assert rows == ["project", "portal", "apps", "core", "engines", "canon"]
    order = " ▸ ".join([*reversed(CORE), "pages", "gate", "refusals"])
    assert order in text
    configured = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for upper, lower in pairwise(
        [
            "mulin.core.meetings",
            "mulin.core.notifications",
            "mulin.core.access",
            "mulin.core.groups",
            "mulin.core.people",
        ]
    ):
        assert f'"{upper}", "{lower}"' in configured


def test_decisions_are_numbered_sentences() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    assert records
    for path in records:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# "), path.name
        assert len(lines) <= 30, path.name
        assert [line for line in lines if line.startswith("## ")] == ["## Context", "## Decision", "## What it costs"]


def test_glossary_knows_every_verb_of_the_register() -> None:
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    verbs = {*timeline._TELL, *survey_telling.TELL, *brief_telling.TELL, *meetings_telling._TELL, *access_telling._TELL}
    assert len(verbs) > 40
    assert not [verb for verb in sorted(verbs) if f"| `{verb}` |" not in text]
