"""Addresses of places."""

from __future__ import annotations

from django.urls import path

from mulin.core.places import desk

app_name = "places"
urlpatterns = [
    path("desk/places/", desk.places, name="list"),
    path("desk/places/<uuid:uuid>/", desk.place, name="place"),
    path("desk/places/<uuid:uuid>/add/", desk.add, name="add"),
]
