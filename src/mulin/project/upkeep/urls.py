"""Addresses of the operator's page."""

from __future__ import annotations

from django.urls import path

from mulin.project.upkeep import views

urlpatterns = [
    path("desk/upkeep/", views.upkeep, name="upkeep"),
    path("desk/upkeep/<uuid:uuid>/again/", views.again, name="upkeep-again"),
]
