"""Every model of the project is part of a person's copy and erasure, or says why nobody can be found in it."""

from __future__ import annotations

from django.apps import apps

from mulin.core.people import holdings

# models in which nobody can be found, and why
NOBODY = {
    "records.Series": "a counter of numbers",
    "records.Thread": "titles are written by workers about things, and are public; who is meant is said by the app",
    "records.Chain": "heads of chains",
    "records.SealKey": "random keys; each goes with the sealed text that a part covers",
    "records.Findable": "what texts are found by; each goes with the text that a part covers",
    "records.Day": "heads of chains",
    "records.Once": "random tokens and register numbers; gone after days",
    "records.RetentionRule": "settings; who set them is a reference to a login",
    "places.Place": "streets, houses and doors; who lives there is said by people.Person",
    "groups.Group": "units and associations, with their public telephone",
    "access.OneTimeLink": "links for the staff of a unit, as MACs",
    "access.ApiKey": "keys of programs, as MACs, with the name of a unit or a firm",
    "access.Attempt": "counters; whom they are about is a MAC",
    "access.LookSeal": "hashes over hours of looks",
    "access.LookTombstone": "hashes over looks that are gone",
    "meetings.Meeting": "what was called and decided, in public words",
    "meetings.AgendaItem": "what a meeting takes up, in public words",
    "records.CalendarDay": "holidays",
    "voice.Brief": "public words about things; quotations are read from the voices, which are covered",
    "voice.MonthNote": "what the office writes about the figures of a month",
    "voice.RateRule": "public rules",
    "voice.ResponseClass": "public rules",
    "voice.Round": "counts of a matter",
    "voice.Survey": "questions and results in public words, whole numbers of ten people and more",
    "voice.PopulationFigure": "how many people, never who",
    "voice.DiaryHandOver": "which login may read the diary of which other",
    "voice.Route": "units and places",
    "voice.Matter": "a worker's public words about a thing, never who spoke",
    "voice.Sheet": "codes of printed forms; whose voice it was printed for is covered with the voice",
    "voice.Category": "names and words of categories",
    "voice.Decision": "which category a worker chose for a public matter",
    "voice.Learnt": "weights of pieces of up to three characters; emptied the night after words it had read are erased",
    "voice.VoiceLink": "ties a voice to a matter; the voice is covered",
    "voice.Commitment": "what a unit promised, in public",
    "jobs.Job": "ids and figures only, checked when they are written",
    # of Django itself
    "auth.Permission": "names of rights",
    "auth.Group": "not used",
    "contenttypes.ContentType": "names of models",
}


def labels() -> set[str]:
    return {model._meta.label for model in apps.get_models(include_auto_created=True)}


def covered() -> set[str]:
    return {label for holding in holdings.every() for label in holding.covers}


def test_every_model_is_covered_or_has_a_reason() -> None:
    missing = {label for label in labels() - covered() - set(NOBODY) if not apps.get_model(label)._meta.auto_created}
    assert not missing, "a model that may hold a person: cover it in a holding, or say why it holds nobody"
    assert not covered() & set(NOBODY), "a reason for a model that a part covers"
    assert not covered() - labels(), "a part covers a model that is not there"
    assert not set(NOBODY) - labels() - {"jobs.Job"}, "a reason for a model that is not there"


def test_whatever_points_at_a_person_is_covered() -> None:
    """A reason is no excuse for a model with a foreign key to a person or a login's person."""
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if not field.auto_created
        and field.is_relation
        and getattr(field.related_model, "_meta", None)
        and field.related_model._meta.label in {"people.Person", "access.Login", "voice.Voice", "records.Sealed"}
    }
    assert {"voice.Voice", "meetings.Attendance", "access.Card", "people.Consent"} <= pointing
    assert not pointing - covered() - {"voice.VoiceLink", "voice.Sheet", "records.SealKey"}


def test_the_person_herself_goes_last_and_every_part_has_a_title() -> None:
    ranks = {holding.name: holding.rank for holding in holdings.every()}
    assert max(ranks, key=lambda name: ranks[name]) == "people"
    assert len(ranks) == len(set(ranks.values())), "two parts of the same rank have no order"
    assert all(str(holding.title) for holding in holdings.every())
