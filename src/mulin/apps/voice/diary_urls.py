"""Addresses of the diary, all below one: that is what its service worker may keep."""

from django.urls import path

from mulin.apps.voice.desk import diary, diary_handover, diary_paper, diary_phone

urlpatterns = [
    path("", diary.diary, name="diary"),
    path("due/", diary.due, name="diary_due"),
    path("who/", diary_phone.who, name="diary_who"),
    path("send/", diary_phone.send, name="diary_send"),
    path("offline/", diary_phone.shell, name="diary_shell"),
    path("worker.js", diary_phone.worker, name="diary_worker"),
    path("hand-over/", diary_handover.handover, name="diary_handover"),
    path("hand-over/<uuid:uuid>/back/", diary_handover.back, name="diary_back"),
    path("of/<uuid:uuid>/", diary_handover.handed, name="diary_handed"),
    path("of/<uuid:uuid>/volume/<int:year>/", diary_paper.volume, name="diary_volume_of"),
    path("of/<uuid:uuid>/volume/<int:year>/<int:part>/", diary_paper.volume, name="diary_part_of"),
    path("volume/<int:year>/", diary_paper.volume, name="diary_volume"),
    path("volume/<int:year>/<int:part>/", diary_paper.volume, name="diary_part"),
    path("about/<uuid:uuid>/", diary_paper.about, name="diary_about"),
    path("<uuid:uuid>/", diary.entry, name="diary_entry"),
    path("<uuid:uuid>/done/", diary.done, name="diary_followed"),
    path("<uuid:uuid>/done/<uuid:thing>/", diary.done, name="diary_done"),
    path("<uuid:uuid>/<slug:what>/", diary.entry, name="diary_do"),
]
