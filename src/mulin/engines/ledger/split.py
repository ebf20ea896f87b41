"""Share out a pool so that the parts sum exactly."""

from __future__ import annotations

from collections.abc import Sequence


def _largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _equal(total: int, claims: Sequence[int]) -> list[int]:
    low, high = 0, max(claims)
    while low < high:  # highest level that can be given to all who ask for it
        level = (low + high + 1) // 2
        low, high = (level, high) if sum(min(claim, level) for claim in claims) <= total else (low, level - 1)
    parts = [min(claim, low) for claim in claims]
    rest = total - sum(parts)
    for place in [place for place, claim in enumerate(claims) if claim > low][:rest]:
        parts[place] += 1
    return parts


def pool_split(total: int, claims: Sequence[int], rule: str = "proportional") -> list[int]:
    """Share `total` minutes among claims; nobody gets more than claimed, nothing is lost by rounding.

    Parameters
    ----------
    total : int
        Minutes there are, >= 0.
    claims : sequence of int
        Minutes asked for, each >= 0; earlier claims win ties.
    rule : str
        `proportional` (largest remainder) or `equal` (the same for each, what one does not need goes to the others).

    Returns
    -------
    list of int
        Parts that sum to ``min(total, sum(claims))``.

    Raises
    ------
    ValueError
        A negative figure or an unknown rule.

    Examples
    --------
    >>> pool_split(100, [60, 60, 60])
    [34, 33, 33]
    >>> pool_split(100, [10, 60, 60], "equal")
    [10, 45, 45]

    """
    if total < 0 or any(claim < 0 for claim in claims):
        raise ValueError("minutes cannot be negative")
    if rule not in {"proportional", "equal"}:
        raise ValueError(f"unknown rule {rule}")
    if total >= sum(claims):
        return list(claims)
    return _largest_remainder(total, claims) if rule == "proportional" else _equal(total, claims)
