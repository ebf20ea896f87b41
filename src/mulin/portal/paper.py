"""Paper forms to take away: what can be done on a phone can be done on paper and handed in at the counter."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mulin.apps.voice import forms_on_paper
from mulin.apps.voice.models import Sheet
from mulin.core.pages import page
from mulin.engines import typeset

FORMS = {"say": Sheet.Form.SAY, "judge": Sheet.Form.JUDGE, "own": Sheet.Form.OWN, "my-data": None}


def _form(request: HttpRequest, name: str) -> typeset.Form:
    form = FORMS[name]
    return forms_on_paper.blank(request, form) if form else _my_data(request)


def _my_data(request: HttpRequest) -> typeset.Form:
    """我的资料申请表; the worker who types it in is led to where requests are written down."""
    return typeset.Form(
        title=_("我的资料申请表"),
        intro=[
            _("社区记着哪些关于您的事，您都可以看、可以要求改、可以要求删。带上身份证件交到窗口，或者请社工上门来取。"),
            _("十五天内答复您；不同意的，会写明理由。"),
        ],
        fields=[
            typeset.Blank(_("您的姓名、住在哪里"), 1),
            typeset.Choice(
                _("您要什么"), [_("要一份副本"), _("有地方不对，要改"), _("要求删除"), _("收回以前同意过的")]
            ),
            typeset.Choice(
                _("您说过的事有了进展，怎么告诉您"),
                [_("打电话说一声"), _("上门说一声"), _("发短信"), _("不用，我自己凭回执看")],
            ),
            typeset.Space(_("哪里不对、应该是什么（要改的才写）"), 50),
            typeset.Blank(_("替别人来办的，写您的姓名和跟本人的关系"), 1, _("要先办过委托")),
            typeset.Blank(_("签名、日期"), 1),
        ],
        link=request.build_absolute_uri(reverse("access:requests")),
        code="ML-3",
        **forms_on_paper.frame(),
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
