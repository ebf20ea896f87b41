"""The URL map."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from mulin.portal import home, register

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("desk/", home.desk, name="desk"),
    path("privacy/", home.privacy, name="privacy"),
    path("register/", register.register, name="register"),
    path("register/check/", register.check, name="register-check"),
    path("register/days/", register.days, name="register-days"),
    re_path(r"^photo/(?P<uuid>[0-9a-f-]{36})/$", register.photo, name="photo"),
    path("", include("mulin.portal.urls")),
    path("", include("mulin.core.access.urls")),
    path("", include("mulin.apps.voice.urls")),
]
handler400 = "mulin.portal.errors.bad_request"
handler403 = "mulin.portal.errors.forbidden"
handler404 = "mulin.portal.errors.not_found"
handler500 = "mulin.portal.errors.server_error"
