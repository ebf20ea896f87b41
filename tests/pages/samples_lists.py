"""Pages of places and of importing lists."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from mulin.core.access.models import Login
from mulin.core.places.models import Place
from mulin.project.imports import staging
from tests.pages.samples import not_a_page, page
from tests.pages.samples_meetings import as_secretary

GOOD = "姓名,门牌,手机\n赵建国,3-201,13800001234\n阿依古丽·买买提,3-202,\n"
LONG = "姓名,门牌,手机\n" + "".join(f"住户{index},3-{index},\n" for index in range(600))


def an_upload(text: str) -> Any:
    """A list that the secretary has brought."""

    def arguments() -> dict[str, Any]:
        as_secretary(Client())
        owner = f"login:{Login.objects.get(username='gh-colleague').uuid}"
        staged = staging.keep(text.encode(), kind="people", owner=owner, name="名单.csv", now=timezone.now())
        return {"uuid": staged.uuid}

    return arguments


def of(path: str) -> Any:
    return lambda: {"uuid": Place.objects.get(path=path).uuid}


page("places:list", sign_in=as_secretary, desk=True)
page("places:list", query="?q=没有的", sign_in=as_secretary, desk=True)
page("places:place", of("BG/GH/"), sign_in=as_secretary, desk=True)
page("places:place", of("BG/GH/3/201/"), sign_in=as_secretary, desk=True)
for _kind in ("places", "people", "units"):
    page(f"imports:{_kind}", sign_in=as_secretary, desk=True)
page("imports:staged", an_upload(GOOD), sign_in=as_secretary, desk=True)
page("imports:staged", an_upload(LONG), query="?page=long", sign_in=as_secretary, desk=True)
page("imports:staged", an_upload(GOOD.replace("3-20", "99-")), query="?page=1", sign_in=as_secretary, desk=True)
not_a_page("imports:people_form", "a CSV file")
not_a_page("imports:form", "a CSV file")
