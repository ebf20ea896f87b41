"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path, re_path

from mulin.portal import gallery, preferences

urlpatterns = [
    re_path(r"^size/(?P<value>m|l|xl)/$", preferences.set_size, name="set-size"),
    re_path(r"^language/(?P<value>zh-hans|en)/$", preferences.set_language, name="set-language"),
    path("gallery/", gallery.gallery, name="gallery"),
]
