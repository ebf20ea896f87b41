"""What can be wrong with a siting question, as types; every message is a sentence a worker can act on."""

from __future__ import annotations


class SitingError(ValueError):
    """The question cannot be answered as it was put."""


class BadCosts(SitingError):  # noqa: N818  a noun reads better at the place where it is raised
    """The table of costs is empty, ragged, negative or too large."""


class Impossible(SitingError):  # noqa: N818
    """No choice of sites meets the conditions."""


class TooLittleRoom(Impossible):
    """The capacity or area that may be opened is smaller than what has to be served."""
