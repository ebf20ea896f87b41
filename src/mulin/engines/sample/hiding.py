"""Hiding small cells, and as many others as it takes that none can be worked out from the totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Cell = tuple[int, int]


def cover_list(counts: Sequence[int], k: int) -> list[bool]:
    """Which counts of one list have to be hidden when their total is known.

    Counts from 1 to k - 1 are hidden. When what is hidden together is under k, or stands alone, the next smallest goes
    too. Zeros say nothing about anybody and stay.

    Examples
    --------
    >>> cover_list([60, 25, 4, 11, 0], 10)
    [False, False, True, True, False]
    >>> cover_list([60, 40], 10)
    [False, False]
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < k}
    others = sorted((count, place) for place, count in enumerate(counts) if count >= k)
    while hidden and others and (len(hidden) < 2 or sum(counts[place] for place in hidden) < k):
        hidden.add(others.pop(0)[1])
    return [place in hidden for place in range(len(counts))]


def cover_table(table: Sequence[Sequence[int]], k: int) -> list[list[bool]] | None:
    """Which cells of a table have to be hidden when all row and column totals are known; None: the whole table.

    Cells from 1 to k - 1 are hidden, then the smallest others until every hidden cell lies on a closed path of hidden
    cells that turns at each of them. Along such a path one person can be moved without any total noticing, so that no
    hidden cell is fixed by the totals (a hidden cell is fixed exactly where it is a bridge between its row and its
    column; Gusfield 1988). In each row and column what is hidden is k or more together.

    Examples
    --------
    >>> cover_table([[4, 30, 20], [40, 25, 31], [22, 60, 12]], 10)
    [[True, False, True], [False, False, False], [True, False, True]]
    """
    hidden = {(r, c) for r, row in enumerate(table) for c, count in enumerate(row) if 0 < count < k}
    while True:
        loose = next(_loose(table, hidden, k), None)
        if loose is None:
            break
        more = _partner(table, hidden, *loose)
        if more is None:
            return None
        hidden.add(more)
    return [[(r, c) in hidden for c in range(len(row))] for r, row in enumerate(table)]


def _loose(table: Sequence[Sequence[int]], hidden: set[Cell], k: int) -> Iterator[tuple[Cell, str]]:
    """Hidden cells that totals would give away, in the order of the table, and where the next must be hidden."""
    for r, c in sorted(hidden):
        if sum(table[r][other] for row, other in hidden if row == r) < k:
            yield (r, c), "row"
        elif sum(table[other][c] for other, column in hidden if column == c) < k:
            yield (r, c), "column"
        elif not _on_a_path(hidden, (r, c)):
            yield (r, c), "path"


def _on_a_path(hidden: set[Cell], cell: Cell) -> bool:
    """Whether the row of a cell is joined to its column by other hidden cells."""
    rows, columns, grown = {cell[0]}, set[int](), True
    others = hidden - {cell}
    while grown:
        before = len(rows) + len(columns)
        columns |= {c for r, c in others if r in rows}
        rows |= {r for r, c in others if c in columns}
        grown = len(rows) + len(columns) > before
    return cell[1] in columns


def _partner(table: Sequence[Sequence[int]], hidden: set[Cell], loose: Cell, where: str) -> Cell | None:
    """The cell to hide next: the smallest filled one in the row or column; for a path one that closes a square."""
    free = [
        (r, c)
        for r, row in enumerate(table)
        for c, count in enumerate(row)
        # a path cannot turn at a cell that is alone in its row or column
        if count and (r, c) not in hidden and sum(map(bool, row)) > 1 and sum(bool(line[c]) for line in table) > 1
    ]
    in_row = [cell for cell in free if cell[0] == loose[0]]
    in_column = [cell for cell in free if cell[1] == loose[1]]
    rows = {r for r, c in hidden if c == loose[1]}
    columns = {c for r, c in hidden if r == loose[0]}
    closing = [cell for cell in free if cell[0] in rows and cell[1] in columns]
    choices = {"row": (in_row,), "column": (in_column,), "path": (closing, [*in_row, *in_column], free)}[where]
    for choice in choices:
        if choice:
            return min(choice, key=lambda cell: (table[cell[0]][cell[1]], cell))
    return None
