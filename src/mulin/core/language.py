"""In which language the visitor reads."""

from __future__ import annotations

from django.utils.translation import get_language


def in_english() -> bool:
    """Whether it is English; Chinese otherwise."""
    return (get_language() or "").startswith("en")
