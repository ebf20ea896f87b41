"""The URL map."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from mulin.portal import home, paper, register, search

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("desk/", home.desk, name="desk"),
    path("privacy/", home.privacy, name="privacy"),
    path("search/", search.search, name="search"),
    path("paper/", paper.forms, name="paper"),
    path("paper/<slug:name>.pdf", paper.form_pdf, name="paper-form"),
    path("register/", register.register, name="register"),
    path("register/check/", register.check, name="register-check"),
    path("register/days/", register.days, name="register-days"),
    re_path(r"^photo/(?P<uuid>[0-9a-f-]{36})/$", register.photo, name="photo"),
    path("", include("mulin.portal.urls")),
    path("api/", include("mulin.portal.api.urls")),
    path("", include("mulin.core.access.urls")),
    path("", include("mulin.core.jobs.urls")),
    path("", include("mulin.core.people.urls")),
    path("", include("mulin.core.records.urls")),
    path("", include("mulin.core.places.urls")),
    path("", include("mulin.project.imports.urls")),
    path("", include("mulin.project.upkeep.urls")),
    path("", include("mulin.core.notifications.urls")),
    path("", include("mulin.core.meetings.urls")),
    path("", include("mulin.apps.voice.urls")),
    path("", include("mulin.project.demo_urls")),
]
handler400 = "mulin.portal.errors.bad_request"
handler403 = "mulin.portal.errors.forbidden"
handler404 = "mulin.portal.errors.not_found"
handler500 = "mulin.portal.errors.server_error"
