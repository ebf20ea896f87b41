"""Addresses of importing."""

from __future__ import annotations

from django.urls import path

from mulin.project.imports import views

app_name = "imports"
urlpatterns = [
    path("desk/import/places/", views.places, name="places"),
    path("desk/import/people/", views.people, name="people"),
    path("desk/import/units/", views.units, name="units"),
    path("desk/import/people/people.csv", views.people_form, name="people_form"),
    path("desk/import/form/<slug:kind>.csv", views.form, name="form"),
    path("desk/import/<uuid:uuid>/", views.staged, name="staged"),
    path("desk/import/<uuid:uuid>/drop/", views.drop, name="drop"),
]
