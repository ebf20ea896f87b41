"""Answers as a file to reckon with: one row each, no names, no doors, no words; groups too small are blanked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from mulin.apps.voice.models import Survey
from mulin.apps.voice.queries.survey import questions, weighed
from mulin.apps.voice.rules import survey as rules
from mulin.apps.voice.rules.survey_results import K

HEADS = ("weight_millionths", "place", "age")


def table(survey: Survey) -> Iterator[list[str]]:
    """Head and rows of the sample, in no order that tells anything.

    Place and age group stand together only where ten answers and more share them; else the place is left out, and
    where that is not enough the age group too.
    """
    asked = [one for one in questions(survey) if one.kind != rules.TEXT]
    yield [*HEADS, *(one.key for one in asked)]
    _rows, given, _weights = weighed(survey)
    both = Counter((one.place, one.age) for one in given)
    places = [one.place if both[one.place, one.age] >= K else "" for one in given]
    left = Counter((place, one.age) for place, one in zip(places, given, strict=True))
    for place, one in zip(places, given, strict=True):
        age = one.age if left[place, one.age] >= K else ""
        values = [" ".join(map(str, one.values.get(question.key, ()))) for question in asked]
        yield [str(one.weight), place, age, *values]


def codebook(survey: Survey) -> str:
    """What the columns mean, as Markdown."""
    lines = [f"# {survey.title}", "", survey.purpose, ""]
    lines += [
        _("- weight_millionths：这份算多重，1000000 是平均"),
        _("- place：社区的路径；同一社区同一年纪不到 %(k)s 份的空着") % {"k": K},
        _("- age：年纪；还是不到 %(k)s 份的空着") % {"k": K},
        _("- 空格隔开的是选了几个的号码，空着是没答或不用答"),
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
