"""Groups are dense, capped, and better than any single move away."""

import numpy as np
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from mulin.engines.text.communities import communities
from mulin.engines.text.neighbours import graph


def worth(weights: np.ndarray, group: np.ndarray, gamma: float) -> float:
    same = group[:, None] == group[None, :]
    return float((np.where(same, weights, 0).sum() - gamma * (same.sum() - len(group))) / 2)


def random_graph(seed: int, nodes: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.random((nodes, nodes)) * (rng.random((nodes, nodes)) < 0.3), 1)
    return upper + upper.T


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(2, 14), st.sampled_from([0.05, 0.2, 0.5]))
def test_no_merging_of_two_groups_is_better(seed: int, nodes: int, gamma: float) -> None:
    weights = random_graph(seed, nodes)
    group = communities(sp.csr_matrix(weights), gamma, nodes)
    found = worth(weights, group, gamma)
    assert found >= -1e-9
    for a in range(group.max() + 1):
        for b in range(a):
            assert worth(weights, np.where(group == a, b, group), gamma) <= found + 1e-6


@given(st.integers(0, 10**6), st.integers(1, 6))
def test_no_group_grows_beyond_the_cap(seed: int, cap: int) -> None:
    group = communities(sp.csr_matrix(random_graph(seed, 12) + 1 - np.eye(12)), 0.01, cap)
    assert np.bincount(group).max() <= cap


def test_two_cliques_with_a_bridge_stay_two() -> None:
    weights = np.kron(np.eye(2), np.ones((5, 5))) - np.eye(10)
    weights[4, 5] = weights[5, 4] = 0.5
    assert communities(sp.csr_matrix(weights), 0.1, 99).tolist() == [0] * 5 + [1] * 5


def test_nodes_without_neighbours_stay_alone() -> None:
    assert communities(sp.csr_matrix((3, 3)), 0.1, 9).tolist() == [0, 1, 2]


def test_neighbours_are_the_nearest_by_cosine() -> None:
    rng = np.random.default_rng(2)
    rows = np.abs(rng.normal(size=(40, 6)))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    found = graph(sp.csr_matrix(rows.astype(np.float32)), 3, 0.2).toarray()
    cosine = rows @ rows.T
    np.fill_diagonal(cosine, -1)
    chosen = np.zeros_like(cosine, dtype=bool)
    for row, nearest in enumerate(np.argsort(-cosine, axis=1)[:, :3]):
        chosen[row, nearest] = cosine[row, nearest] >= 0.2
    chosen |= chosen.T
    assert ((found > 0) == chosen).all()
    assert np.allclose(found[chosen], cosine[chosen], atol=1e-5)
