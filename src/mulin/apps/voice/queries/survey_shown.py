"""Published results as a page and a notice show them: shares in words, groups by their names, small cells blank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mulin.apps.voice.models import Counting, Survey
from mulin.apps.voice.queries.survey import questions
from mulin.apps.voice.rules import survey as rules
from mulin.apps.voice.rules.survey_results import MERGED, K
from mulin.core.places.models import Place
from mulin.core.places.queries import COMMUNITIES

WORTH_SAYING = 10  # thousandths the weights may miss a known figure by without a word


@dataclass(frozen=True)
class Line:
    """One option: its share in whole percent, and how far it may be off."""

    label: str
    percent: int | None
    says: str


@dataclass(frozen=True)
class Bar:
    """A bar of `charts/bars.html`: its length of 1,000, and the figure it stands for."""

    width: int
    value: int


@dataclass(frozen=True)
class Cross:
    """A question by group: heads with their n, and a cell for each, None where it is hidden."""

    name: str
    heads: list[tuple[str, int]]
    rows: list[tuple[str, list[tuple[int | None, str]]]]


@dataclass(frozen=True)
class Shown:
    """One question with all that may be said of it."""

    number: int
    label: str
    note: str
    n: int | None
    lines: list[Line]
    crosses: list[Cross]

    @property
    def bars(self) -> list[tuple[str, Bar]]:
        """A bar for each option that may be shown."""
        return [(line.label, Bar(10 * line.percent, line.percent)) for line in self.lines if line.percent is not None]


def percent(permille: int) -> int:
    """Thousandths in whole hundredths, halves upward."""
    return (permille + 5) // 10


def doubt(row: dict[str, Any]) -> str:
    """上下 6 个点; that it is unsure where there are too few; nothing of those who came by themselves."""
    if "points" not in row:
        return ""
    if not row["points"]:
        return _("都答了，没有出入")
    if not row["sure"]:
        return _("份数太少，只能看个大概")
    share = percent(row["permille"])
    if row["points"] <= share <= 100 - row["points"]:
        return _("上下 %(points)s 个点") % {"points": row["points"]}
    ends = {"low": row["low"] // 10, "high": -(-row["high"] // 10)}
    return _("在 %(low)s%% 到 %(high)s%% 之间") % ends


def _line(row: dict[str, Any]) -> Line:
    if row["count"] < 0:
        return Line(row["label"], None, _("人太少，不显示"))
    return Line(row["label"], percent(row["permille"]), doubt(row))


def _crosses(plain: dict[str, Any], places: dict[str, str]) -> list[Cross]:
    names = {"age": _("按年纪"), "place": _("按社区")}
    found = []
    for key, table in sorted(plain.get("by", {}).items()):
        heads = []
        for group, n in zip(table["groups"], table["n"], strict=True):
            named = rules.age_label(group) if key == "age" else places.get(group, group)
            heads.append((_("其余合起来") if group == MERGED else named, n))
        rows = [
            (label, [None if cell < 0 else percent(cell) for cell in cells])
            for label, cells in zip(table["labels"], table["cells"], strict=True)
        ]
        named = [head for head, _n in heads]
        found.append(Cross(names[key], heads, [(label, list(zip(cells, named, strict=True))) for label, cells in rows]))
    return found


def shown(survey: Survey, part: str = "questions") -> list[Shown]:
    """Every question that was counted: of the sample (`questions`), or of who came by themselves (`others`)."""
    places = {place.path: place.title for place in Place.objects.filter(kind__in=COMMUNITIES)}
    asked = {one.key: (number, one) for number, one in enumerate(questions(survey), 1)}
    notes = {
        rules.MANY: _("可以选几个，所以加起来不止 100%"),
        rules.RANK: _("排在最前面的"),
        rules.SCALE: _("1 最低，5 最高"),
    }
    found = []
    for plain in survey.published_results.get(part, []):
        number, one = asked[plain["key"]]
        note = one.unit if one.kind == rules.NUMBER else notes.get(one.kind, "")
        n = plain["n"] if plain["n"] >= 0 else None
        lines = [_line(row) for row in plain["rows"]]
        found.append(Shown(number, one.label, note, n, lines, _crosses(plain, places)))
    return found


def _counted(results: dict[str, Any]) -> list[str]:
    """What is counted, people or households, in plain words; nothing where it was published before this was kept."""
    whole = {"whole": results.get("whole", 0)}
    if results.get("counting") == Counting.HOUSEHOLD:
        return [
            _("数的是户，不是人：名单上一共 %(whole)s 户，一户答一份，算一户。百分之几，说的都是百分之几的户。")
            % whole,
            _("各处的答卷，照各处有多少户算轻重。"),
        ]
    if results.get("counting") == Counting.PERSON:
        return [
            _(
                "数的是人，不是户：名单上一共 %(whole)s 户，每户请下一个过生日的那位答，家里够年纪的有几位就替几位说。"
                "百分之几，说的都是百分之几的人。"
            )
            % whole,
            _("各处的答卷，照各处有多少户、家里几位、各社区各年纪有多少人算轻重。"),
        ]
    return []


def how(results: dict[str, Any]) -> list[str]:
    """How it was asked and reckoned, in a few plain sentences."""
    said = []
    if results["n"]:
        said.append(
            _("从名单里抽了 %(asked)s 户，%(n)s 户答了，%(refused)s 户不愿意答，%(away)s 户几次都不在家。")
            % {name: results[name] for name in ("asked", "n", "refused", "away")}
        )
        said.extend(_counted(results))
        said.append(_("算过轻重，相当于 %(worth)s 份机会一样的答卷。") % {"worth": results["effective_tenths"] // 10})
        if results["trimmed"]:
            said.append(_("有 %(n)s 份算得太重或太轻，收到平均的四分之一到四倍之间。") % {"n": results["trimmed"]})
        if results["off_permille"] >= WORTH_SAYING:
            said.append(
                _("有的地方、有的年纪答的太少，算过轻重以后和已知的数还差 %(n)s 个点。")
                % {"n": percent(results["off_permille"])}
            )
        said.append(
            _("“上下几个点”是说：照这样抽一百次，大约九十五次真的数落在这中间。没答的户可能想得不一样，这算不进去。")
        )
    else:
        said.append(_("这份没有抽样，答的都是自己来的，说不准全体怎么想。"))
    said.append(_("不到 %(k)s 个人的数不显示，免得看出是谁。") % {"k": K})
    if results["sources"]:
        said.append(_("轻重照这些数算：%(sources)s") % {"sources": _("；").join(results["sources"])})
    return said


def _said(line: Line) -> str:
    """One answer on the wall: 做饭送饭：26%，上下 6 个点."""
    plain = {"label": line.label, "percent": line.percent, "says": line.says}
    return (_("%(label)s：%(percent)s%%，%(says)s。") if line.says else _("%(label)s：%(percent)s%%。")) % plain


def notice_lines(survey: Survey) -> list[str]:
    """The results for the wall: what it was for, each question with its three most frequent answers, and how."""
    lines = [survey.purpose]
    for one in shown(survey):
        named = sorted((line for line in one.lines if line.percent is not None), key=lambda line: -(line.percent or 0))
        asked = f"{one.number}. {one.label}" + (f" {one.note}。" if one.note else "")
        lines.append(" ".join([asked, *(_said(line) for line in named[:3])]))
    return [*lines, *how(survey.published_results)]
