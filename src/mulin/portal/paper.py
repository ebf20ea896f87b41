"""Paper forms to take away: what can be done on a phone can be done on paper and handed in at the counter."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mulin.core.pages import page
from mulin.core.places.queries import street
from mulin.engines import typeset

FORMS = ("say", "judge", "my-data")


def _form(request: HttpRequest, name: str) -> typeset.Form:
    place = street()
    frame: dict[str, Any] = {
        "community": place.name if place else _("睦邻"),
        "phone": (place.phone if place else "") or "12345",
        "english": (get_language() or "").startswith("en"),
        "hand_in": _("社区服务窗口，或者交给您的社工"),
    }
    if name == "say":
        return typeset.Form(
            title=_("说说心里话"),
            intro=[_("想说什么写什么。交给社区，当天记下来，给您一张回执；凭回执能查、能评。")],
            fields=[
                typeset.Blank(_("您住在哪里"), 1, _("社区、几幢几室；不想写可以空着")),
                typeset.Blank(_("怎么称呼您、电话"), 1, _("不想写可以空着；电话只用来回您的话")),
                typeset.Space(_("您想说的话"), 120),
                typeset.Choice(_("原话能不能公开（不带姓名）"), [_("可以"), _("不要")]),
            ],
            link=request.build_absolute_uri(reverse("voice:say")),
            code="ML-1",
            **frame,
        )
    if name == "my-data":
        return _my_data(request, frame)
    return typeset.Form(
        title=_("请您评一评"),
        intro=[_("您反映的事，他们说办完了。是不是真的解决了，您说了算。")],
        fields=[
            typeset.Blank(_("回执上的台账号"), 1),
            typeset.Choice(_("这件事解决了吗？"), [_("解决了"), _("没有解决")]),
            typeset.Choice(_("有人认真听您说吗？"), [_("有"), _("没有")]),
            typeset.Choice(_("您满意吗？"), [_("很满意"), _("满意"), _("一般"), _("不满意"), _("很不满意")]),
            typeset.Space(_("还想说的"), 40),
        ],
        link=request.build_absolute_uri(reverse("voice:slip_door")),
        code="ML-2",
        **frame,
    )


def _my_data(request: HttpRequest, frame: dict[str, Any]) -> typeset.Form:
    """我的资料申请表; the worker who types it in is led to where requests are written down."""
    return typeset.Form(
        title=_("我的资料申请表"),
        intro=[
            _("社区记着哪些关于您的事，您都可以看、可以要求改、可以要求删。带上身份证件交到窗口，或者请社工上门来取。"),
            _("十五天内答复您；不同意的，会写明理由。"),
        ],
        fields=[
            typeset.Blank(_("您的姓名、住在哪里"), 1),
            typeset.Choice(_("您要什么"), [_("要一份副本"), _("有地方不对，要改"), _("要求删除")]),
            typeset.Space(_("哪里不对、应该是什么（要改的才写）"), 50),
            typeset.Blank(_("替别人来办的，写您的姓名和您是她什么人"), 1, _("要先办过委托")),
            typeset.Blank(_("签名、日期"), 1),
        ],
        link=request.build_absolute_uri(reverse("access:requests")),
        code="ML-3",
        **frame,
    )


@page(everybody=True)
def forms(request: HttpRequest) -> HttpResponse:
    """Which forms there are."""
    return render(request, "portal/paper.html")


@page(everybody=True)
def form_pdf(request: HttpRequest, name: str) -> HttpResponse:
    """One form as PDF."""
    if name not in FORMS:
        raise Http404
    try:
        sheet = typeset.sheet("form", _form(request, name))
    except typeset.NoFont as reason:
        return HttpResponse(f"{reason}\n", status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(sheet.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
