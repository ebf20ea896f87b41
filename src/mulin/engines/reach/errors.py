"""What can be wrong with the input, as types; every message is a sentence a worker can act on."""

from __future__ import annotations


class ReachError(ValueError):
    """The walking network cannot be made or searched from this input."""


class BadExtract(ReachError):  # noqa: N818  a noun reads better at the place where it is raised
    """The OpenStreetMap file is missing, cut off or not an OpenStreetMap file."""


class NoWays(ReachError):  # noqa: N818
    """There is nothing in the input that one can walk on."""


class BadTable(ReachError):  # noqa: N818
    """A row of the project's own network tables contradicts the others."""


class BadWalker(ReachError):  # noqa: N818
    """A walker profile is unknown or holds an impossible parameter."""


class BadPlace(ReachError):  # noqa: N818
    """A point does not lie on the network although the question needs it to."""


class BadQuestion(ReachError):  # noqa: N818
    """A limit, a need or a facility that the answer does not know."""
