"""Pages of long lists: rows are found by their keys alone, and only those shown are read with what belongs to them."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def part(rows: QuerySet[Row], start: int, stop: int) -> QuerySet[Row]:
    """Some rows of a long ordered list. What is passed over is walked in the index, or sorted as bare keys."""
    keys = rows.values("pk")[start:stop]
    shown: QuerySet[Row] = rows.model._default_manager.filter(pk__in=keys)  # noqa: SLF001 - public by name
    shown.query.order_by = rows.query.order_by
    shown.query.select_related = rows.query.select_related
    prefetched: tuple[Any, ...] = rows._prefetch_related_lookups  # type: ignore[attr-defined]  # noqa: SLF001 - no public way
    return shown.prefetch_related(*prefetched)


class Deep(Paginator):  # type: ignore[type-arg]  # generic only in the stubs
    """A paginator whose five-hundredth page costs little more than the first."""

    def page(self, number: int | str) -> Page:  # type: ignore[type-arg]
        """One page."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        rows = cast("QuerySet[Model]", self.object_list)
        return Page(part(rows, start, start + self.per_page), number, self)
