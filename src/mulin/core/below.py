"""At or below a place: the lookup `place_path__below="BG/GH/"`, which finds its rows by the index of the path.

SQLite uses no index for `LIKE`, so there a path below the street becomes a range of its bytes. A street's own path
holds nearly every row: a range would only lead through the index to all of them.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField
from django.db.models.lookups import Lookup, StartsWith


@CharField.register_lookup
class Below(Lookup):  # type: ignore[type-arg]
    """Rows whose path begins with a place path."""

    lookup_name = "below"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The prefix test, as the database does it best."""
        path = self.rhs
        if connection.vendor != "sqlite" or not isinstance(path, str) or path.count("/") < 2 or path[-1] != "/":
            return StartsWith(self.lhs, path).as_sql(compiler, connection)
        column, parameters = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", (*parameters, path, *parameters, path[:-1] + chr(ord("/") + 1))
