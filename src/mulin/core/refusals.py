"""How an action says no: a plain sentence for whoever tried, which can be shown as it is."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - named by what it is
    """Something cannot be done like this."""


class Changed(Refusal):
    """Somebody else changed the row after the form was opened; what was typed is not applied."""
