"""Shortest augmenting paths in the residual network, in plain Python: the reference solver, and what repairs use.

Every arc a -> b has a reduced cost: its cost plus the price of b less the price of a, the sink's price being 0.
Prices are kept such that none is negative, so that Dijkstra's search holds and may stop at its goal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heappop, heappush

import numpy as np

from mulin.engines.pairing.problem import Ints, Problem

HELPER, HOUSEHOLD, SINK = 0, 1, 2
Node = tuple[int, int]
Arc = tuple[Node, int, int]  # to (or from) where, reduced cost, edge or -1
GOAL: Node = (SINK, 0)


class Residual:
    """Pairs under change.

    Parameters
    ----------
    problem : Problem
        The problem.
    cost : int64 array, shape (E,)
        Edge costs, stability included.
    household_price, helper_price : int64 arrays
        Prices to begin with.
    toll : int
        Seconds added for each pair that is broken on the way.

    """

    def __init__(
        self, problem: Problem, cost: Ints, household_price: Ints, helper_price: Ints, *, toll: int = 0
    ) -> None:
        self.problem = problem
        self.cost = cost
        self.toll = toll
        self.price = {HOUSEHOLD: household_price.copy(), HELPER: helper_price.copy()}
        self.unmet = np.zeros(len(problem.households), np.int64)  # units of each household that were left out
        self._edges_of: dict[int, Ints] = {}
        self._at_helper: dict[int, dict[int, int]] = {}
        self._of_household: dict[int, dict[int, int]] = {}
        self._begin(np.zeros(0, np.int64))

    def _begin(self, edges: Ints) -> None:
        self._given = edges
        self._given_rows = self.problem.rows[edges]
        cols = self.problem.cols[edges]
        self._given_by_helper = edges[np.argsort(cols, kind="stable")]
        self._given_cols = self.problem.cols[self._given_by_helper]
        self._changed: dict[int, bool] = {}

    def begin(self, edges: Ints) -> None:
        """Start from these pairs (edges ascending); they are only looked at where a path comes by."""
        self._begin(edges)

    def at_helper(self, helper: int) -> dict[int, int]:
        """Households of a helper, each with its edge."""
        if helper not in self._at_helper:
            low, high = np.searchsorted(self._given_cols, (helper, helper + 1))
            edges = self._given_by_helper[low:high]
            self._at_helper[helper] = dict(zip(self.problem.rows[edges].tolist(), edges.tolist(), strict=True))
        return self._at_helper[helper]

    def of_household(self, household: int) -> dict[int, int]:
        """Helpers of a household, each with its edge."""
        if household not in self._of_household:
            low, high = np.searchsorted(self._given_rows, (household, household + 1))
            edges = self._given[low:high]
            self._of_household[household] = dict(zip(self.problem.cols[edges].tolist(), edges.tolist(), strict=True))
        return self._of_household[household]

    def pair(self, edge: int) -> None:
        """Make an edge a pair."""
        household, helper = int(self.problem.rows[edge]), int(self.problem.cols[edge])
        self.at_helper(helper)[household] = edge
        self.of_household(household)[helper] = edge
        self._changed[edge] = True

    def part(self, edge: int) -> None:
        """Break a pair."""
        household, helper = int(self.problem.rows[edge]), int(self.problem.cols[edge])
        del self.at_helper(helper)[household], self.of_household(household)[helper]
        self._changed[edge] = False

    def edges(self) -> Ints:
        """Edges that are pairs, ascending."""
        gone = np.array([edge for edge, there in self._changed.items() if not there], np.int64)
        new = np.array([edge for edge, there in self._changed.items() if there], np.int64)
        return np.union1d(np.setdiff1d(self._given, gone), new).astype(np.int64)

    def load(self, helper: int) -> int:
        """Households a helper has."""
        return len(self.at_helper(helper))

    def _next_load(self, helper: int) -> int | None:
        load = self.load(helper)
        return self.problem.load_cost[load] if load < int(self.problem.capacity[helper]) else None

    def _out(self, node: Node) -> Iterator[Arc]:
        """Arcs out of a node."""
        kind, place = node
        price = int(self.price[kind][place])
        if kind == HELPER:
            load = self._next_load(place)
            if load is not None:
                yield GOAL, load - price, -1
            for household, edge in self.at_helper(place).items():
                back = int(self.price[HOUSEHOLD][household]) - int(self.cost[edge]) - price
                yield (HOUSEHOLD, household), back + self.toll, edge
            return
        begin, end = int(self.problem.start[place]), int(self.problem.start[place + 1])
        cols = self.problem.cols[begin:end]
        reduced = (self.cost[begin:end] + self.price[HELPER][cols] - price).tolist()
        mine = self.of_household(place)
        for offset, helper in enumerate(cols.tolist()):
            if helper not in mine and self.problem.capacity[helper]:
                yield (HELPER, helper), reduced[offset], begin + offset
        left_out = int(self.unmet[place])
        if left_out < int(self.problem.demand[place]):
            yield GOAL, self.problem.unmet_cost(place, left_out) - price, -1

    def _into(self, node: Node) -> Iterator[Arc]:
        """Arcs into a node; those out of the sink undo a load or bring in one who was left out."""
        kind, place = node
        price = int(self.price[kind][place])
        if kind == HELPER:
            if place not in self._edges_of:
                self._edges_of[place] = np.flatnonzero(self.problem.cols == place)
            mine = self.at_helper(place)
            for edge in self._edges_of[place].tolist():
                household = int(self.problem.rows[edge])
                if household not in mine:
                    reduced = int(self.cost[edge]) + price - int(self.price[HOUSEHOLD][household])
                    yield (HOUSEHOLD, household), reduced, edge
            load = self.load(place)
            if load:
                yield GOAL, price - self.problem.load_cost[load - 1], -1
            return
        for helper, edge in self.of_household(place).items():
            reduced = price - int(self.cost[edge]) - int(self.price[HELPER][helper])
            yield (HELPER, helper), reduced + self.toll, edge
        left_out = int(self.unmet[place])
        if left_out:
            yield GOAL, price - self.problem.unmet_cost(place, left_out - 1), -1

    def _search(
        self, origin: Node, arcs: Callable[[Node], Iterator[Arc]]
    ) -> tuple[dict[Node, int], dict[Node, tuple[Node, int]]]:
        best, done = {origin: 0}, dict[Node, int]()
        came: dict[Node, tuple[Node, int]] = {}
        heap = [(0, origin)]
        while heap:
            distance, node = heappop(heap)
            if node in done:
                continue
            done[node] = distance
            if node == GOAL:
                break
            for target, reduced, edge in arcs(node):
                if node == origin and target == GOAL and arcs == self._into:
                    continue  # out of the sink into the free slot and back is no move
                # A toll may have left prices a little off; a cost below 0 then counts as 0.
                reach = distance + max(0, reduced)
                if target not in done and reach < best.get(target, reach + 1):
                    best[target] = reach
                    came[target] = (node, edge)
                    heappush(heap, (reach, target))
        return done, came

    @staticmethod
    def _path(origin: Node, came: dict[Node, tuple[Node, int]]) -> tuple[list[int], Node]:
        """Edges between the origin and the sink, the sink's end first, and the node beside the sink."""
        node, edge = came[GOAL]
        beside, path = node, []
        while node != origin:
            node, edge = came[node]
            path.append(edge)
        return path, beside

    def _flip(self, path: list[int]) -> None:
        """Turn pairs into no pairs and the other way round."""
        pairs = [edge for edge in path if self._is_pair(edge)]
        others = [edge for edge in path if edge not in set(pairs)]
        for edge in pairs:
            self.part(edge)
        for edge in others:
            self.pair(edge)

    def _is_pair(self, edge: int) -> bool:
        return self.of_household(int(self.problem.rows[edge])).get(int(self.problem.cols[edge])) == edge

    def place(self, household: int) -> list[int]:
        """Find the cheapest helper, or chain of moves, for one unit more of a household, and carry it out.

        Returns
        -------
        list of int
            Edges along the chain from the household on, joined and parted in turn; empty when it is left out.

        """
        origin = (HOUSEHOLD, household)
        done, came = self._search(origin, self._out)
        total = done[GOAL]
        for (kind, place), distance in done.items():
            if kind != SINK:
                self.price[kind][place] += total - distance
        path, (kind, place) = self._path(origin, came)
        if kind == HOUSEHOLD:
            self.unmet[place] += 1
        path.reverse()
        self._flip(path)
        return path

    def fill(self, helper: int) -> list[int] | None:
        """Use a free slot of a helper where that saves; carry it out.

        Returns
        -------
        list of int or None
            Edges along the chain from the helper on, joined and parted in turn; None when nothing is saved.

        """
        load = self._next_load(helper)
        price = int(self.price[HELPER][helper])
        if load is None or load >= price:
            return None
        origin = (HELPER, helper)
        done, came = self._search(origin, self._into)
        wanted = price - load
        total = min(done.get(GOAL, wanted), wanted)
        for (kind, place), distance in done.items():
            if kind != SINK:
                self.price[kind][place] -= max(0, total - distance)
        if total == wanted:
            return None
        path, (kind, place) = self._path(origin, came)
        if kind == HOUSEHOLD:
            self.unmet[place] -= 1
        path.reverse()
        self._flip(path)
        return path

    def offer(self, helper: int) -> None:
        """Set the price of a helper who is new, or has a slot more, to what anybody would pay."""
        if helper not in self._edges_of:
            self._edges_of[helper] = np.flatnonzero(self.problem.cols == helper)
        edges = self._edges_of[helper]
        if len(edges):
            paid = int((self.price[HOUSEHOLD][self.problem.rows[edges]] - self.cost[edges]).max())
            self.price[HELPER][helper] = max(int(self.price[HELPER][helper]), paid)
