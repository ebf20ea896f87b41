"""`mulin import messages FILE`: what people wrote elsewhere becomes voices here.

Dry run, column mapping, a file of rejects, a progress bar. Every message is known by file kind and its own id, so that
a run that was broken off is simply started again: nothing comes in twice.
"""

from __future__ import annotations

import csv
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from mulin.apps.voice.actions import intake
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Channel, Voice
from mulin.core.gate import Viewer
from mulin.core.places.models import Place
from mulin.core.records.writing import writing
from mulin.core.refusals import Refusal
from mulin.project.tables import BadTable, Row, rows

ZONE = ZoneInfo("Asia/Shanghai")
BATCH = 200
KNOWN = {
    "id": ("id", "编号", "留言编号", "序号", "message_id"),
    "user": ("user", "用户", "留言用户", "昵称", "反映人"),
    "title": ("title", "主题", "标题", "留言主题"),
    "time": ("time", "时间", "留言时间", "日期", "heard_at"),
    "words": ("detail", "详情", "内容", "留言详情", "正文", "words"),
}
TIMES = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y-%m-%d")


@dataclass
class Outcome:
    """What a run did."""

    read: int = 0
    new: int = 0
    known: int = 0
    rejected: list[tuple[int, str, Mapping[str, str]]] = field(default_factory=list)


@dataclass(frozen=True)
class Message:
    """One message as it will be recorded."""

    line: int
    key: str
    words: str
    user: str
    heard_at: datetime | None


class BadRow(ValueError):  # noqa: N818 - named by what it is
    """One row cannot come in; the message says why."""


def mapping(head: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Which column holds what: as chosen, else guessed from its name.

    Raises
    ------
    BadTable
        A chosen column is not there, or no column holds words.
    """
    columns = {name.strip().lower(): name for name in head}
    found: dict[str, str] = {}
    for what, names in KNOWN.items():
        wanted = (chosen[what],) if what in chosen else names
        hit = next((columns[name.lower()] for name in wanted if name.lower() in columns), "")
        if hit:
            found[what] = hit
        elif what in chosen:
            raise BadTable(f"没有叫“{chosen[what]}”的列。文件里有：{'、'.join(columns.values())}")
    if "words" not in found and "title" not in found:
        raise BadTable(f"看不出哪一列是说的话。请用 --map words=列名 指明。文件里有：{'、'.join(columns.values())}")
    return found


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    for form in TIMES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=ZONE)
        except ValueError:
            continue
    raise BadRow(f"看不懂时间“{text}”")


def message(row: Row, columns: Mapping[str, str], now: datetime) -> Message:
    """One row as a message.

    Raises
    ------
    BadRow
        Everything that is wrong with it, by column: no words or too many, a time nobody can read or that cannot be.
    """
    cell = {what: row.cells.get(name, "") for what, name in columns.items()}
    title, words = cell.get("title", "").strip(), re.sub(r"[ \t]*\n\s*", "\n", cell.get("words", "")).strip()
    text, heard_at, wrong = words if title in words else f"{title}\n{words}".strip(), None, []
    told = columns.get("words") or columns["title"]
    try:
        intake.clean_words(text)
    except Refusal as bad:
        wrong.append(f"{told}：{bad if text else '没有说的话'}")
    try:
        heard_at = _moment(cell.get("time", ""))
        intake.clean_moment(heard_at, now)
    except (BadRow, Refusal) as bad:
        wrong.append(f"{columns['time']}：{bad}")
    if wrong:
        raise BadRow("；".join(wrong))
    own = cell.get("id", "") or hashlib.sha256(f"{cell.get('user', '')}\n{text}".encode()).hexdigest()[:24]
    return Message(row.line, f"message:{own}"[:80], text, cell.get("user", "")[:120], heard_at)


def _batches(found: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(found, BATCH)):
        yield batch


def run(
    path: Path, *, place: Place, by: Viewer, now: datetime, chosen: Mapping[str, str], dry: bool, limit: int = 0
) -> Outcome:
    """Read a file into voices of a place, batch by batch; each batch is one transaction.

    Raises
    ------
    BadTable
        The file as a whole cannot be read.
    """
    outcome = Outcome()
    found = rows(path)
    first = next(found, None)
    if first is None:
        return outcome
    columns = mapping(first.cells, chosen)
    everything = islice((row for part in ([first], found) for row in part), limit or None)
    for batch in _batches(everything):
        messages = []
        for row in batch:
            outcome.read += 1
            try:
                messages.append((row, message(row, columns, now)))
            except BadRow as bad:
                outcome.rejected.append((row.line, str(bad), row.cells))
        keys = {one.key for _row, one in messages}
        there = set(Voice.objects.filter(source_key__in=keys).values_list("source_key", flat=True))
        _write(messages, there, place=place, by=by, now=now, outcome=outcome, dry=dry)
        _progress(outcome)
    outcome.rejected.sort(key=lambda one: one[0])
    return outcome


def _write(
    messages: list[tuple[Row, Message]],
    there: set[str],
    *,
    place: Place,
    by: Viewer,
    now: datetime,
    outcome: Outcome,
    dry: bool,
) -> None:
    with writing(by=by, now=now):
        for row, one in messages:
            if one.key in there:
                outcome.known += 1
                continue
            try:
                if dry:
                    intake.check(one.words, one.heard_at, now)
                else:
                    intake.record(
                        by=by,
                        now=now,
                        words=one.words,
                        channel=Channel.IMPORT,
                        place=place,
                        speaker=Speaker(name=one.user),
                        heard_at=one.heard_at,
                        with_slip=False,
                        source_key=one.key,
                    )
            except Refusal as no:
                outcome.rejected.append((row.line, str(no), row.cells))
            else:
                outcome.new += 1
                there.add(one.key)  # a row sent back does not stand in the way of a good one with its number


def _progress(outcome: Outcome) -> None:
    if sys.stderr.isatty():
        back = len(outcome.rejected)
        sys.stderr.write(f"\r读了 {outcome.read} 条，新 {outcome.new}，已有 {outcome.known}，退回 {back} ")
        sys.stderr.flush()


def write_rejects(path: Path, outcome: Outcome) -> None:
    """The rows that did not come in, with the reason, ready to be mended and read again."""
    names = list(dict.fromkeys(name for _line, _why, cells in outcome.rejected for name in cells))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(["行号", "退回的原因", *names])
        for line, why, cells in outcome.rejected:
            out.writerow([line, why, *(_harmless(cells.get(name, "")) for name in names)])


def _harmless(text: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text
