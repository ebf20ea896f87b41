"""What is typed about how somebody wants to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mulin.core.notifications.models import Pace
from mulin.core.notifications.ports import open_ways


class WishForm(forms.Form):
    """By which way, and how often."""

    way = forms.ChoiceField(label=_("有了进展怎么告诉您"), widget=forms.RadioSelect)
    address = forms.CharField(
        label=_("邮箱或者微信号"), required=False, max_length=120, help_text=_("选了邮件、微信才要写")
    )
    pace = forms.ChoiceField(label=_("多久一次"), choices=Pace.choices, initial=Pace.ONCE, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = open_ways()  # type: ignore[attr-defined]
