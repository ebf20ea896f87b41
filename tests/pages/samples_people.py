"""Pages about people at the desk."""

from __future__ import annotations

from typing import Any

from mulin.core.people.models import Person
from tests.pages.samples import page
from tests.pages.samples_voice import as_worker


def wang() -> dict[str, Any]:
    return {"uuid": Person.objects.get(name="王桂芳").uuid}


page("people:list", sign_in=as_worker, desk=True)
page("people:list", query="?q=王", sign_in=as_worker, desk=True)
page("people:person", wang, sign_in=as_worker, desk=True)
page("notifications:hers", wang, sign_in=as_worker, desk=True)
page("people:add", sign_in=as_worker, desk=True)
page("people:edit", wang, sign_in=as_worker, desk=True)
