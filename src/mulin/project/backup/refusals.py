"""What cannot be done with a backup, in words for the person at the machine."""

from __future__ import annotations


class Unusable(Exception):  # noqa: N818 - named by what it is
    """It cannot be done; the message says why and what to do, in Chinese and English."""
