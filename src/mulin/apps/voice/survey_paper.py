"""Paper of a survey: the form of each household with its code, the same in large print, the list to go round with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mulin.apps.voice.models import Counting, Invitation, Survey
from mulin.apps.voice.paper import as_pdf, no_font
from mulin.apps.voice.queries.survey import code_of, questions
from mulin.apps.voice.rules import survey as rules
from mulin.apps.voice.rules.survey import Question
from mulin.core.language import in_english
from mulin.core.places.models import Place
from mulin.core.places.queries import communities, community_path, duty_phone, street
from mulin.engines import typeset

LINK = re.compile(r"/survey/([^/]{1,24})/answer/#([0-9A-Z]{4}-[0-9A-Z]{4})$")


CIRCLED = ord("①") - 1  # up to ⑳, as many as a question may have


def _numbered(options: Sequence[str]) -> list[str]:
    return [f"{chr(CIRCLED + number)} {option}" for number, option in enumerate(options, 1)]


def _field(asked: Question, number: int, earlier: dict[str, int]) -> typeset.Blank | typeset.Choice:
    label = f"{number}. {asked.label}"
    if asked.when:
        chosen = {"q": earlier[asked.when], "n": "/".join(map(str, asked.among))}
        label += _("（第 %(q)s 题选了 %(n)s 才答）") % chosen
    if asked.kind == rules.MANY and asked.most:
        label += _("（最多选 %(n)s 个）") % {"n": asked.most}
    if asked.kind in {rules.ONE, rules.MANY}:
        return typeset.Choice(label, _numbered(asked.options), many=asked.kind == rules.MANY)
    if asked.kind == rules.SCALE:
        return typeset.Choice(label + _("（1 最低，5 最高）"), [str(step) for step in range(1, asked.top + 1)])
    if asked.kind == rules.RANK:
        return typeset.Blank(label, hint=_("按先后写号码：") + " · ".join(_numbered(asked.options)))
    if asked.kind == rules.NUMBER:
        return typeset.Blank(label, hint=asked.unit)
    return typeset.Blank(label, lines=3)


def _fields(survey: Survey) -> list[typeset.Blank | typeset.Choice]:
    asked = questions(survey)
    earlier = {one.key: number for number, one in enumerate(asked, 1)}
    ages = [rules.age_label(age) for age in rules.ages(survey.youngest, survey.oldest)]
    first: list[typeset.Blank | typeset.Choice] = [typeset.Choice(_("您多大年纪"), _numbered(ages))]
    if survey.counting == Counting.PERSON:
        first.append(typeset.Blank(rules.adults_label(survey.youngest, survey.oldest), hint=_("连您自己一起数")))
    if survey.named:
        first.append(typeset.Blank(_("怎么称呼您")))
    return first + [_field(one, number, earlier) for number, one in enumerate(asked, 1)]


def _intro(survey: Survey) -> list[str]:
    private = _("要留姓名，只有办的人看得到。") if survey.named else _("不记名：收齐以后，谁答了什么再也查不到。")
    once = _("一户答一份，纸上、手机、电话、窗口都行，只算一次。不想答的题空着。")
    who = [rules.who_answers(survey.youngest, survey.oldest)] if survey.counting == Counting.PERSON else []
    return [survey.purpose, *who, once, private]


def _large(survey: Survey, *, code: str, link: str, place: str, phone: str, today: date) -> typeset.LargePrint:
    blocks: list[typeset.Heading | typeset.Paragraph | typeset.Steps] = [
        *(typeset.Paragraph(line) for line in _intro(survey)),
    ]
    for one in _fields(survey):
        blocks.append(typeset.Heading(one.label))
        lines = [f"（　）{option}" for option in one.options] if isinstance(one, typeset.Choice) else [one.hint]
        blocks += [typeset.Paragraph(line) for line in lines if line]
        if isinstance(one, typeset.Blank):
            blocks.append(typeset.Paragraph("＿" * 12))
    return typeset.LargePrint(
        title=survey.title,
        blocks=blocks,
        community=place,
        phone=phone,
        printed=today,
        number=survey.thread.number,
        link=link,
        code=code,
        english=in_english(),
    )


def written(text: str) -> tuple[str, str]:
    """The survey and the code that the QR of a form says; both empty when it is another's."""
    found = LINK.search(text)
    return (found[1], found[2]) if found else ("", "")


def forms_pdf(
    request: HttpRequest, survey: Survey, rows: Sequence[Invitation], *, large: bool, today: date
) -> HttpResponse:
    """One form for each household, each with its own code: in the QR behind the #, where no server sees it."""
    link = request.build_absolute_uri(reverse("voice:survey_answer", kwargs={"number": survey.thread.number}))
    named = {place.path: place for place in communities()}
    whole = street()
    duty = duty_phone(whole)
    pieces: list[typeset.Form | typeset.LargePrint] = []
    for row in rows:
        place: Place | None = named.get(community_path(row.place_path)) or whole
        name, phone, code = place.title if place else "", (place.phone if place else "") or duty, code_of(row)
        here = f"{link}#{code}"
        if large:
            pieces.append(_large(survey, code=code, link=here, place=name, phone=phone, today=today))
            continue
        pieces.append(
            typeset.Form(
                title=survey.title,
                intro=_intro(survey),
                fields=_fields(survey),
                community=name,
                phone=phone,
                hand_in=_("%(place)s窗口，或交给上门的社工") % {"place": name},
                link=here,
                code=code,
                numbered=False,
                english=in_english(),
            )
        )
    try:
        return as_pdf(typeset.sheet("large_print" if large else "form", pieces), f"{survey.thread.number}-forms")
    except typeset.NoFont as reason:
        return no_font(reason)


def notice_pdf(request: HttpRequest, survey: Survey, lines: Sequence[str], *, today: date) -> HttpResponse:
    """The results for the wall, one A4."""
    whole = street()
    place = survey.place
    piece = typeset.Notice(
        community=place.title,
        title=survey.title,
        paragraphs=lines,
        day=today,
        phone=duty_phone(place, whole),
        link=request.build_absolute_uri(reverse("voice:survey", kwargs={"number": survey.thread.number})),
        number=survey.thread.number,
        kind=_("公布"),
    )
    try:
        return as_pdf(typeset.sheet("notice", piece), f"{survey.thread.number}-results")
    except typeset.NoFont as reason:
        return no_font(reason)
