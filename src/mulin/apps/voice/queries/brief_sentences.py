"""A brief's five figures as sentences: each part of one is a figure that leads to exactly its rows.

The same sentences stand on the page and on paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mulin.apps.voice.models import Brief
from mulin.apps.voice.queries.brief import Counted
from mulin.apps.voice.rules.rates import Rate, Which
from mulin.core.records.days import local_day

GOOD, ALL, SILENT = "good", "all", "silent"


@dataclass(frozen=True)
class Clause:
    """A part of a sentence: its words, the figure in it, what it was at publishing, and whose rows it leads to."""

    words: str
    what: str
    n: int
    then: int | None = None

    @property
    def changed(self) -> bool:
        """Whether later entries changed the figure."""
        return self.then is not None and self.then != self.n

    @property
    def text(self) -> str:
        """Its words, with the figure of then where it was another."""
        return self.words + (_("（公布那天 %(n)s）") % {"n": self.then} if self.changed else "")


@dataclass(frozen=True)
class Sentence:
    """One figure set large (`figure`), the words that go on from it, and the parts that follow."""

    figure: str
    lead: Clause
    rest: tuple[Clause, ...]

    @property
    def parts(self) -> tuple[Clause, ...]:
        """All its parts."""
        return (self.lead, *self.rest)

    @property
    def words(self) -> str:
        """What follows the large figure, in one run, for paper."""
        return _("，").join([self.lead.text, *(clause.text for clause in self.rest)]) + _("。")


def sentences(brief: Brief, found: Counted) -> list[Sentence]:
    """What was said, promised, judged, answered in time, and whether people were content."""
    published = brief.counted
    then, rates = published.get("figures", {}), published.get("rates", {})
    figures = found.figures

    def part(words: str, what: str) -> Clause:
        return Clause(words, what, figures[what], then.get(what))

    def of(which: Which, words: str, place: int, what: str) -> Clause:
        rate = dict(found.three.named())[which]
        was = rates[which][place] if which in rates else None
        return Clause(words, f"{which}-{what}", (rate.good, rate.n, rate.silent)[place], was)

    answered, solved, satisfied = found.three
    n = figures
    return [
        _counted(
            part(ngettext("件事", "件事", n["matters"]), "matters"),
            [
                part(ngettext("一共说了 %(n)d 次", "一共说了 %(n)d 次", n["voices"]) % {"n": n["voices"]}, "voices"),
                part(
                    ngettext("来自 %(n)d 位留了姓名的邻居", "来自 %(n)d 位留了姓名的邻居", n["people"])
                    % {"n": n["people"]},
                    "people",
                ),
                part(
                    ngettext("没有留姓名的 %(n)d 次", "没有留姓名的 %(n)d 次", n["nameless"]) % {"n": n["nameless"]},
                    "nameless",
                ),
                *_first(found),
            ],
        ),
        _counted(
            part(ngettext("次有单位答应办", "次有单位答应办", n["promised"]), "promised"),
            [
                part(_("办完 %(n)d 次") % {"n": n["delivered"]}, "delivered"),
                part(_("办晚了 %(n)d 次") % {"n": n["late"]}, "late"),
                part(_("答应了又没有办 %(n)d 次") % {"n": n["dropped"]}, "dropped"),
            ],
        ),
        _counted(
            of(Which.SOLVED, ngettext("次评为解决了", "次评为解决了", solved.good), 0, GOOD),
            [
                of(Which.SOLVED, _share(_("有人评的 %(n)s 次") % {"n": solved.n}, solved), 1, ALL),
                part(_("没有解决 %(n)d 次") % {"n": n["not_solved"]}, "not_solved"),
                part(_("没有人来评 %(n)d 次") % {"n": n["unjudged"]}, "unjudged"),
                part(_("还在办 %(n)d 次") % {"n": n["running"]}, "running"),
            ],
        ),
        _counted(
            of(Which.ANSWERED, ngettext("次按时答复", "次按时答复", answered.good), 0, GOOD),
            [
                of(Which.ANSWERED, _share(_("该答复的 %(n)s 次") % {"n": answered.n}, answered), 1, ALL),
                of(Which.ANSWERED, _("一直没有答复 %(n)d 次") % {"n": answered.silent}, 2, SILENT),
            ],
        ),
        _counted(
            of(Which.SATISFIED, ngettext("次过半的人满意", "次过半的人满意", satisfied.good), 0, GOOD),
            [
                of(Which.SATISFIED, _share(_("了结后有人评的 %(n)s 次") % {"n": satisfied.n}, satisfied), 1, ALL),
                of(Which.SATISFIED, _("没有人说 %(n)d 次") % {"n": satisfied.silent}, 2, SILENT),
            ],
        ),
    ]


def _counted(lead: Clause, rest: Iterable[Clause]) -> Sentence:
    """A figure that was and is nought is left out, the first one never."""
    return Sentence(str(lead.n), lead, tuple(clause for clause in rest if clause.n or clause.changed))


def _first(found: Counted) -> list[Clause]:
    if found.first is None:
        return []
    day = dateformat.format(local_day(found.first), _("Y年n月j日"))
    return [Clause(_("最早一次说于 %(day)s") % {"day": day}, "first", 1)]


def _share(words: str, rate: Rate) -> str:
    if not rate.n:
        return words
    few = _("%(words)s（太少，不算比例）") % {"words": words}
    return _("%(words)s（占 %(percent)s%%）") % {"words": words, "percent": rate.percent} if rate.enough else few
