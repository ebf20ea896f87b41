"""A categoriser: what it has learnt, how good it was found to be, and its bytes.

A title view and a detail view are linear support vector machines over character n-grams; their decision values are
added. It is trained on the workers' own decisions, and starts from the words of the categories.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from mulin.engines.text.grams import Floats, compact
from mulin.engines.text.lesson import ENOUGH, Lesson
from mulin.engines.text.linear import View
from mulin.engines.text.quality import Quality

LONGEST = 20_000  # characters of a message that are read

_MAGIC = b"MULIN-CATEGORIES"
_VERSION = 2
_HEAD = struct.Struct("<16sIIII32s")  # magic, version, lengths of the three parts, SHA-256 of the parts


class ModelError(ValueError):
    """The bytes are no model, damaged, or of a version this program does not read."""


@dataclass(frozen=True)
class Example:
    """A message that a worker has put into a category; either text may be empty."""

    label: str
    title: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Model:
    """A title view and a detail view over the same labels.

    Attributes
    ----------
    labels
        The categories, sorted.
    title, detail
        The two views.
    examples
        How many examples it was trained on.
    qualities
        For ``title``, ``detail`` and ``both``, where there were enough examples of the kind.

    """

    labels: tuple[str, ...]
    title: View
    detail: View
    examples: int
    qualities: Mapping[str, Quality]

    @classmethod
    def from_taxonomy(cls, words: Mapping[str, Iterable[str]]) -> Model:
        """Make the model of a new installation, which knows only the words of its categories.

        Examples
        --------
        >>> model = Model.from_taxonomy({"环境保护": ["噪音", "油烟", "污水"], "交通运输": ["公交", "停车", "道路"]})
        >>> model.labels[model.values(["楼下烧烤店油烟太大"], [""]).argmax()]
        '环境保护'

        """
        return train([], words)

    def values(self, titles: Sequence[str], details: Sequence[str]) -> Floats:
        """Give the summed decision values of n messages (compact texts, one of the two may be empty).

        Returns
        -------
        ndarray of float32, shape (n, labels)

        """
        values = np.zeros((len(titles), len(self.labels)), np.float32)
        nothing = np.array([not title and not detail for title, detail in zip(titles, details, strict=True)], bool)
        for view, texts in ((self.title, titles), (self.detail, details)):
            there = np.flatnonzero(np.array([bool(text) for text in texts], bool) | nothing)
            values[there] += view.values([texts[at] for at in there.tolist()])
        return values

    def to_bytes(self) -> bytes:
        """Give the model as bytes, the same for the same model; no code is inside."""
        about = {
            "labels": self.labels,
            "examples": self.examples,
            "qualities": {kind: asdict(quality) for kind, quality in sorted(self.qualities.items())},
        }
        parts = (json.dumps(about, ensure_ascii=True).encode(), self.title.to_bytes(), self.detail.to_bytes())
        body = b"".join(parts)
        return _HEAD.pack(_MAGIC, _VERSION, *map(len, parts), hashlib.sha256(body).digest()) + body

    @classmethod
    def from_bytes(cls, data: bytes) -> Model:
        """Read a model.

        Raises
        ------
        ModelError
            The bytes are something else, damaged, or of another version.

        """
        if len(data) < _HEAD.size:
            raise ModelError("too short for a model")
        magic, version, *lengths, digest = _HEAD.unpack_from(data)
        body = data[_HEAD.size :]
        if magic != _MAGIC:
            raise ModelError("not a model")
        if version != _VERSION:
            raise ModelError(f"version {version} of the model, this program reads {_VERSION}")
        if sum(lengths) != len(body) or hashlib.sha256(body).digest() != digest:
            raise ModelError("the model is damaged")
        about = json.loads(body[: lengths[0]])
        title = View.from_bytes(body[lengths[0] : lengths[0] + lengths[1]])
        detail = View.from_bytes(body[lengths[0] + lengths[1] :])
        qualities = {
            kind: Quality(**{**quality, "table": tuple(map(tuple, quality["table"]))})
            for kind, quality in about["qualities"].items()
        }
        return cls(tuple(about["labels"]), title, detail, about["examples"], qualities)


def train(
    examples: Iterable[Example], words: Mapping[str, Iterable[str]] | None = None, *, measure: bool = True
) -> Model:
    """Train on examples, and measure the margins.

    Parameters
    ----------
    examples
        Messages with their category. The order does not matter beyond rounding; equal input gives equal bytes.
    words
        Words of each category (the taxonomy); a category may have words and no example yet.
    measure
        Whether to find, by training three more times on two thirds, how good the model is. Without it nothing
        is ever filed by itself.

    Raises
    ------
    ValueError
        There is no category at all.

    Examples
    --------
    >>> model = train([Example("路灯", "三号楼路灯不亮"), Example("噪音", "夜里施工太吵")])
    >>> model.labels[model.values(["路灯坏了"], [""]).argmax()]
    '路灯'

    """
    known = [(e.label, compact(e.title[:LONGEST]), compact(e.detail[:LONGEST])) for e in examples]
    taught = [(label, compact(word)) for label, of_label in (words or {}).items() for word in of_label]
    labels = tuple(sorted({label for label, *_ in known} | {label for label, _ in taught}))
    if not labels:
        raise ValueError("no category to learn")
    place = {label: at for at, label in enumerate(labels)}
    classes = np.array([place[label] for label, *_ in known], np.int64)
    titles, details = [title for _, title, _ in known], [detail for *_, detail in known]
    lesson = Lesson(titles, details, classes, [(place[label], word) for label, word in taught], len(labels))
    everything = np.ones(len(known), bool)
    title_view, detail_view = lesson.views(everything)
    qualities = lesson.qualities() if measure and len(known) >= ENOUGH else {}
    return Model(labels, title_view, detail_view, len(known), qualities)
