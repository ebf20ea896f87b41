"""Addresses of meetings."""

from __future__ import annotations

from django.urls import path

from mulin.core.meetings.views import desk, public

app_name = "meetings"
urlpatterns = [
    path("meetings/", public.meetings, name="list"),
    path("meetings/<str:number>/", public.meeting, name="meeting"),
    path("meetings/<str:number>/notice/", public.notice, name="notice"),
    path("desk/meetings/", desk.meetings, name="desk"),
    path("desk/meetings/new/", desk.new, name="new"),
    path("desk/meetings/<str:number>/", desk.keep, name="keep"),
    path("desk/meetings/<str:number>/call/", desk.call, name="call"),
    path("desk/meetings/<str:number>/item/", desk.item, name="item"),
    path("desk/meetings/<str:number>/in/", desk.sign_in, name="sign_in"),
    path("desk/meetings/<str:number>/in/office/", desk.sign_in_office, name="sign_in_office"),
    path("desk/meetings/<str:number>/out/<uuid:seat>/", desk.sign_out, name="sign_out"),
    path("desk/meetings/<str:number>/items/<int:order>/", desk.dispose, name="dispose"),
    path("desk/meetings/<str:number>/close/", desk.close, name="close"),
    path("desk/meetings/<str:number>/cancel/", desk.cancel, name="cancel"),
]
