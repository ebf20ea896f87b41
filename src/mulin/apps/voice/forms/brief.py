"""A brief as it is typed: what is asked of whom, and later what they answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.actions.brief import Asking
from mulin.apps.voice.forms.fields import DayInput, TokenForm
from mulin.apps.voice.rules.brief import LONGEST_ANSWER, LONGEST_ASK
from mulin.core.places.models import Place


class AskingForm(TokenForm):
    """The words; no figure is typed."""

    title = forms.CharField(label=_("叫什么"), max_length=80)
    asked = forms.CharField(label=_("请谁办"), max_length=80, help_text=_("单位的名字，像“区住建局”"))
    ask = forms.CharField(
        label=_("请他们办什么"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_ASK,
        help_text=_("公开给大家看，不写谁说的。多少件、多少人会自己算出来，不用写"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def asking(self) -> Asking:
        """What was typed."""
        data = self.cleaned_data
        return Asking(data["title"], data["asked"], data["ask"])


class NewForm(AskingForm):
    """A new one, and where it is about."""

    place = forms.ModelChoiceField(
        label=_("说的是哪里"), queryset=Place.objects.none(), empty_label=None, to_field_name="path"
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


class AnswerForm(TokenForm):
    """What those who were asked said."""

    text = forms.CharField(
        label=_("他们怎么答复的"), widget=forms.Textarea(attrs={"rows": 5}), max_length=LONGEST_ANSWER
    )
    on = forms.DateField(label=_("哪天答复的"), widget=DayInput())
