"""Known figures of people and households.

Writes no register entry: a row is never changed and says itself who set it and why.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.apps.voice.actions.survey import RUN
from mulin.apps.voice.models import Counting, PopulationFigure
from mulin.apps.voice.rules import survey as rules
from mulin.core.gate import Viewer
from mulin.core.places.queries import communities
from mulin.core.refusals import Refusal

PARTS = 3
HOUSEHOLDS = "户"


def set_figures(
    *, within: str, rows: str, starts_on: date, source: str, by: Viewer, now: datetime
) -> list[PopulationFigure]:
    """Let communities have these figures from a day on; nothing is set unless every line holds.

    A line names a community, an age group (people) or 户 (households), and how many.

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
        count = rules.whole(parts[2]) if len(parts) == PARTS else None
        if count is None or parts[0].upper() not in paths or parts[1] not in {*ages, HOUSEHOLDS}:
            raise Refusal(_("第 %(n)s 行看不懂：%(line)s") % {"n": number, "line": line.strip()[:40]})
        path = paths[parts[0].upper()]
        homes = parts[1] == HOUSEHOLDS
        found[path, parts[1]] = PopulationFigure(
            place_path=path,
            counting=Counting.HOUSEHOLD if homes else Counting.PERSON,
            age="" if homes else parts[1],
            count=count,
            starts_on=starts_on,
            source=source.strip(),
            set_by=by.ref,
            set_at=now,
        )
    with transaction.atomic():
        taken = PopulationFigure.objects.filter(starts_on=starts_on, place_path__in=[path for path, _age in found])
        if any((row.place_path, row.age or HOUSEHOLDS) in found for row in taken):
            raise Refusal(_("%(day)s 的数已经有了，更新请写别的日子。") % {"day": starts_on})
        return PopulationFigure.objects.bulk_create(found.values())
