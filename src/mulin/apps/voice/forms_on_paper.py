"""The paper forms of `voice`, to be filled in by hand: speaking, judging, and one's own words afterwards."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mulin.apps.voice.actions.own import WITH_WORDS, Own
from mulin.apps.voice.models import Sheet
from mulin.core.language import in_english
from mulin.core.places.models import Place
from mulin.core.places.queries import duty_phone, street
from mulin.engines import typeset

PLAIN = {Sheet.Form.SAY: "ML-1", Sheet.Form.JUDGE: "ML-2", Sheet.Form.OWN: "ML-4"}  # on blank forms for everybody
DOORS = {Sheet.Form.SAY: "voice:say", Sheet.Form.JUDGE: "voice:slip_door", Sheet.Form.OWN: "voice:slip_door"}


def frame(place: Place | None = None) -> dict[str, Any]:
    """What stands round every form: whose it is, whom to ring, where to hand it in."""
    whole = street()
    place = place or whole
    return {
        "community": place.title if place else _("睦邻"),
        "phone": duty_phone(place, whole),
        "english": in_english(),
        "hand_in": _("社区服务窗口，或者交给您的社工"),
    }


def _say() -> dict[str, Any]:
    return {
        "title": _("说说心里话"),
        "intro": [_("想说什么写什么。交给社区，当天记下来，给您一张回执；凭回执能查、能评。")],
        "fields": [
            typeset.Blank(_("您住在哪里"), 1, _("社区、几幢几室；不想写可以空着")),
            typeset.Blank(_("怎么称呼您、电话"), 1, _("不想写可以空着；电话只用来回您的话")),
            typeset.Space(_("您想说的话"), 120),
            typeset.Choice(_("原话能不能公开（不带姓名）"), [_("可以"), _("不要")]),
        ],
    }


def _number(number: str) -> list[typeset.Blank | typeset.Choice | typeset.Space]:
    return [] if number else [typeset.Blank(_("回执上的台账号"), 1)]


def _judge(number: str) -> dict[str, Any]:
    satisfied = [_("很满意"), _("满意"), _("一般"), _("不满意"), _("很不满意")]
    return {
        "title": _("请您评一评"),
        "intro": [_("您反映的事，他们说办完了。是不是真的解决了，您说了算。")],
        "fields": [
            *_number(number),
            typeset.Choice(_("这件事解决了吗？"), [_("解决了"), _("没有解决")]),
            typeset.Choice(_("有人认真听您说吗？"), [_("有"), _("没有")]),
            typeset.Choice(_("您满意吗？"), satisfied),
            typeset.Space(_("还想说的"), 40),
        ],
    }


def _own(number: str) -> dict[str, Any]:
    return {
        "title": _("您说过的话"),
        "intro": [_("话是您的：可以补充，可以确认，也可以收回。选一样，交给社区就行。")],
        "fields": [
            *_number(number),
            typeset.Choice(_("您要什么"), [str(label) for label in Own.labels]),
            typeset.Space(" / ".join(str(Own(one).label) for one in Own if one in WITH_WORDS), 70),
            typeset.Blank(_("签名、日期"), 1),
        ],
    }


def _content(form: str, number: str) -> dict[str, Any]:
    if form == Sheet.Form.SAY:
        return _say()
    return _judge(number) if form == Sheet.Form.JUDGE else _own(number)


def blank(request: HttpRequest, form: str) -> typeset.Form:
    """A form for everybody to print, with the code of its kind."""
    kind = Sheet.Form(form)
    link = request.build_absolute_uri(reverse(DOORS[kind]))
    return typeset.Form(**_content(kind, ""), **frame(), link=link, code=PLAIN[kind])


def printed(request: HttpRequest, sheet: Sheet) -> typeset.Form:
    """One sheet with a code of its own, and with its number where it was printed for one voice."""
    number = sheet.voice.thread.number if sheet.voice else ""
    made = _content(sheet.form, number)
    if number:
        made["intro"] = [*made["intro"], _("台账号：%(number)s") % {"number": number}]
    link = request.build_absolute_uri(reverse("voice:scanned", args=[sheet.code]))
    return typeset.Form(**made, **frame(sheet.place), link=link, code=sheet.code)
