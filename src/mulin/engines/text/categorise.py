"""Suggest the categories of a message, each with the words that decided.

Nothing is filed by itself unless the first category leads the second by the published margin, and the margin is
measured in training on examples the model had not seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mulin.engines.text.evidence import Term, terms
from mulin.engines.text.grams import compact
from mulin.engines.text.model import LONGEST, Model

_SHORT = 40


@dataclass(frozen=True)
class Suggestion:
    """A category with its decision value and the words that decided, the weightiest first."""

    label: str
    value: float
    evidence: tuple[Term, ...]


@dataclass(frozen=True)
class Ranking:
    """The categories, best first; `margin` is the lead of the first, `sure` whether it reaches the published one."""

    suggestions: tuple[Suggestion, ...]
    margin: float
    sure: bool


def categorise(model: Model, text: str, *, title: str = "", most: int = 3, reasons: int = 5) -> Ranking:
    """Rank the categories for a message.

    Parameters
    ----------
    model
        What `train` gave.
    text
        What was said. Without a title, a text of at most 40 characters is read as a title.
    title
        Its title, if it has one.
    most
        How many categories to give.
    reasons
        How many pieces of evidence to give for each.

    Returns
    -------
    Ranking
        An empty text gets the most frequent categories and is never sure.

    """
    title, detail = compact(title[:LONGEST]), compact(text[:LONGEST])
    if not title and len(detail) <= _SHORT:
        title, detail = detail, ""
    views = [(view, part) for view, part in ((model.title, title), (model.detail, detail)) if part]
    readings = [(part, view.read(part)) for view, part in views]
    nothing = model.title.weights[-1] + model.detail.weights[-1]
    values = np.sum([reading.values() for _, reading in readings], axis=0) if readings else nothing
    order = np.argsort(-values, kind="stable")
    margin = float(values[order[0]] - values[order[1]]) if len(order) > 1 else 0.0
    suggestions = []
    chosen = order[:most].tolist()
    felt = [(part, reading.influence(len(part), chosen)) for part, reading in readings]
    for rank, at in enumerate(chosen):
        found: dict[str, float] = {}
        for part, influence in felt:
            for term in terms(part, influence[rank], reasons):
                found[term.words] = found.get(term.words, 0.0) + term.weight
        ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:reasons]
        evidence = tuple(Term(words, weight) for words, weight in ranked)
        suggestions.append(Suggestion(model.labels[at], float(values[at]), evidence))
    quality = model.qualities.get(kind_of(title, detail))
    sure = quality is not None and margin >= quality.margin and bool(suggestions and suggestions[0].evidence)
    return Ranking(tuple(suggestions), margin, sure)


def kind_of(title: str, detail: str) -> str:
    """Name what there is of a message; margins are published for each kind apart."""
    return ("both" if detail else "title") if title else "detail"
