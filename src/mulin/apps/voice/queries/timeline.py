"""What happened under a number, in a neighbour's words: the register's entries told one by one.

Public lines say what and by whom (staff and units by name, residents never). What a resident said herself is sealed and
only told to those who may read her voice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mulin.apps.voice.rules import lateness
from mulin.apps.voice.rules.pauses import PAUSES
from mulin.core.access.naming import names
from mulin.core.groups.queries import NAMES
from mulin.core.records.models import Attachment, Entry, Thread
from mulin.core.records.telling import resident
from mulin.core.records.writing import Line, read


@dataclass(frozen=True)
class Told:
    """One line of the story."""

    at: datetime
    who: str
    what: str
    text: str = ""
    verb: str = ""
    seq: int = 0
    photos: tuple[Attachment, ...] = field(default_factory=tuple)


def short_day(day: date) -> str:
    """11月24日, in the visitor's language."""
    return dateformat.format(day, _("n月j日"))


def _day(text: str) -> str:
    return short_day(date.fromisoformat(text))


def _share(share: list[int]) -> str:
    yes, judged, voices = share
    return _("%(voices)s 位反映人，%(judged)s 位评了，%(yes)s 位说解决了") % {
        "voices": voices,
        "judged": judged,
        "yes": yes,
    }


def _told_to(fact: dict[str, Any]) -> str:
    name = fact["to_name"]
    if fact["step"] < lateness.LEADERS:
        return _("晚了，报给%(to)s") % {"to": NAMES.title(name)}
    return _("晚了，报给%(to)s领导班子") % {"to": NAMES.title(name.removesuffix(lateness.LEADERS_OF))}


Teller = Callable[[dict[str, Any]], tuple[str, str]]

_OUTCOMES: dict[str, Callable[[], str]] = {
    "solved": lambda: _("了结：反映人说解决了"),
    "explained": lambda: _("了结：说明了办不了的原因"),
    "unjudged": lambda: _("了结：没有人来评，不算解决"),
}
_LEVELS: dict[int, Callable[[], str]] = {
    1: lambda: _("升到社区"),
    2: lambda: _("升到街道"),
    3: lambda: _("提请开会议一议"),
}

_TELL: dict[str, Teller] = {
    "heard": lambda fact: (_("有人说了一件事，记下来了"), ""),
    "slip_issued": lambda fact: (_("补发了回执") if fact["again"] else _("发了回执"), fact.get("reason", "")),
    "corrected": lambda fact: (_("反映人补充了几句"), ""),
    "confirmed": lambda fact: (_("反映人看过，说没记错"), ""),
    "consented": lambda fact: (_("反映人同意公开原话"), ""),
    "consent_withdrawn": lambda fact: (_("反映人不再公开原话"), ""),
    "answered": lambda fact: (_("当场作了答复"), ""),
    "referred": lambda fact: (_("转到别处"), fact["where"]),
    "withdrawn": lambda fact: (_("反映人收回了这条民声"), ""),
    "redacted": lambda fact: (_("应本人要求，原话已删除"), ""),
    "linked_to": lambda fact: (_("归入 %(number)s") % {"number": fact["matter"]}, ""),
    "unlinked_from": lambda fact: (_("从 %(number)s 移出") % {"number": fact["matter"]}, fact["reason"]),
    "opened": lambda fact: (
        _("从 %(number)s 拆出来，另立事项") % {"number": fact["out_of"]} if "out_of" in fact else _("立为事项"),
        fact["title"],
    ),
    "linked": lambda fact: (_("又有一位邻居说了同一件事"), ""),
    "unlinked": lambda fact: (_("移出一条民声"), fact["reason"]),
    "recategorised": lambda fact: (
        _("改了类别：%(was)s → %(now)s") % {"was": fact["was_name"], "now": fact["name"]},
        fact["reason"],
    ),
    "split": lambda fact: (
        ngettext("%(n)s 条民声拆出去另立：%(number)s", "%(n)s 条民声拆出去另立：%(number)s", fact["count"])
        % {"n": fact["count"], "number": fact["into"]},
        fact["reason"],
    ),
    "edited": lambda fact: (_("改写了标题和说明"), fact["title"]),
    "asked": lambda fact: (
        _("请%(unit)s来办") % {"unit": NAMES.title(fact["to_name"])},
        "\n".join(part for part in (fact["text"], fact.get("why", "")) if part),
    ),
    "handover_proposed": lambda fact: (
        _("想转给%(unit)s；对方答应以前，还由%(holder)s负责")
        % {"unit": NAMES.title(fact["to_name"]), "holder": NAMES.title(fact["holder_name"])},
        fact["text"],
    ),
    "handover_accepted": lambda fact: (_("%(unit)s接过来了") % {"unit": NAMES.title(fact["to_name"])}, fact["text"]),
    "handover_refused": lambda fact: (
        _("%(unit)s没有接，还由原来的单位办") % {"unit": NAMES.title(fact["to_name"])},
        fact["text"],
    ),
    "accepted": lambda fact: (_("答应了，说归他们管"), fact["text"]),
    "declined": lambda fact: (
        _("说不归他们管，当天交到%(unit)s") % {"unit": NAMES.title(fact["back_to_name"])},
        fact["reason"],
    ),
    "promised": lambda fact: (_("承诺 %(day)s 前办好") % {"day": _day(fact["due"])}, fact["what"]),
    "date_proposed": lambda fact: (_("提议改到 %(day)s") % {"day": _day(fact["due"])}, fact["text"]),
    "date_agreed": lambda fact: (_("社区同意改期"), fact["text"]),
    "date_refused": lambda fact: (_("社区不同意改期，仍按原来的日子"), fact["text"]),
    "milestone": lambda fact: (_("列入计划，下一步 %(day)s 前") % {"day": _day(fact["due"])}, fact["text"]),
    "paused": lambda fact: (
        _("时限停到 %(day)s：%(why)s") % {"day": _day(fact["until"]), "why": PAUSES[fact["reason"]]},
        fact["text"],
    ),
    "resumed": lambda fact: (_("时限接着走"), ""),
    "late_told": lambda fact: (_told_to(fact), ""),
    "progress": lambda fact: (_("报告进展"), fact["text"]),
    "delivered": lambda fact: (_("办完了，请反映人评一评"), fact["text"]),
    "explained": lambda fact: (
        _("说明办不了"),
        fact["text"] + "\n" + _("依据：%(ground)s") % {"ground": fact["ground"]},
    ),
    "judged": lambda fact: (
        _("一位反映人评：解决了") if fact["solved"] else _("一位反映人评：没有解决"),
        "",
    ),
    "settled": lambda fact: (_OUTCOMES[fact["outcome"]](), _share(fact["share"])),
    "reopened": lambda fact: (
        _("没有解决，重新打开，%(level)s：%(holder)s")
        % {"level": _LEVELS[fact["level"]](), "holder": NAMES.title(fact["holder_name"])},
        _share(fact["share"]) if fact["share"][1] else "",
    ),
    "said_again": lambda fact: (_("反映人说：又出问题了"), ""),
    "met": lambda fact: (_("会议 %(number)s 议过了") % {"number": fact["meeting"]}, fact["text"]),
    "merged": lambda fact: (_("并入 %(number)s") % {"number": fact["into"]}, fact["reason"]),
    "unmerged": lambda fact: (_("重新分开"), fact["reason"]),
    "replied": lambda fact: (_("公开答复"), fact["text"]),
    "call_wanted": lambda fact: (_("请窗口联系反映人"), ""),
    "called": lambda fact: (_("窗口联系过反映人了"), ""),
}

COMPUTED = frozenset({"settled", "reopened"})  # nobody decides these: they follow from the judgements
BY_RULE = frozenset({"late_told"})  # nor this: it follows from the clock
PRIVATE = frozenset({"slip_issued", "consented", "consent_withdrawn", "corrected", "confirmed"})


def tell(line: Line) -> tuple[str, str]:
    """The sentence and the text of one entry."""
    return _TELL[line.verb](line.payload)


def story(thread: Thread, *, private: bool = False) -> list[Told]:
    """Everything under a number, oldest first; four queries however long it is."""
    rows = list(Entry.objects.filter(thread=thread).order_by("seq"))
    lines = read(rows)
    pictured = any(line.payload.get("photos") for line in lines)
    files = Attachment.objects.filter(thread=thread, audience=Attachment.PUBLIC) if pictured else ()
    photos = {row.sha256: row for row in files}
    told = names(ref for line in lines for ref in (line.actor, line.on_behalf_of) if ref)
    result = []
    for row, line in zip(rows, lines, strict=True):
        if line.verb not in _TELL or (line.verb in PRIVATE and not private):
            continue
        what, text = tell(line)
        who = told.get(line.actor) or resident(line)
        if line.verb in COMPUTED or line.verb in BY_RULE:
            who = _("按评议结果") if line.verb in COMPUTED else _("按时限")
        if line.on_behalf_of.startswith("unit:"):
            who = _("%(unit)s（%(worker)s代记）") % {"unit": told.get(line.on_behalf_of, ""), "worker": who}
        elif line.on_behalf_of:
            who = _("反映人（%(worker)s代办）") % {"worker": who}
        kept = tuple(photos[name] for name in line.payload.get("photos", ()) if name in photos)
        result.append(Told(line.at, who, what, text, line.verb, row.seq, kept))
    return result
