"""Where the month's matters and the hot topics are: the communities with their names, figures and numbered marks."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mulin.apps.voice.bars import bars
from mulin.apps.voice.desk.month import asked
from mulin.apps.voice.map_svg import svg
from mulin.apps.voice.models import Topic
from mulin.apps.voice.queries import categories
from mulin.apps.voice.queries.month import figures
from mulin.apps.voice.queries.overview import TOPICS
from mulin.apps.voice.rules.map_drawing import Shown, drawing, steps
from mulin.apps.voice.rules.month import read
from mulin.core import gate
from mulin.core.pages import Request, page
from mulin.core.records.days import local_day


@page(verb="office.see")
def street_map(request: HttpRequest) -> HttpResponse:
    """The drawing, the hot topics and the figures of one month, of one category or all."""
    viewer = cast("Request", request).viewer
    wanted = request.GET.get("month", "")
    now = timezone.now()
    text = wanted if read(wanted) else f"{local_day(now):%Y-%m}"
    month, _place, places = asked(request, text)
    category = request.GET.get("category", "")
    category = category if category in categories.names() else ""
    found = figures(month, now=now)
    rows = reverse("voice:month_rows", args=[month.text, "opened"])
    shown = [
        Shown(
            place.path,
            place.title,
            found.of("opened", place=place.path, key=category),
            f"{rows}?{urlencode({'place': place.path, 'key': category})}",
            place.shape,
        )
        for place in places
        if place.path.startswith(month.place)
    ]
    topics = list(gate.visible(Topic.objects.order_by("rank"), viewer, "list")[:TOPICS])
    context = {
        "month": month,
        "category": category,
        "categories": categories.names(),
        "drawing": svg(
            drawing(shown, [(number, topic.place_path) for number, topic in enumerate(topics, 1)]),
            _("各社区的位置和件数；同样的数在下面"),
        ),
        "steps": steps(max((one.n for one in shown), default=0)),
        "topics": topics,
        "bars": bars(((one.name, one.n, one.link) for one in shown), _("件")),
    }
    return render(request, "voice/street_map.html", context)
