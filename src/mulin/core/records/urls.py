"""Addresses of how long what is kept."""

from __future__ import annotations

from django.urls import path

from mulin.core.records import desk

app_name = "records"
urlpatterns = [
    path("desk/retention/", desk.classes, name="retention"),
    path("desk/retention/<str:name>/", desk.one_class, name="kept"),
]
