"""Cards and PIN letters as PDF. The two travel apart: the card has no PIN on it, the letter no QR code."""

from __future__ import annotations

from typing import Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mulin.core.access import tokens
from mulin.core.access.models import Card
from mulin.core.language import in_english
from mulin.core.places.models import Place
from mulin.core.places.queries import community_of, duty_phone, street
from mulin.core.records.days import local_day
from mulin.engines import typeset


def _home(card: Card) -> tuple[str, str]:
    """Name and telephone of the community of the card's holder."""
    home: Place | None = community_of(card.person.place_path)
    whole = street()
    name = home.name if home else (whole.name if whole else _("社区"))
    return name, duty_phone(home, whole)


def card_piece(card: Card, link: str) -> typeset.Card:
    """The card to carry."""
    community, phone = _home(card)
    return typeset.Card(
        name=card.person.name,
        community=community,
        token=link,
        number=tokens.grouped(card.number),
        phone=phone,
        english=in_english(),
    )


def letter_piece(card: Card, pin: str) -> typeset.Letter:
    """The letter with the PIN."""
    community, phone = _home(card)
    return typeset.Letter(
        sender=community,
        phone=phone,
        recipient=[card.person.name, card.person.place.title],
        day=local_day(card.issued_at),
        greeting=_("%(name)s：") % {"name": card.person.name},
        paragraphs=[
            _("这是您邻里卡的六位密码。卡和密码请分开放，不要写在卡上，也不要告诉别人，社区的人不会向您要密码。"),
            _("用手机扫一扫卡上的码，或者在社区的电脑上输入卡号，再输入这六位数字，就能看到自己的事办到哪一步。"),
            _("连错五次，卡会锁住，请到社区柜台解锁。卡丢了请马上打电话，我们停掉旧卡，再给您一张新的。"),
        ],
        signature=[community],
        subject=_("您的邻里卡密码"),
        code_label=pgettext("card", "密码"),
        code=f"{pin[:3]} {pin[3:]}",
        english=in_english(),
    )


def pdf(name: Literal["card", "letter"], piece: typeset.Piece) -> HttpResponse:
    """Print one sheet; where the machine has no fonts for it, say so: the page to print remains."""
    try:
        sheet = typeset.sheet(name, piece)
    except (typeset.NoFont, typeset.BadSheet) as reason:
        return HttpResponse(f"{reason}\n", status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(sheet.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
