"""Addresses of the read API."""

from __future__ import annotations

from django.urls import path

from mulin.portal.api import document, matters, meetings, places, rates, register

app_name = "api"
urlpatterns = [
    path("", document.about, name="about"),
    path("openapi.json", document.openapi, name="openapi"),
    path("v1/matters", matters.matter_list, name="matters"),
    path("v1/matters.csv", matters.matter_table, name="matters_csv"),
    path("v1/matters/<str:number>", matters.matter, name="matter"),
    path("v1/rates", rates.rates, name="rates"),
    path("v1/places", places.places, name="places"),
    path("v1/register", register.register, name="register"),
    path("v1/meetings", meetings.meeting_list, name="meetings"),
    path("v1/meetings/<str:number>", meetings.meeting, name="meeting"),
]
