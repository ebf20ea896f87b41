"""Paper forms: by the code typed from their foot, and those still out in the yards."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from mulin import canon
from mulin.apps.voice.models import Sheet
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.places.models import Place
from mulin.core.refusals import Refusal

SIGNS = 8
MOST = 60  # lines: three forms in each of the communities


def written(text: str) -> str:
    """The code in what was typed or scanned: bare, or at the end of the address in the QR code."""
    if "/" in text:
        text = urlsplit(text.strip()).path.strip("/").rpartition("/")[2]
    signs = canon.read_code(text)
    return f"{signs[:4]}-{signs[4:]}" if len(signs) == SIGNS else ""


def sheet_of(text: str, viewer: Viewer) -> Sheet:
    """The sheet with that code.

    Raises
    ------
    Refusal
        There is no such sheet in the viewer's communities.
    """
    rows = gate.visible(Sheet.objects.select_related("place", "voice__thread"), viewer, "type")
    found = rows.filter(code=written(text)).first()
    if found is None:
        raise Refusal(_("没有这张表。请对着二维码下面的 8 个字再看一遍；公用的空白表上只有 ML 开头的编号。"))
    return found


def runs(viewer: Viewer) -> list[dict[str, Any]]:
    """How many were printed of each form for each community, and how many came back."""
    rows = gate.visible(Sheet.objects.all(), viewer, "list").values("place", "form")
    counted = rows.annotate(printed=Count("pk"), back=Count("pk", filter=Q(typed_at__isnull=False)))
    found = list(counted.order_by("place__name", "place", "form")[:MOST])
    names, places = dict(Sheet.Form.choices), Place.objects.in_bulk([row["place"] for row in found])
    return [{**row, "name": names[row["form"]], "where": places[row["place"]].title} for row in found]


def latest(viewer: Viewer) -> QuerySet[Sheet]:
    """The sheets the viewer typed in, the last one on top."""
    rows = gate.visible(Sheet.objects.filter(typed_by=viewer.ref), viewer, "list")
    return rows.order_by("-typed_at", "-pk")
