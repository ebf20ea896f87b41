"""A small minimum-cost flow on integers: successive shortest paths by label correction."""

from __future__ import annotations

from collections import deque


class Flow:
    """A network that is filled unit by unit, cheapest path first.

    Examples
    --------
    >>> net = Flow(3)
    >>> arc = net.arc(0, 1, 2, 5)
    >>> _ = net.arc(1, 2, 1, 0), net.arc(1, 2, 1, 7)
    >>> net.send(0, 2, 9), net.used(arc)
    ((2, 17), 2)

    """

    def __init__(self, nodes: int) -> None:
        self._out: list[list[int]] = [[] for _ in range(nodes)]
        self._to: list[int] = []
        self._left: list[int] = []
        self._cost: list[int] = []

    def arc(self, tail: int, head: int, capacity: int, cost: int) -> int:
        """Add an arc; gives its number."""
        number = len(self._to)
        for start, end, room, price in ((tail, head, capacity, cost), (head, tail, 0, -cost)):
            self._out[start].append(len(self._to))
            self._to.append(end)
            self._left.append(room)
            self._cost.append(price)
        return number

    def used(self, arc: int) -> int:
        """Flow on an arc."""
        return self._left[arc ^ 1]

    def send(self, source: int, sink: int, most: int) -> tuple[int, int]:
        """Send up to `most` units at least cost; gives units and cost."""
        sent = total = 0
        while sent < most:
            distance: list[int | None] = [None] * len(self._out)
            came = [-1] * len(self._out)
            distance[source] = 0
            queue, waiting = deque([source]), {source}
            while queue:
                node = queue.popleft()
                waiting.discard(node)
                base = distance[node]
                for arc in self._out[node]:
                    target = self._to[arc]
                    known = distance[target]
                    if base is None or not self._left[arc] or (known is not None and known <= base + self._cost[arc]):
                        continue
                    distance[target], came[target] = base + self._cost[arc], arc
                    if target not in waiting:
                        waiting.add(target)
                        queue.append(target)
            reached = distance[sink]
            if reached is None:
                break
            node = sink
            while node != source:
                arc = came[node]
                self._left[arc] -= 1
                self._left[arc ^ 1] += 1
                node = self._to[arc ^ 1]
            sent, total = sent + 1, total + reached
        return sent, total
