"""What is typed about places, and what is wrong with it in plain words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mulin.core.places import geometry
from mulin.core.places.models import LEVEL, Kind, Place
from mulin.core.refusals import Refusal


class PointForm(forms.Form):
    """A point on the map, in degrees."""

    lat = forms.CharField(
        label=_("纬度"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    lon = forms.CharField(
        label=_("经度"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )

    def _degrees(self, name: str, limit: int) -> int | None:
        text = self.cleaned_data[name].strip()
        try:
            return geometry.e7(text, limit) if text else None
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_lat(self) -> int | None:
        """Latitude in units of 1e-7 degree."""
        return self._degrees("lat", 90)

    def clean_lon(self) -> int | None:
        """Longitude in units of 1e-7 degree."""
        return self._degrees("lon", 180)


class PlaceForm(PointForm):
    """What a place is called, its telephone, where it lies."""

    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名"), required=False, max_length=120)
    phone = forms.CharField(label=_("电话"), required=False, max_length=40)
    shape = forms.CharField(
        label=_("边界"),
        required=False,
        max_length=geometry.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("GeoJSON 的 Polygon 或 MultiPolygon，没有就空着"),
    )
    based_on = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    field_order = ["name", "name_en", "phone", "lat", "lon", "shape", "based_on"]


class NewPlaceForm(forms.Form):
    """A place below another."""

    kind = forms.ChoiceField(label=_("类别"))
    code = forms.CharField(label=_("代号"), max_length=20, help_text=_("社区用大写字母，比如 GH；楼栋和户用数字"))
    name = forms.CharField(label=_("名称"), max_length=80)

    def __init__(self, *args: Any, parent: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = [kind for kind in Kind if LEVEL[kind] > LEVEL[Kind(parent.kind)]]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in below]  # type: ignore[attr-defined]
