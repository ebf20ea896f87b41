"""Chinese text: search terms, categories, the same issue, hot topics, places."""

from mulin.engines.text.categorise import Ranking, Suggestion, categorise
from mulin.engines.text.evidence import Term
from mulin.engines.text.model import Example, Model, ModelError, train
from mulin.engines.text.quality import Quality
from mulin.engines.text.tokens import Query, index_terms, normal, query

__all__ = [
    "Example",
    "Model",
    "ModelError",
    "Quality",
    "Query",
    "Ranking",
    "Suggestion",
    "Term",
    "categorise",
    "index_terms",
    "normal",
    "query",
    "train",
]
