"""Addresses of people."""

from __future__ import annotations

from django.urls import path

from mulin.core.people import desk

app_name = "people"
urlpatterns = [
    path("desk/people/", desk.people, name="list"),
    path("desk/people/new/", desk.add, name="add"),
    path("desk/people/<uuid:uuid>/", desk.person, name="person"),
    path("desk/people/<uuid:uuid>/edit/", desk.edit, name="edit"),
    path("desk/people/<uuid:uuid>/left/", desk.left, name="left"),
    path("desk/people/<uuid:uuid>/consent/", desk.agree, name="agree"),
    path("desk/people/<uuid:uuid>/withdraw/", desk.withdraw, name="withdraw"),
    path("desk/people/<uuid:uuid>/delegation/", desk.entrust, name="entrust"),
    path("desk/delegation/<uuid:uuid>/end/", desk.end_trust, name="end_trust"),
]
