"""Walking through a restored copy: signing in once, and opening one page of every app. Run in a process of its own.

The copy is thrown away afterwards, so a password may be set in it; the living installation is never touched.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterator
from typing import Any


def _routes(resolver: Any, before: str = "/") -> Iterator[tuple[str, str]]:
    """Addresses without parameters, and whose they are."""
    from django.urls import URLResolver  # noqa: PLC0415 - settings first

    for one in resolver.url_patterns:
        part = str(one.pattern)
        if "<" in part or "^" in part:
            continue
        if isinstance(one, URLResolver):
            yield from _routes(one, before + part)
        elif one.callback.__module__.startswith("mulin."):
            owner = ".".join(one.callback.__module__.split(".")[1:3])
            yield owner, before + part


def _sign_in(client: Any) -> str:
    """Sign somebody in as she would do it, with a password and her phone; gives who, or nothing when nobody can."""
    from django.db.models import Count  # noqa: PLC0415 - settings first
    from django_otp.oath import TOTP  # noqa: PLC0415

    from mulin.core.access.models import Login, SecondFactor  # noqa: PLC0415

    staff = Login.objects.filter(kind=Login.Kind.STAFF, is_active=True).annotate(roles=Count("role_grants"))
    login = staff.filter(roles__gt=0).order_by("-roles", "pk").first()
    if login is None:
        return ""
    password = secrets.token_urlsafe(16)
    login.set_password(password)
    login.first_until = None
    login.save()
    came = client.post("/in/staff/", {"username": login.username, "password": password})
    if came.status_code == 302 and came.url.endswith("/in/second/"):
        phone = SecondFactor.objects.filter(user=login).order_by("-confirmed", "pk").first()
        if phone is None:
            return ""
        now = TOTP(phone.bin_key, phone.step, phone.t0, phone.digits, phone.drift)
        came = client.post("/in/second/", {"code": f"{now.token():0{phone.digits}d}"})
    return str(login.uuid) if "_auth_user_id" in client.session else ""


def look() -> dict[str, Any]:
    """What was seen: who signed in, which page of which app opened, what was wrong."""
    from django.conf import settings  # noqa: PLC0415 - settings first
    from django.test import Client  # noqa: PLC0415
    from django.urls import get_resolver  # noqa: PLC0415

    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "testserver")
    client = Client(raise_request_exception=False, SERVER_NAME=host)
    client.defaults["wsgi.url_scheme"] = "https" if settings.HTTPS else "http"
    if settings.HTTPS:
        client.defaults["HTTP_X_FORWARDED_PROTO"] = "https"
    wrong: list[str] = []
    if client.get("/").status_code != 200:
        wrong.append("首页打不开。 The first page does not open.")
    from mulin.core.access.models import Login  # noqa: PLC0415

    who = _sign_in(client)
    if not who and Login.objects.filter(kind=Login.Kind.STAFF, is_active=True, role_grants__isnull=False).exists():
        wrong.append("工作人员登录不了。 No worker can sign in.")
    opened: dict[str, str] = {}
    for owner, address in _routes(get_resolver()):
        if owner in opened or "/out/" in address or "/demo/" in address:
            continue
        status = client.get(address).status_code
        if status == 200:
            opened[owner] = address
        elif status >= 500:
            wrong.append(f"{address} 出错（{status}）。 The page fails.")
    return {"signed_in": bool(who), "pages": opened, "wrong": wrong}


def main() -> int:
    """Look, and say it in JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mulin.project.settings")
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    django.setup()
    sys.stdout.write(json.dumps(look(), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
