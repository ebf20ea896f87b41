"""Made-up siting questions, and answers by trying everything."""

from __future__ import annotations

import itertools

import numpy as np
from scipy.sparse.csgraph import shortest_path


def walks(seed, n=14, m=9, spread=1000):
    """(n, m) seconds between random points, and people."""
    rng = np.random.default_rng(seed)
    doors, sites = rng.random((n, 2)), rng.random((m, 2))
    cost = np.rint(np.hypot(*(doors[:, None, :] - sites[None, :, :]).transpose(2, 0, 1)) * spread).astype(np.int64)
    return cost, rng.integers(0, 30, n)


def street_matrix(seed, n):
    """(n, n) shortest ways in a random network, as in the classic p-median instances."""
    rng = np.random.default_rng(seed)
    graph = np.zeros((n, n))
    for a in range(n - 1):
        graph[a, a + 1] = graph[a + 1, a] = rng.integers(1, 101)
    for _ in range(max(n * n // 50 - n + 1, n)):
        a, b = rng.choice(n, 2, replace=False)
        graph[a, b] = graph[b, a] = rng.integers(1, 101)
    return shortest_path(graph, directed=False).astype(np.int64)


def every_choice(m, p, fixed=(), forbidden=()):
    for choice in itertools.combinations(range(m), p):
        if set(fixed) <= set(choice) and not set(forbidden) & set(choice):
            yield list(choice)


def least(score, m, p, fixed=(), forbidden=()):
    """The least score of any choice."""
    return min(score(choice) for choice in every_choice(m, p, fixed, forbidden))
