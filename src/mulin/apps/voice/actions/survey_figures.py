"""Known population figures. Writes no register entry: a row is never changed and says itself who set it and why."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.apps.voice.actions.survey import RUN
from mulin.apps.voice.models import PopulationFigure
from mulin.apps.voice.rules import survey as rules
from mulin.core.gate import Viewer
from mulin.core.places.queries import communities
from mulin.core.refusals import Refusal

PARTS = 3


def set_figures(
    *, within: str, rows: str, starts_on: date, source: str, by: Viewer, now: datetime
) -> list[PopulationFigure]:
    """Let communities have these figures from a day on; nothing is set unless every line holds.

    Raises
    ------
    Refusal
        A line cannot be read, or names what is not there; the sentence says which.
    Http404
        The actor does not run surveys there.
    """
    if not by.can(RUN, within):
        raise Http404
    if not source.strip():
        raise Refusal(_("请写明从哪里来的数。"))
    paths = {place.code: place.path for place in communities().filter(path__startswith=within)}
    ages = rules.ages(0, 120)
    found: dict[tuple[str, str], PopulationFigure] = {}
    for number, line in enumerate(rows.splitlines(), 1):
        parts = line.replace("\t", " ").replace(",", " ").replace("，", " ").split()
        if not parts:
            continue
        people = rules.whole(parts[2]) if len(parts) == PARTS else None
        if people is None or parts[0].upper() not in paths or parts[1] not in ages:
            raise Refusal(_("第 %(n)s 行看不懂：%(line)s") % {"n": number, "line": line.strip()[:40]})
        path = paths[parts[0].upper()]
        found[path, parts[1]] = PopulationFigure(
            place_path=path,
            age=parts[1],
            people=people,
            starts_on=starts_on,
            source=source.strip(),
            set_by=by.ref,
            set_at=now,
        )
    with transaction.atomic():
        taken = PopulationFigure.objects.filter(starts_on=starts_on, place_path__in=[path for path, _age in found])
        if any((row.place_path, row.age) in found for row in taken):
            raise Refusal(_("%(day)s 的数已经有了，更新请写别的日子。") % {"day": starts_on})
        return PopulationFigure.objects.bulk_create(found.values())
