"""Tags and filters of every template: icons, days as neighbours say them, addresses that keep their filters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils import dateformat, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mulin.core.groups.queries import NAMES
from mulin.core.language import in_english

register = template.Library()
IN_ENGLISH = {"：": ": ", "，": ", ", "、": ", ", "。": ". ", "（": " (", "）": ") ", "　": " "}
PHRASE = re.compile(r".+?(?:[，。！？；：、]+|$)", re.DOTALL)


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _as_day(value: date | datetime) -> date:
    local = _local(value)
    return local.date() if isinstance(local, datetime) else local


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw a symbol of the sprite; it says nothing to a screen reader, the words beside it do."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons/icons.svg"),
        name,
    )


TAG_ICONS = {"late": "triangle-alert", "soon": "clock", "now": "hourglass", "done": "check", "party": "flag"}


@register.simple_block_tag
def tag(content: SafeString, state: str = "") -> SafeString:
    """A word in a frame that says how something stands, never by colour alone; lists are full of them."""
    drawn = icon(TAG_ICONS[state]) if state in TAG_ICONS else ""
    return mark_safe(f'<span class="tag" data-state="{conditional_escape(state)}">{drawn}{content}</span>')


@register.simple_tag
def mark(sign: str) -> str:
    """A mark between two values: full width in Chinese, its fellow in English."""
    return IN_ENGLISH[sign] if in_english() else sign


@register.filter
def listed(words: Iterable[Any]) -> str:
    """门牌、姓名、电话."""
    return mark("、").join(str(word) for word in words)


@register.filter
def whole(text: str) -> SafeString:
    """A telephone number that no line may break."""
    return format_html('<span class="nowrap">{}</span>', text)


@register.filter
def day(value: date | datetime | None, when: str = "") -> str:
    """11月24日; with the year when it is another year, or when asked; `day:"weekday"` is 11月24日 星期二."""
    if not value:
        return ""
    that = _as_day(value)
    if when == "weekday":
        return f"{weekday(that)} {day(that)}" if in_english() else f"{day(that)} {weekday(that)}"
    year = when == "year" or that.year != timezone.localdate().year
    if in_english():
        return dateformat.format(that, "j M Y" if year else "j M")
    return f"{that.year}年{that.month}月{that.day}日" if year else f"{that.month}月{that.day}日"


@register.filter
def weekday(value: date | datetime | None) -> str:
    """星期二."""
    if not value:
        return ""
    that = _as_day(value)
    return dateformat.format(that, "l") if in_english() else "星期" + "一二三四五六日"[that.weekday()]


@register.filter
def moment(value: datetime | None, when: str = "") -> str:
    """11月24日 14:05."""
    return f"{day(value, when)} {_local(value):%H:%M}" if value else ""


@register.filter
def until(value: date | datetime | None, now: date | datetime) -> str:
    """还有 3 天, 今天到期, 晚了 2 天: whole days from now to the due day; of a moment today hours and minutes."""
    if not value:
        return ""
    days = (_as_day(value) - _as_day(now)).days
    if days > 0:
        return ngettext("还有 %(days)d 天", "还有 %(days)d 天", days) % {"days": days}
    if days < 0:
        return ngettext("晚了 %(days)d 天", "晚了 %(days)d 天", -days) % {"days": -days}
    if isinstance(value, datetime) and isinstance(now, datetime) and not _ends_the_day(value):
        gap = int((value - now).total_seconds()) // 60
        return _("还有 %(time)s") % {"time": minutes(gap)} if gap >= 0 else _("晚了 %(time)s") % {"time": minutes(-gap)}
    return _("今天到期")


def _ends_the_day(value: datetime) -> bool:
    local = timezone.localtime(value)
    return (local.hour, local.minute) == (23, 59)


@register.filter
def before(value: datetime | None) -> datetime | None:
    """Give the last minute before a moment: a midnight belongs to the day it ends."""
    return value - timedelta(minutes=1) if value else None


@register.simple_tag
def share(percent: int) -> SafeString:
    """Draw so many hundredths as a bar; the figure stands beside it in words."""
    return format_html(
        '<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="share__whole" width="100" height="8"/>'
        '<rect class="chart__bar" width="{}" height="8"/></svg>',
        max(0, min(100, percent)),
    )


@register.filter
def money(fen: int | None) -> str:
    """Integer fen as yuan: ¥1,234.50."""
    if fen is None:
        return ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}¥{yuan:,}.{rest:02d}"


@register.filter
def minutes(value: int | None) -> str:
    """Integer minutes as hours and minutes: 1 小时 30 分钟."""
    if value is None:
        return ""
    hours, rest = divmod(abs(value), 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours})
    if rest or not hours:
        parts.append(ngettext("%(n)d 分钟", "%(n)d 分钟", rest) % {"n": rest})
    return ("−" if value < 0 else "") + " ".join(parts)


@register.filter
def of_unit(name: str) -> str:
    """A unit that was written down by name, in the visitor's language."""
    return NAMES.title(name)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """Give the query of this page with some parameters changed, or dropped when None or empty."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"


@register.filter
def mistakes(form: BaseForm) -> int:
    """Count the fields (and the form as a whole) that have something to mend."""
    return len(form.errors)


@register.filter
def anchor(field: BoundField) -> str:
    """The id a link of the error summary leads to: the first choice of a group, else the field."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


@register.simple_tag
def label(columns: Sequence[Any], position: int) -> Any:
    """The column's name for a cell, shown beside it where the table is folded for a phone."""
    return columns[position] if position < len(columns) else ""


@register.filter
def phrases(text: str) -> SafeString:
    """A heading in phrases, so that a line ends at a comma rather than inside a word."""
    escaped = conditional_escape(text)
    found = PHRASE.findall(escaped)
    return mark_safe("".join(f'<span class="phrase">{phrase}</span>' for phrase in found) if found[1:] else escaped)
