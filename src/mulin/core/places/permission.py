"""Insisting on a verb where there is no row yet."""

from __future__ import annotations

from django.http import Http404

from mulin.core.gate import SYSTEM, Viewer


def need_at(by: Viewer, verb: str, path: str) -> None:
    """Insist that the actor holds the verb at the place; the machine itself (imports at start, demo) does.

    Raises
    ------
    Http404
        She does not.

    """
    if by.ref != SYSTEM.ref and not by.can(verb, path):
        raise Http404
