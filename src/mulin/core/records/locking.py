"""Locking one row together with what it is joined to."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

AnyModel = TypeVar("AnyModel", bound=Model)


def locked(rows: QuerySet[AnyModel], **lookup: Any) -> AnyModel | None:
    """Lock the row by itself, then read it with its joins; None when there is none.

    In one query PostgreSQL would find nothing when the row was pointed at another neighbour while it was waited for.
    """
    model: Any = rows.model
    key = model._base_manager.select_for_update(of=("self",)).filter(**lookup).values_list("pk").first()  # noqa: SLF001
    return None if key is None else rows.get(pk=key[0])
