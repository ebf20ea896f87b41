"""Groups in a weighted graph: the constant Potts model, by local moves.

A grouping is worth the weight inside its groups less gamma for every pair inside; so a group holds together only where
it is denser than gamma, whatever the size of the graph. Nodes move to the group that gains most, then groups become
nodes, until nothing moves. Nodes are visited in order and ties stay where they are: the result is always the same.

Source: Traag, Van Dooren and Nesterov, "Narrow scope for resolution-limit-free community detection", Physical Review E
84 (2011); the two alternating phases, Blondel et al., "Fast unfolding of communities in large networks" (2008).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

_ROUNDS = 20
_GAIN = 1e-9


def communities(graph: sp.csr_matrix, gamma: float, cap: int) -> npt.NDArray[np.int64]:
    """Group the nodes.

    Parameters
    ----------
    graph : csr_matrix, shape (n, n)
        Symmetric weights, no diagonal.
    gamma
        The density a group must have.
    cap
        No group grows beyond so many nodes.

    Returns
    -------
    ndarray of int64, shape (n,)
        The group of each node, numbered by its first node.

    Examples
    --------
    >>> pairs = sp.csr_matrix(np.kron(np.eye(2), np.ones((2, 2))) - np.eye(4))
    >>> communities(pairs, 0.1, 10).tolist()
    [0, 0, 1, 1]

    """
    member = np.arange(graph.shape[0])
    sizes = np.ones(graph.shape[0], np.int64)
    while True:
        group = np.array(_move(graph, sizes.tolist(), gamma, cap), np.int64)
        groups, first, group = np.unique(group, return_index=True, return_inverse=True)
        rank = np.empty(len(groups), np.int64)
        rank[np.argsort(first, kind="stable")] = np.arange(len(groups))
        group = rank[group]
        member = group[member]
        if len(groups) == graph.shape[0]:
            return member
        sizes = np.bincount(group, sizes, len(groups)).astype(np.int64)
        joined = sp.csr_matrix((np.ones(len(group)), (np.arange(len(group)), group)), (len(group), len(groups)))
        graph = (joined.T @ graph @ joined).tocsr()
        graph.setdiag(0)
        graph.eliminate_zeros()


def _move(graph: sp.csr_matrix, sizes: list[int], gamma: float, cap: int) -> list[int]:
    """Move nodes one by one while it gains; give the group of each."""
    starts, ends, weights = graph.indptr.tolist(), graph.indices.tolist(), graph.data.tolist()
    group, group_size = list(range(len(sizes))), list(sizes)
    waiting = list(range(len(sizes)))
    for _ in range(_ROUNDS):
        touched: dict[int, None] = {}
        for node in waiting:
            home, size = group[node], sizes[node]
            pull: dict[int, float] = {}
            for at in range(starts[node], starts[node + 1]):
                other = group[ends[at]]
                pull[other] = pull.get(other, 0.0) + weights[at]
            group_size[home] -= size
            best, gain = home, pull.get(home, 0.0) - gamma * size * group_size[home] + _GAIN
            for other, weight in pull.items():
                worth = weight - gamma * size * group_size[other]
                if worth > gain and group_size[other] + size <= cap:
                    best, gain = other, worth
            group_size[best] += size
            if best != home:
                group[node] = best
                touched.update((end, None) for end in ends[starts[node] : starts[node + 1]] if group[end] != best)
        waiting = sorted(touched)
        if not waiting:
            break
    return group
