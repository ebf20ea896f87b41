"""Pages of units and other groups."""

from __future__ import annotations

from typing import Any

from mulin.core.groups.models import Group
from tests.pages.samples import page
from tests.pages.samples_voice import as_office, as_worker


def of(key: str) -> Any:
    return lambda: {"group": Group.objects.get(key=key).uuid}


page("groups", sign_in=as_worker, desk=True)
page("groups", query="?q=没有的", sign_in=as_office, desk=True)
page("group", of("GH:property"), sign_in=as_worker, desk=True)
page("group", of("GH:committee"), sign_in=as_office, desk=True)
page("group-new", sign_in=as_office, desk=True)
