"""How a rule says no: the same way as the nouns it speaks of."""

from mulin.core.places.refusal import Refusal

__all__ = ["Refusal"]
