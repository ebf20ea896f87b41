"""QR codes inside a page: SVG with presentation attributes only, which a strict content policy lets through."""

from __future__ import annotations

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 4  # modules of margin, as the standard asks


def svg(text: str, label: str) -> SafeString:
    """Draw the text for a camera; `label` is what a screen reader says.

    >>> svg("mulin", "二维码")[:66]
    '<svg class="qr" role="img" aria-label="二维码" viewBox="0 0 29 29" wi'
    """
    code = segno.make(text, error="m", micro=False)
    side = len(code.matrix) + 2 * QUIET
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {side} {side}" width="{wide}" height="{wide}" '
        'shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/>'
        '<path d="{}" fill="#000"/></svg>',
        label,
        path,
        side=side,
        wide=side * 5,
    )
