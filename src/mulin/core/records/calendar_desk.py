"""The working calendar's page: the days of a year, one more day, or a whole notice typed or brought as a file."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.core.pages import Request, page
from mulin.core.records import calendar
from mulin.core.records.calendar import Entered
from mulin.core.records.days import local_day
from mulin.core.records.models import CalendarDay
from mulin.core.refusals import Refusal

MOST_BYTES, MOST_LINES = 100_000, 120
WORKED = {"上班": True, "补班": True, "work": True, "放假": False, "休": False, "休息": False, "free": False}
APART = re.compile(r"[,，;；\t]+")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def read_lines(text: str) -> list[Entered]:
    """Days as they are typed or stand in a CSV file: day, worked or free, name. A line of headings is passed over.

    Raises
    ------
    ValidationError
        A line is not understood; the message names it.
    """
    found = []
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise forms.ValidationError(
            _("一年最多 %(most)s 行，现在有 %(now)s 行。") % {"most": MOST_LINES, "now": len(lines)}
        )
    for number, line in lines:
        cells = [cell.strip().strip('"') for cell in APART.split(line)]
        match = DAY.fullmatch(cells[0])
        if match is None and number == lines[0][0] and not any(sign.isdigit() for sign in line):
            continue
        works = WORKED.get(cells[1].lower()) if len(cells) > 1 else None
        try:
            day = date(*map(int, match.groups())) if match else None
        except ValueError:
            day = None
        if day is None or works is None:
            raise forms.ValidationError(
                _("第 %(line)s 行看不懂。请像“2027-01-01，放假，元旦”这样写，第二格写“放假”或“上班”。")
                % {"line": number}
            )
        found.append(Entered(day, works, cells[2] if len(cells) > 2 else ""))
    return found


class DaysForm(forms.Form):
    """The days of one year's notice, and what it is called."""

    year = forms.IntegerField(label=gettext_lazy("哪一年的安排"), min_value=2000, max_value=2100)
    days = forms.CharField(
        label=gettext_lazy("哪几天"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "2027-01-01，放假，元旦"}),
        help_text=gettext_lazy("一行一天：日期，放假或上班，名称。周末放假的不用写；写过的日子再写一次，就按新的算。"),
    )
    file = forms.FileField(label=gettext_lazy("或者用表格文件（CSV）"), required=False)
    source = forms.CharField(
        label=gettext_lazy("按什么定的"), max_length=200, help_text=gettext_lazy("哪个通知，或者谁在什么会上决定的")
    )

    def clean(self) -> dict[str, Any]:
        """The text and the file together."""
        data = super().clean() or {}
        upload = self.files.get("file")
        text = data.get("days") or ""
        if upload is not None:
            if (upload.size or 0) > MOST_BYTES:
                raise forms.ValidationError(_("这个文件太大了，一年的日子只有几十行。"))
            text += "\n" + _decoded(upload.read())
        data["entered"] = read_lines(text)
        return data


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise forms.ValidationError(_("看不懂这个文件。请另存为“CSV UTF-8”再来。"))


@page(verb=calendar.VERB, post=True)
def year(request: HttpRequest) -> HttpResponse:
    """One year of the working calendar; years nobody entered are named."""
    now = timezone.now()
    today = local_day(now)
    known = sorted(CalendarDay.objects.order_by().values_list("year", flat=True).distinct())
    asked = request.GET.get("year", "")
    shown = int(asked) if asked.isdecimal() and len(asked) == 4 else today.year
    form = DaysForm(request.POST if request.method == "POST" else None, request.FILES or None, initial={"year": shown})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        by = cast("Request", request).viewer
        try:
            count = calendar.set_days(year=data["year"], days=data["entered"], source=data["source"], by=by, now=now)
        except Refusal as refusal:
            form.add_error("days", str(refusal))
        else:
            messages.success(request, _("记下了 %(count)s 天。") % {"count": count})
            return redirect(f"{reverse('records:calendar')}?year={data['year']}")
    context = {
        "form": form,
        "years": [*known, *([shown] if shown not in known else [])],
        "shown": shown,
        "missing": [one for one in (today.year, today.year + 1) if one not in known],
        "rows": calendar.rows_of(shown),
        "today": today,
    }
    return render(request, "records/calendar.html", context, status=422 if request.method == "POST" else 200)
