"""The trainer finds the minimum of its function: no gradient is left, and no other point is lower."""

import numpy as np
import scipy.optimize
import scipy.sparse as sp

from mulin.engines.text.svm import fit


def problem() -> tuple[sp.csr_matrix, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    dense = rng.normal(size=(60, 8)) * (rng.random((60, 8)) < 0.5)
    classes = (dense[:, 0] + 0.5 * rng.normal(size=60) > 0).astype(np.int64) + (dense[:, 1] > 0.7)
    return sp.csr_matrix(dense.astype(np.float32)), classes, rng.uniform(0.2, 2, 60).astype(np.float32)


def test_agrees_with_a_general_minimiser() -> None:
    rows, classes, costs = problem()
    weights = fit(rows, classes, 3, costs, tolerance=1e-5)
    dense = rows.toarray().astype(float)
    for k in range(3):
        signs = np.where(classes == k, 1.0, -1.0)

        def loss(w: np.ndarray, signs: np.ndarray = signs) -> float:
            return float(w @ w / 2 + (costs * np.maximum(0, 1 - signs * (dense @ w)) ** 2).sum())

        best = scipy.optimize.minimize(loss, np.zeros(8), method="BFGS", options={"gtol": 1e-8})
        assert np.allclose(weights[:, k], best.x, atol=1e-3)


def test_costs_count_like_copies() -> None:
    rows, classes, _ = problem()
    twice = fit(sp.vstack([rows, rows], format="csr"), np.tile(classes, 2), 3, np.ones(120, np.float32), tolerance=1e-5)
    dear = fit(rows, classes, 3, np.full(60, 2, np.float32), tolerance=1e-5)
    assert np.allclose(twice, dear, atol=1e-3)


def test_one_class_alone_is_learnt() -> None:
    rows, _, costs = problem()
    assert np.isfinite(fit(rows, np.zeros(60, np.int64), 1, costs)).all()
