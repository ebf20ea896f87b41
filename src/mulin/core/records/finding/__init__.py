"""Finding things by the words they contain, exact to the character.

Whoever writes a text calls `index(kind, pk, text, marks=)` in the same transaction, and `forget(kind, pks)` when it
goes. `matching(rows, kind, words, marks=)` narrows rows to those that contain every word, newest first; who may see
them is still asked at the gate. A kind is named once with `register(Kind(...))` in `AppConfig.ready`: from then on
`mulin verify` compares the index with the texts, and `mulin reindex` builds it anew.

A mark is an exact tag of a text (its owner, its community). Texts of others are then not even looked at:
`marks=` names tags of which a text must bear at least one.
"""

from mulin.core.records.finding.kinds import Kind, Text, every, register
from mulin.core.records.finding.matching import matching
from mulin.core.records.finding.rebuilding import differences, rebuild
from mulin.core.records.finding.writing import forget, index, index_many, refresh

__all__ = [
    "Kind",
    "Text",
    "differences",
    "every",
    "forget",
    "index",
    "index_many",
    "matching",
    "rebuild",
    "refresh",
    "register",
]
