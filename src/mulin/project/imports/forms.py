"""Choosing a file, and saying which column holds what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mulin.core.places.models import Place
from mulin.project.imports.fields import Field, guess


class UploadForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=_("名单文件"),
        help_text=_("CSV 或 XLSX，最多 10 MB、20000 行；第一行是列名"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class MappingForm(forms.Form):
    """Which column holds what, and whose the rows are that do not say."""

    def __init__(
        self, *args: Any, wanted: tuple[Field, ...], head: tuple[str, ...], communities: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        columns = [("", _("没有这一列")), *((str(index), name) for index, name in enumerate(head) if name)]
        for one in wanted:
            self.fields[one.code] = forms.ChoiceField(label=one.label, choices=columns, required=one.required)
        self.fields["whose"] = forms.ModelChoiceField(
            label=_("没写社区的算哪里的"),
            queryset=communities,
            required=False,
            empty_label=_("都写了"),
            to_field_name="code",
        )

    @staticmethod
    def guessed(wanted: tuple[Field, ...], head: tuple[str, ...]) -> dict[str, str]:
        """What the form says before anybody has chosen."""
        found = guess(wanted, head)
        return {one.code: str(found.get(one.code, "")) for one in wanted}

    def clean(self) -> dict[str, Any]:
        """No column serves two fields."""
        data = super().clean() or {}
        taken: dict[str, str] = {}
        for code, column in list(data.items()):
            if code == "whose" or not column:
                continue
            if column in taken:
                self.add_error(code, _("这一列已经用作别的了。"))
            taken[column] = code
        return data

    def mapped(self) -> dict[str, int]:
        """The chosen columns by field."""
        return {code: int(value) for code, value in self.cleaned_data.items() if code != "whose" and value}

    def community(self) -> Place | None:
        """Whose the rows are that do not say."""
        place: Place | None = self.cleaned_data.get("whose")
        return place
