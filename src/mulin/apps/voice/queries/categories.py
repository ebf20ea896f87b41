"""Categories as they hold today, and which three a text suggests, with the words that decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from mulin.apps.voice.models import Category, Learnt
from mulin.core.language import in_english
from mulin.core.records.days import local_day
from mulin.engines.text import Model, categorise

KEY, IN_USE = "mulin.categories", "mulin.categories.in-use"


def on(day: date) -> list[Category]:
    """The categories that hold on a day, in their order: the latest row of each code, unless it has ended."""
    rows: dict[str, Category] = {}
    for row in Category.objects.filter(starts_on__lte=day).order_by("code", "starts_on"):
        rows[row.code] = row
    holding = [row for row in rows.values() if row.ends_on is None or row.ends_on >= day]
    return sorted(holding, key=lambda row: (row.order, row.code))


def _all() -> list[tuple[str, str, str, bool]]:
    """Code, names, and whether it holds today; asked of the database at most once a minute."""
    rows: list[tuple[str, str, str, bool]] | None = cache.get(KEY)
    if rows is None:
        today = on(local_day(timezone.now()))
        codes = {row.code for row in today}
        gone = {row.code: row for row in Category.objects.filter(~Q(code__in=codes)).order_by("starts_on")}
        rows = [(row.code, row.name, row.name_en or row.name, row.code in codes) for row in (*today, *gone.values())]
        cache.set(KEY, rows, 60)
    return rows


def _named(rows: Sequence[tuple[str, str, str, bool]]) -> dict[str, str]:
    english = in_english()
    return {code: name_en if english else name for code, name, name_en, _now in rows}


def names() -> dict[str, str]:
    """Code and name of what may be chosen today, in the order of the forms."""
    return _named([row for row in _all() if row[3]])


def name(code: str) -> str:
    """What a code is called, also one that is no longer in use."""
    return _named(_all()).get(code, code)


@dataclass(frozen=True)
class Suggested:
    """A category that a text suggests, the words that decided, and whether it leads by the published margin."""

    code: str
    name: str
    words: tuple[str, ...]
    sure: bool


def _in_use() -> tuple[str, int]:
    """Fingerprint and key of the version in use, asked of the database at most once a minute."""
    found: tuple[str, int] | None = cache.get(IN_USE)
    if found is None:
        found = Learnt.objects.filter(in_use=True).values_list("sha256", "pk").first() or ("", 0)
        cache.set(IN_USE, found, 60)
    return found


class _Reader:
    """The categoriser in use, read once in each process and again when another takes its place."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: tuple[str, Model] | None = None

    def model(self) -> Model | None:
        """What was learnt last, else what the words of the categories say; None while there is no category."""
        sha, key = _in_use()
        with self._lock:
            if sha and (self._known is None or self._known[0] != sha):
                data = Learnt.objects.filter(pk=key, forgotten_at=None).values_list("data", flat=True).first()
                if data:
                    self._known = sha, Model.from_bytes(bytes(data))
            if self._known is not None and self._known[0] == sha:
                return self._known[1]
        words = words_of(on(local_day(timezone.now())))
        if not any(words.values()):
            return None
        mark = repr(sorted(words.items()))
        with self._lock:
            if self._known is None or self._known[0] != mark:
                self._known = mark, Model.from_taxonomy(words)
            return self._known[1]


_reader = _Reader()


def words_of(rows: Sequence[Category]) -> dict[str, list[str]]:
    """The words of each category, for the trainer; a category without words is taught by its name."""
    return {row.code: row.words.split() or [row.name] for row in rows}


def suggest(text: str) -> list[Suggested]:
    """The three categories a text speaks for, the best first. Nothing is ever filed by itself."""
    model = _reader.model() if text.strip() else None
    if model is None:
        return []
    known = names()
    ranking = categorise(model, text, most=len(model.labels))
    best = [one for one in ranking.suggestions if one.label in known][:3]
    return [
        Suggested(
            one.label,
            known[one.label],
            tuple(term.words for term in one.evidence[:4]),
            ranking.sure and at == 0 and one is ranking.suggestions[0],
        )
        for at, one in enumerate(best)
    ]
