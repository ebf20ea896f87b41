"""Published results as a file to reckon with. It holds what the page shows and nothing it hides; no row is one answer.

Answers one by one are never handed out: with a weight, an age and a community next to it somebody's would be found,
and any cell the page hides could be counted from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from mulin.apps.voice.models import Counting, Survey
from mulin.apps.voice.queries.survey import questions
from mulin.apps.voice.rules import survey as rules
from mulin.apps.voice.rules.survey_results import K

HEADS = ("part", "question", "by", "group", "answered", "option", "chose", "permille", "low", "high")
HIDDEN = ""


def table(survey: Survey) -> Iterator[list[str]]:
    """Head, then one row for each option of each question, as a whole and by age group and community."""
    yield list(HEADS)
    results = survey.published_results
    for part, name in (("sample", "questions"), ("others", "others")):
        for plain in results.get(name, []) if part == "sample" or results["apart"] > 0 else []:
            for row in _question(plain):
                yield [part, plain["key"], *map(str, row)]


def _question(plain: dict[str, Any]) -> Iterator[list[Any]]:
    if plain["n"] < 0:
        yield ["", "", HIDDEN, "", *[HIDDEN] * 4]
        return
    for row in plain["rows"]:
        if row["count"] < 0:
            yield ["", "", plain["n"], row["label"], *[HIDDEN] * 4]
        else:
            doubts = [row.get("low", ""), row.get("high", "")]
            yield ["", "", plain["n"], row["label"], row["count"], row["permille"], *doubts]
    for by, crossed in sorted(plain.get("by", {}).items()):
        for place, (group, n) in enumerate(zip(crossed["groups"], crossed["n"], strict=True)):
            for label, cells in zip(crossed["labels"], crossed["cells"], strict=True):
                share = HIDDEN if cells[place] < 0 else cells[place]
                yield [by, group, n, label, "", share, "", ""]


def codebook(survey: Survey) -> str:
    """What the columns mean, as Markdown."""
    counted = _("人") if survey.counting == Counting.PERSON else _("户")
    lines = [f"# {survey.title}", "", survey.purpose, ""]
    lines += [
        _("- part：sample 是抽到的，others 是自己来答的（不算轻重，不代表全体）"),
        _("- question：第几题，下面写着问的是什么"),
        _("- by、group：空着是全部；age 是按年纪，place 是按社区（写路径）；* 是太小的几组合起来"),
        _("- answered：这一组里答了这题的有几份"),
        _("- option：答案；排先后的题是排在最前面的"),
        _("- chose：选它的有几份"),
        _("- permille：算过轻重的千分之几，说的是%(unit)s") % {"unit": counted},
        _("- low、high：照这样抽一百次，大约九十五次真的数落在这两个千分数之间"),
        _("- 空着的格子：不到 %(k)s 份，或者放出来就能算出别的不到 %(k)s 份的格子。和网页上不显示的是同样的格子")
        % {"k": K},
        "",
    ]
    kinds = {
        rules.ONE: _("选一个"),
        rules.MANY: _("选几个"),
        rules.SCALE: _("打分，1 到 5"),
        rules.NUMBER: _("填一个数"),
        rules.RANK: _("排先后"),
        rules.TEXT: _("自己写"),
    }
    for one in questions(survey):
        lines.append(f"## {one.key} {one.label}")
        extra = one.unit or (f"{one.when}: {'/'.join(map(str, one.among))}" if one.when else "")
        lines.append(f"{kinds[one.kind]} {extra}".strip())
        lines += [f"- {number} = {option}" for number, option in enumerate(one.options, 1)]
        lines.append("")
    return "\n".join(lines)
