"""Addresses of the demo; outside the demo all of them answer 404."""

from __future__ import annotations

from django.urls import path

from mulin.project import start, tour

urlpatterns = [
    path("demo/", start.start, name="demo"),
    path("demo/step/<slug:role>/", start.step, name="demo-step"),
    path("tour/", tour.tour, name="tour"),
    path("tour/tamper/", tour.tamper, name="tour-tamper"),
]
