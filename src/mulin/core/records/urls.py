"""Addresses of how long what is kept, and of the working calendar."""

from __future__ import annotations

from django.urls import path

from mulin.core.records import calendar_desk, desk

app_name = "records"
urlpatterns = [
    path("desk/calendar/", calendar_desk.year, name="calendar"),
    path("desk/retention/", desk.classes, name="retention"),
    path("desk/retention/<str:name>/", desk.one_class, name="kept"),
]
