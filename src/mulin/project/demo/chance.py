"""Chance that repeats: while the demo is built, every random number comes from its seed.

The actions draw uuids, keys and secrets from the operating system, as they must. For the demo alone, and only inside
`repeatable`, that source is replaced, so that the same seed and day give the same register to the last hash.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

Source = Callable[[int], bytes]


@contextmanager
def repeatable(seed: int | str) -> Iterator[None]:
    """Let uuids and secrets follow from the seed. Never around anything but made-up data, and in one thread."""
    drawn = random.Random(f"mulin demo {seed}")  # noqa: S311 - repeatable on purpose
    system = cast("dict[str, Source]", vars(random))
    plain_os, plain_random = os.urandom, system["_urandom"]
    os.urandom = system["_urandom"] = drawn.randbytes
    try:
        yield
    finally:
        os.urandom, system["_urandom"] = plain_os, plain_random
