"""Addresses of GeoReport v2: the format stands behind a dot, or nowhere."""

from __future__ import annotations

from django.urls import URLPattern, path

from mulin.apps.voice.views.open311 import endpoints
from mulin.apps.voice.views.open311.answers import TYPES


def _both(name: str, route: str, view: endpoints.Method, **given: object) -> list[URLPattern]:
    """A collection at its three addresses: bare, `.xml`, `.json`."""
    plain = [path(route, view, given, name=name)]
    return plain + [path(f"{route}.{form}", view, {"form": form, **given}, name=f"{name}_{form}") for form in TYPES]


urlpatterns = _both("open311", "open311/discovery", endpoints.discovery)
for _way, _prefix in (("open311/v2", "open311"), ("open311/test/v2", "open311_test")):
    _testing = {"testing": _prefix == "open311_test"}
    urlpatterns += [
        *_both(f"{_prefix}_services", f"{_way}/services", endpoints.services, **_testing),
        path(f"{_way}/services/<str:code>", endpoints.service, _testing, name=f"{_prefix}_service"),
        *_both(f"{_prefix}_requests", f"{_way}/requests", endpoints.requests, **_testing),
        path(f"{_way}/requests/<str:number>", endpoints.request_, _testing, name=f"{_prefix}_request"),
        path(f"{_way}/tokens/<str:number>", endpoints.token, _testing, name=f"{_prefix}_token"),
    ]
