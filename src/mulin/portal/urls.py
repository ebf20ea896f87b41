"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path, re_path

from mulin.portal import gallery, groups, preferences

urlpatterns = [
    re_path(r"^size/(?P<value>m|l|xl)/$", preferences.set_size, name="set-size"),
    re_path(r"^language/(?P<value>zh-hans|en)/$", preferences.set_language, name="set-language"),
    path("desk/groups/", groups.group_list, name="groups"),
    path("desk/groups/new/", groups.new, name="group-new"),
    path("desk/groups/<uuid:group>/", groups.group_page, name="group"),
    path("desk/groups/<uuid:group>/end/", groups.end, name="group-end"),
    path("gallery/", gallery.gallery, name="gallery"),
]
