"""The index of what is open, one in each server process: open matters as they are public, voices that wait.

It follows the register: nothing opens, closes, is merged or shredded without an entry, so the threads of the entries
since the last look are read again and nothing else. A new day, a register that does not continue the one seen, or very
many changes make it anew, in the background if it is large. It only proposes: rows are read and seen through the gate.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock, Thread

from django.db import connection
from django.db.models import Q

from mulin import canon
from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.rules.matter import JUDGING, LIVE
from mulin.core.records.days import local_day
from mulin.core.records.models import Chain, Entry
from mulin.core.records.writing import REGISTER
from mulin.engines.text import Index

AT_ONCE = 100  # texts that a page takes in by itself
OTHERS = 200  # in a street where three things are open, what two of them say is not yet an everyday word
OPEN = [*LIVE, *JUDGING]
_CHUNK = 500
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Near:
    """A candidate: a matter or a voice by its thread, where it is about, and how near its text is."""

    kind: str
    thread: int
    path: str
    score: float


@dataclass
class Memory:
    """The index, and up to where of the register it is true."""

    day: date
    seq: int
    head: str
    index: Index = field(default_factory=lambda: Index(others=OTHERS))
    paths: dict[str, str] = field(default_factory=dict)

    def read(self, threads: Sequence[int]) -> None:
        """Take these threads as they are now."""
        for thread in threads:
            for key in (f"matter {thread}", f"voice {thread}"):
                if self.paths.pop(key, None) is not None:
                    self.index.remove(key)
        for key, path, title, text in texts_of(Q(thread__in=threads)):
            self.add(key, path, title, text)

    def add(self, key: str, path: str, title: str, text: str) -> None:
        """Take in one text."""
        self.index.add(key, text, title=title)
        self.paths[key] = path


def texts_of(which: Q) -> Iterator[tuple[str, str, str, str]]:
    """Key, place, title and text of what is open: a matter's public words, a waiting voice's own."""
    matters = Matter.objects.filter(which, phase__in=OPEN)
    for thread, path, title, text in matters.values_list("thread", "place_path", "title", "description").iterator():
        yield f"matter {thread}", path, title, text
    voices = Voice.objects.filter(which, state=Voice.State.WAITING, words__shredded_at=None)
    for thread, path, words in voices.values_list("thread", "place_path", "words__text").iterator():
        yield f"voice {thread}", path, "", words


def _register() -> tuple[int, str]:
    return Chain.objects.filter(name=REGISTER).values_list("seq", "head").first() or (0, canon.GENESIS)


def _continues(memory: Memory, seq: int) -> bool:
    """Whether the register is the one that was seen, grown longer."""
    if not memory.seq:
        return True
    return memory.seq <= seq and Entry.objects.filter(seq=memory.seq, hash=memory.head).exists()


class Keeper:
    """The memory of one process, safe among its threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._memory: Memory | None = None
        self._builder: Thread | None = None

    def near(self, text: str, *, now: datetime, most: int, least: float) -> list[Near]:
        """The nearest open texts; none while the first index is being made."""
        with self._lock:
            self._follow(local_day(now))
            if self._memory is None:
                return []
            found = self._memory.index.similar(text, most, least=least)
            return [
                Near(kind, int(thread), self._memory.paths[match.key], match.score)
                for match in found
                for kind, thread in [match.key.split()]
            ]

    def shared(self, text: str, others: Iterable[str]) -> list[list[tuple[int, int]]]:
        """Where each other text says the same."""
        with self._lock:
            index = self._memory.index if self._memory else Index(others=OTHERS)
            return [index.shared(text, other) for other in others]

    def _follow(self, day: date) -> None:
        seq, head = _register()
        memory = self._memory
        if memory is not None and memory.day == day:
            if memory.head == head:
                return
            if _continues(memory, seq):
                later = Entry.objects.filter(seq__gt=memory.seq).order_by().values_list("thread", flat=True)
                threads = list(later.distinct()[: AT_ONCE + 1])
                if len(threads) <= AT_ONCE:
                    memory.read(threads)
                    memory.seq, memory.head = seq, head
                    return
            else:
                self._memory = None
        fresh = Memory(day, seq, head)
        texts = texts_of(Q())
        for _count, text in zip(range(AT_ONCE), texts, strict=False):
            fresh.add(*text)
        if next(texts, None) is None:
            self._memory = fresh
        elif self._builder is None or not self._builder.is_alive():
            self._builder = Thread(target=self._build, args=(day,), name="open-texts", daemon=True)
            self._builder.start()

    def _build(self, day: date) -> None:
        """Make a large index beside the pages; what happens meanwhile is caught up with by the next page."""
        try:
            fresh = Memory(day, *_register())
            for text in texts_of(Q()):
                fresh.add(*text)
            with self._lock:
                self._memory = fresh
        except Exception:
            logger.exception("the index of open texts could not be made")
        finally:
            connection.close()


keeper = Keeper()
