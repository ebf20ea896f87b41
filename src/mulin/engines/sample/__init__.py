"""Sample: households drawn so that anybody can draw them again, answers weighted, doubts said, small cells hidden.

Everything in and out is whole numbers; shares are two of them. See `docs/engines/sample.md`.
"""

from mulin.engines.sample.drawing import draw, equal, proportional
from mulin.engines.sample.hiding import cover_list, cover_table
from mulin.engines.sample.interval import Share, share
from mulin.engines.sample.weighing import MILLION, Weights, weigh

__all__ = [
    "MILLION",
    "Share",
    "Weights",
    "cover_list",
    "cover_table",
    "draw",
    "equal",
    "proportional",
    "share",
    "weigh",
]
