"""A linear support vector machine, one against the rest, squared hinge loss: all classes trained in step.

For each class the convex function ::

    f(w) = |w|^2 / 2 + sum_i c_i max(0, 1 - y_i <w, x_i>)^2

is minimised by Newton's method; each step solves (I + 2 X_A' C X_A) d = -grad f over the rows A inside the margin
by conjugate gradients, and is halved until f falls enough. The classes share every product with the sparse matrix,
which is where the time goes. There is nothing random in it.

Source: Keerthi and DeCoste, "A modified finite Newton method for fast solution of large scale linear SVMs",
JMLR 6 (2005); Lin, Weng and Keerthi, "Trust region Newton method for large-scale logistic regression", JMLR 9 (2008).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Floats = npt.NDArray[np.float32]
_HALVINGS = 12
_INNER = 25


def fit(
    rows: sp.csr_matrix, classes: npt.NDArray[np.int64], count: int, costs: Floats, *, tolerance: float = 0.01
) -> Floats:
    """Train one hyperplane a class.

    Parameters
    ----------
    rows : csr_matrix of float32, shape (n, d)
        The examples; add a column of ones for a bias.
    classes : ndarray of int64, shape (n,)
        The class of each example, from 0.
    count
        How many classes, k.
    costs : ndarray of float32, shape (n,)
        What an error on the example costs.
    tolerance
        The gradient's length at the end, relative to the start.

    Returns
    -------
    ndarray of float32, shape (d, k)
        The weights: decision values are ``x @ weights``.

    Examples
    --------
    >>> x = sp.csr_matrix(np.array([[1, 0], [1, 0], [0, 1]], np.float32))
    >>> weights = fit(x, np.array([0, 0, 1]), 2, np.full(3, 10, np.float32))
    >>> (x @ weights).argmax(axis=1).tolist()
    [0, 0, 1]

    """
    n, d = rows.shape
    signs = np.full((n, count), -1, np.float32)
    signs[np.arange(n), classes] = 1
    cost = costs[:, None].astype(np.float32)
    across = rows.T.tocsr()
    weights, values = np.zeros((d, count), np.float32), np.zeros((n, count), np.float32)
    start: npt.NDArray[np.float64] | None = None
    for _ in range(50):
        slack = 1 - signs * values
        inside = slack > 0
        gradient = weights - 2 * (across @ (cost * signs * np.where(inside, slack, 0)))
        length = np.sqrt(_dot(gradient, gradient))
        start = length if start is None else start
        if (length <= tolerance * start).all():
            break
        step = _newton_step(rows, across, gradient, np.where(inside, 2 * cost, np.float32(0)))
        moved = rows @ step
        slope, now = _dot(gradient, step), _loss(weights, values, signs, cost)
        share = np.ones(count, np.float32)
        for _ in range(_HALVINGS):
            too_far = _loss(weights + share * step, values + share * moved, signs, cost) > now + 1e-4 * share * slope
            if not too_far.any():
                break
            share = np.where(too_far, share / 2, share).astype(np.float32)
        weights += share * step
        values += share * moved
    return weights


def _dot(a: Floats, b: Floats) -> npt.NDArray[np.float64]:
    products: npt.NDArray[np.float64] = np.einsum("dk,dk->k", a, b, dtype=np.float64)
    return products


def _loss(weights: Floats, values: Floats, signs: Floats, cost: Floats) -> npt.NDArray[np.float64]:
    slack = np.maximum(0, 1 - signs * values)
    total: npt.NDArray[np.float64] = _dot(weights, weights) / 2 + (cost * slack * slack).sum(axis=0, dtype=np.float64)
    return total


def _newton_step(rows: sp.csr_matrix, across: sp.csr_matrix, gradient: Floats, curvature: Floats) -> Floats:
    """Solve (I + X' diag(curvature) X) step = -gradient for all classes side by side."""
    step = np.zeros_like(gradient)
    residual = -gradient
    direction = residual.copy()
    length = first = _dot(residual, residual)
    for _ in range(_INNER):
        bent = direction + across @ (curvature * (rows @ direction))
        going = length > 0.01 * first
        along = np.where(going, length / np.maximum(_dot(direction, bent), 1e-30), 0).astype(np.float32)
        step += along * direction
        residual -= along * bent
        after = _dot(residual, residual)
        if (after <= 0.01 * first).all():
            break
        direction = residual + np.where(going, after / np.maximum(length, 1e-30), 0).astype(np.float32) * direction
        length = after
    return step
