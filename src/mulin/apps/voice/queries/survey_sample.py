"""The list a sample is drawn from: households by community and kind of dwelling, known by their uuid alone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from mulin.apps.voice.models import Invitation, Survey
from mulin.core.gate import Viewer
from mulin.core.people.models import Household
from mulin.core.places.models import Kind, Place
from mulin.core.places.queries import community_path

SCATTERED = "other"


def frame(path: str, *, last: int = 0) -> dict[str, list[str]]:
    """Households below a place by stratum; with `last` only those registered by then."""
    rows = Household.objects.filter(door__path__startswith=path)
    if last:
        rows = rows.filter(pk__lte=last)
    estates = Place.objects.filter(path__startswith=path, kind__in=[Kind.COMPOUND, Kind.HAMLET])
    kinds = dict(estates.values_list("path", "kind"))
    found: dict[str, list[str]] = defaultdict(list)
    for name, door in rows.order_by("pk").values_list("uuid", "door__path"):
        part = "/".join(door.split("/")[:3]) + "/"
        found[f"{community_path(door)}|{kinds.get(part, SCATTERED)}"].append(str(name))
    return dict(found)


def last() -> int:
    """The household registered last."""
    return Household.objects.aggregate(last=Max("pk"))["last"] or 0


def households(names: Collection[str]) -> dict[str, Household]:
    """Households by uuid, with their doors."""
    found: dict[str, Household] = {}
    wanted = sorted(names)
    for start in range(0, len(wanted), 500):
        rows = Household.objects.filter(uuid__in=wanted[start : start + 500]).select_related("door")
        found |= {str(row.uuid): row for row in rows}
    return found


def sizes(survey: Survey) -> dict[str, int]:
    """How many are drawn from each stratum."""
    found: dict[str, int] = json.loads(survey.sizes) if survey.sizes else {}
    return found


def stratum_label(stratum: str, names: dict[str, str]) -> str:
    """桂花新村社区 · 小区."""
    path, _bar, kind = stratum.partition("|")
    dwelling = {Kind.COMPOUND: _("小区"), Kind.HAMLET: _("自然村")}.get(kind, _("别的房子"))  # type: ignore[call-overload]
    return f"{names.get(path, path)} · {dwelling}"


def doors(viewer: Viewer, survey: Survey) -> QuerySet[Invitation]:
    """The list to go round with: drawn households where the viewer works, those still to be asked first."""
    rows = survey.invitations.exclude(stratum="").filter(viewer.scope("voice.record"))
    return rows.select_related("household__door").order_by("outcome", "place_path", "pk")
