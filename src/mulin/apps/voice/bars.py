"""Small bars beside figures, each a link to its rows: drawn here, because a page has dozens of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, LEAST = 1000, 12  # of the drawing, in its own units; a figure that is not nought can be seen
_INSIDE = (
    '<span class="bars__label">{}</span><svg viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true" '
    'focusable="false"><rect class="chart__bar" x="0" y="3" width="{}" height="18"/></svg><b>{}{}</b>'
)
_LINKED, _BARE = f'<li><a href="{{}}">{_INSIDE}</a></li>', f"<li><span>{_INSIDE}</span></li>"


def widths(figures: list[int]) -> list[int]:
    """How wide each is drawn; the longest fills the width.

    >>> widths([4, 1, 0, 400])
    [12, 12, 0, 1000]
    """
    most = max(figures, default=0) or 1
    return [max(n * WIDTH // most, LEAST) if n else 0 for n in figures]


def bars(rows: Iterable[tuple[str, int, str]], unit: str | Promise = "") -> SafeString:
    """A list of bars: what each is of, its figure, and where it leads (nowhere when empty).

    >>> "<b>3 <small>x</small></b>" in bars([("a", 3, "/a/")], "x")
    True
    """
    found = list(rows)
    after = format_html(" <small>{}</small>", unit) if unit else ""
    drawn = zip(found, widths([n for _label, n, _link in found]), strict=True)
    inside = [((link, label, width, n, after), (label, width, n, after)) for (label, n, link), width in drawn]
    lines = [format_html(_LINKED, *linked) if linked[0] else format_html(_BARE, *bare) for linked, bare in inside]
    whole = format_html_join("", "{}", ((line,) for line in lines))
    return format_html('<ul class="bars">{}</ul>', whole)
