"""Chinese text: search terms, categories, the same issue, hot topics, places."""

from mulin.engines.text.categorise import Ranking, Suggestion, categorise
from mulin.engines.text.evidence import Term
from mulin.engines.text.model import Example, Model, ModelError, train
from mulin.engines.text.places import Gazetteer, Span, places
from mulin.engines.text.quality import Quality
from mulin.engines.text.similar import Index, Match
from mulin.engines.text.tokens import Query, index_terms, normal, query
from mulin.engines.text.topics import Message, Topic, topics

__all__ = [
    "Example",
    "Gazetteer",
    "Index",
    "Match",
    "Message",
    "Model",
    "ModelError",
    "Quality",
    "Query",
    "Ranking",
    "Span",
    "Suggestion",
    "Term",
    "Topic",
    "categorise",
    "index_terms",
    "normal",
    "places",
    "query",
    "topics",
    "train",
]
