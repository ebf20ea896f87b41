"""The gallery: every component in every state, so that a new page is put together from what is there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mulin.core.pages import page
from mulin.portal import charts

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
DRAFT = "gallery"


class SampleForm(forms.Form):
    """One field of every kind; nothing of it is stored."""

    words = forms.CharField(
        label=_("您想说的话"), help_text=_("照平时说话写就行。"), widget=forms.Textarea(attrs={"rows": 3})
    )
    door = forms.CharField(label=_("门牌"), help_text=_("写成 3-201"), max_length=20)
    phone = forms.CharField(
        label=_("电话"), required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    about = forms.ChoiceField(
        label=_("是哪方面的事"), choices=[("", _("请选一样")), ("repair", _("修修补补")), ("care", _("照应老人"))]
    )
    answer = forms.ChoiceField(
        label=_("问题解决了吗"), widget=forms.RadioSelect, choices=[("yes", _("解决了")), ("no", _("还没有"))]
    )
    helps = forms.MultipleChoiceField(
        label=_("您愿意帮什么"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("shop", _("买菜")), ("read", _("读信")), ("walk", _("陪走路"))],
    )
    photo = forms.FileField(label=_("照片"), required=False)
    day = forms.DateField(label=_("哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    public = forms.BooleanField(label=_("可以给大家看我的原话"), required=False)


class SampleFilter(forms.Form):
    """A filter bar."""

    q = forms.CharField(label=_("找什么"), required=False)
    state = forms.ChoiceField(
        label=_("到哪一步"), required=False, choices=[("", _("全部")), ("now", _("正在办")), ("late", _("晚了"))]
    )


class SampleLine(forms.Form):
    """The always-open line of the desk."""

    line_door = forms.CharField(label=_("门牌"), required=False)
    line_words = forms.CharField(label=_("说了什么"), required=False)


def _samples(request: HttpRequest) -> dict[str, Any]:
    steps = [
        (_("收到了"), "11月18日", "done"),
        (_("派人了"), "11月19日", "done"),
        (_("正在修"), _("维修队今天上门"), "now"),
        (_("请您评一评"), _("修好以后"), "todo"),
    ]
    return {
        "now": NOW,
        "due": [date(2026, 11, 27), date(2026, 11, 24), date(2026, 11, 22)],
        "steps": steps,
        "row": [
            (_("恳谈会"), _("听大家说"), "done"),
            (_("议事会"), _("定怎么办"), "now"),
            (_("评议会"), _("看办得怎样"), "todo"),
        ],
        "log": [
            (_("收到一句话，编了号"), "11月18日 09:12", ""),
            (_("物业答应：周六前修好"), "11月19日 16:40", ""),
            (_("修好了，附照片两张"), "11月23日 11:05", "now"),
        ],
        "columns": [_("编号"), _("事项"), _("责任单位"), _("到期")],
        "rows": [
            ("GH-2026-000123-7", _("三幢二单元楼道漏水"), _("桂花物业"), "11月27日"),
            ("GH-2026-000131-2", _("北门路灯夜里不亮"), _("市政所"), "11月24日"),
        ],
        "nothing": [],
        "pages": [Paginator(range(90), 10).page(number) for number in (1, 4, 9)],
        "bars": charts.bars(
            _("今年收到的话"),
            [(_("修修补补"), 128), (_("停车"), 64), (_("照应老人"), 40), (_("其他"), 0)],
            unit=_("句"),
        ),
        "stacked": charts.stacked(
            _("各社区办得怎样"),
            [_("解决了"), _("正在办"), _("没解决")],
            [(_("桂花新村"), [41, 9, 3]), (_("河头村"), [22, 12, 6])],
            unit=_("件"),
        ),
        "spark": charts.sparkline(
            _("每月收到的话"), [12, 18, 9, 22, 30, 26, 31], says=_("从五月的 12 句到十一月的 31 句")
        ),
        "filters": SampleFilter(request.GET or None),
        "line": SampleLine(),
    }


@page(everybody=True, post=True)
def gallery(request: HttpRequest) -> HttpResponse:
    """Show everything; `?density=desk` shows it as on the workers' desk."""
    wrong = SampleForm({"words": gettext("楼道灯坏了三天")}, prefix="wrong")
    wrong.full_clean()
    form = SampleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, gettext("收到了，谢谢您。"), extra_tags=f"draft-{DRAFT}")
        return HttpResponseRedirect(request.get_full_path())
    desk = request.GET.get("density") == "desk"
    context = _samples(request) | {
        "layout": "desk.html" if desk else "base.html",
        "desk": desk,
        "form": form,
        "wrong": wrong,
        "draft": DRAFT,
    }
    return render(request, "gallery.html", context, status=422 if request.method == "POST" else 200)
