"""Whom a reference in the register means, as shown in public: staff, units and programs by name, residents never."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from django.utils.translation import gettext as _

from mulin.core.access.models import ApiKey, Login
from mulin.core.groups.models import Group
from mulin.core.language import title


def _uuids(refs: Iterable[str], kind: str) -> list[UUID]:
    """What stands behind `kind:`; a reference that is no uuid names nobody here."""
    found = []
    for ref in refs:
        if ref.startswith(kind):
            with suppress(ValueError):
                found.append(UUID(ref.removeprefix(kind)))
    return found


def names(refs: Iterable[str]) -> dict[str, str]:
    """Public names of references; three queries however many there are. What is not in it is a resident."""
    wanted = set(refs)
    logins, units, keys = (_uuids(wanted, kind) for kind in ("login:", "unit:", "key:"))
    told = {"system": _("系统")}
    if logins:
        rows = Login.objects.filter(uuid__in=logins).exclude(kind=Login.Kind.RESIDENT)
        for name, shown, *group in rows.values_list("uuid", "display_name", "group__name", "group__name_en"):
            told[f"login:{name}"] = f"{title(*group)} · {shown}" if group[0] else shown
    if units:
        found = Group.objects.filter(uuid__in=units).values_list("uuid", "name", "name_en")
        told |= {f"unit:{group}": title(*names) for group, *names in found}
    if keys:
        told |= {row.ref: row.name for row in ApiKey.objects.filter(uuid__in=keys)}
    return told


def fields() -> dict[str, str]:
    """What a look was at, in a neighbour's words."""
    return {"phone": _("电话"), "door": _("门牌"), "everything": _("登记的全部资料"), "diary": _("社工日记里写到的")}
