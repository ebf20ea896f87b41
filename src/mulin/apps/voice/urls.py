"""Addresses of `voice`."""

from django.urls import path

<<<<<<< HEAD
from mulin.apps.voice.desk import hers, intake, judging, office, rules, sheets, units, working
from mulin.apps.voice.views import rates, say, slip, threads
=======
from mulin.apps.voice.desk import exporting, hers, intake, judging, office, rules, sheets, units, working
from mulin.apps.voice.views import say, slip, threads
>>>>>>> 1d4492c (A read API with its OpenAPI document, fuzzed; the desk's list and an open table as files)
from mulin.apps.voice.views.open311 import addresses

app_name = "voice"
urlpatterns = [
    path("say/", say.say, name="say"),
    path("said/<str:number>/", slip.said, name="said"),
    path("said/<str:number>/slip.pdf", slip.said_pdf, name="said_pdf"),
    path("matters/", threads.matter_list, name="matters"),
    path("rates/", rates.overview, name="rates"),
    path("rates/rows/", rates.rows, name="rate_rows"),
    path("find/", threads.find, name="find"),
    path("t/<str:number>/", threads.thread, name="thread"),
    path("t/<str:number>/large/", threads.large, name="large"),
    path("t/<str:number>/large.pdf", threads.large_pdf, name="large_pdf"),
    path("slip/", slip.door, name="slip_door"),
    path("slip/<str:number>/", slip.slip, name="slip"),
    path("slip/<str:number>/judge/", slip.judge, name="judge"),
    path("slip/<str:number>/more/", slip.more, name="more"),
    path("slip/<str:number>/again/", slip.again, name="again"),
    path("slip/<str:number>/confirm/", slip.own_act, {"what": "confirm"}, name="confirm"),
    path("slip/<str:number>/show/", slip.own_act, {"what": "show"}, name="show"),
    path("slip/<str:number>/hide/", slip.own_act, {"what": "hide"}, name="hide"),
    path("slip/<str:number>/withdraw/", slip.own_act, {"what": "withdraw"}, name="withdraw"),
    path("slip/<str:number>/forget/", slip.own_act, {"what": "forget"}, name="forget"),
    path("desk/say/", intake.line, name="intake"),
    path("desk/stack/", intake.new_stack, name="new_stack"),
    path("desk/stack/<uuid:stack>/", intake.stack, name="stack"),
    path("desk/slips/", intake.print_run, name="print_run"),
    path("p/<str:code>/", sheets.scanned, name="scanned"),
    path("desk/paper/", sheets.sheet_door, name="sheets"),
    path("desk/paper/print/", sheets.print_sheets, name="print_sheets"),
    path("desk/paper/<str:code>/", sheets.sheet, name="sheet"),
    path("desk/hers/<str:number>/", hers.hers, name="hers"),
    path("desk/hers/<str:number>/form.pdf", hers.her_sheet, name="her_sheet"),
    path("desk/voices/", working.pile, name="pile"),
    path("desk/voice/<str:number>/", working.voice, name="voice_desk"),
    path("desk/voice/<str:number>/<slug:what>/", working.voice, name="voice_do"),
    path("desk/matters/", working.matter_list, name="desk"),
    path("desk/matters.csv", exporting.matter_file, {"form": "csv"}, name="desk_csv"),
    path("desk/matters.json", exporting.matter_file, {"form": "json"}, name="desk_json"),
    path("desk/matter/<str:number>/", working.matter, name="matter_desk"),
    path("desk/matter/<str:number>/<slug:what>/", working.matter, name="matter_do"),
    path("desk/calls/", judging.call_list, name="calls"),
    path("desk/calls/<int:pk>/", judging.call_done, name="call_done"),
    path("desk/phone/<str:number>/", judging.phone, name="phone"),
    path("desk/judge/<str:number>/", judging.judge_for_her, name="judge_desk"),
    path("desk/rules/", rules.overview, name="rules"),
    path("desk/rules/<slug:code>/", rules.one_class, name="rule"),
    path("unit/", units.unit_home, name="unit"),
    path("unit/say/", units.say, name="unit_say"),
    path("unit/matter/<str:number>/", working.unit_matter, name="unit_matter"),
    path("unit/matter/<str:number>/<slug:what>/", working.unit_matter, name="unit_do"),
    path("office/", office.office, name="office"),
    *addresses.urlpatterns,
]
