"""Addresses of jobs."""

from __future__ import annotations

from django.urls import path

from mulin.core.jobs import views

app_name = "jobs"
urlpatterns = [path("jobs/<uuid:uuid>/", views.progress, name="progress")]
