"""Addresses of notifications."""

from __future__ import annotations

from django.urls import path

from mulin.core.notifications import views

app_name = "notifications"
urlpatterns = [
    path("me/told/", views.mine, name="mine"),
    path("desk/told/", views.waiting, name="waiting"),
    path("desk/told/doors.pdf", views.waiting_pdf, name="doors_pdf"),
    path("desk/told/<str:number>/", views.told, name="told"),
    path("desk/told/<str:number>/phone/", views.phone, name="phone"),
    path("desk/people/<uuid:uuid>/told/", views.hers, name="hers"),
]
