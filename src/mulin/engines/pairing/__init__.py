"""Pairing of helpers with households: cover by risk first, then walking and continuity, with a proof."""

from mulin.engines.pairing.candidates import Candidates, Helper, Household, Refusal, Weights, candidates
from mulin.engines.pairing.certificate import Certificate, verify
from mulin.engines.pairing.explaining import Option, Why, explain, shadow_prices
from mulin.engines.pairing.problem import Chain, Move, Plan, Problem
from mulin.engines.pairing.repairing import repair
from mulin.engines.pairing.rota import Duty, Rota, Slot, Wish, rota
from mulin.engines.pairing.round import Route, route
from mulin.engines.pairing.solving import solve

__all__ = [
    "Candidates",
    "Certificate",
    "Chain",
    "Duty",
    "Helper",
    "Household",
    "Move",
    "Option",
    "Plan",
    "Problem",
    "Refusal",
    "Rota",
    "Route",
    "Slot",
    "Weights",
    "Why",
    "Wish",
    "candidates",
    "explain",
    "repair",
    "rota",
    "route",
    "shadow_prices",
    "solve",
    "verify",
]
