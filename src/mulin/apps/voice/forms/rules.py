"""Dated rules as they are typed: how long a class of matters has."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.forms.fields import DayInput
from mulin.apps.voice.queries import categories as known
from mulin.core.groups.models import Group
from mulin.core.places.models import Place


class _Count(forms.IntegerField):
    """A whole number of hours or days, nought allowed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=9999, **kwargs)


class ClassForm(forms.Form):
    """A new version of a class."""

    name = forms.CharField(label=_("叫什么"), max_length=40)
    name_en = forms.CharField(label=_("英文名"), max_length=40, required=False)
    hours = _Count(label=_("多少小时"), help_text=_("小时、天、工作日，填一个就行，另外两个写 0。"))
    days = _Count(label=_("多少天"))
    working_days = _Count(label=_("多少个工作日"))
    pause_days = _Count(label=_("时限一共最多停多少天"))
    tell_community = _Count(label=_("晚了多少小时报给社区"))
    tell_office = _Count(label=_("晚了多少小时报给街道"))
    tell_leaders = _Count(label=_("晚了多少小时报给街道领导班子"))
    starts_on = forms.DateField(label=_("从哪天起"), widget=DayInput())
    source = forms.CharField(
        label=_("按什么定的"),
        max_length=200,
        help_text=_("哪条规定，或者谁在什么会上决定的；没有上级规定就写“本地规定”"),
    )


class LeastForm(forms.Form):
    """From how many on a share is shown."""

    least = _Count(label=_("少于多少件不算比例"))
    starts_on = forms.DateField(label=_("从哪天起"), widget=DayInput())
    source = forms.CharField(label=_("按什么定的"), max_length=200)


class RouteForm(forms.Form):
    """Who answers for what where, from a day on."""

    place = forms.ModelChoiceField(
        label=_("哪里"), queryset=Place.objects.none(), to_field_name="path", empty_label=None
    )
    category = forms.ChoiceField(label=_("哪一类"), required=False, choices=[])
    unit = forms.ModelChoiceField(
        label=_("归哪家管"), queryset=Group.objects.none(), to_field_name="uuid", empty_label=_("请选一家")
    )
    starts_on = forms.DateField(label=_("从哪天起"), widget=DayInput())
    source = forms.CharField(label=_("按什么定的"), max_length=200, help_text=_("哪条规定，或者谁在什么会上决定的"))

    def __init__(self, *args: Any, places: QuerySet[Place], units: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("所有的事")), *known.names().items()]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
