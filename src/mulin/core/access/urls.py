"""Addresses of access."""

from __future__ import annotations

from django.urls import path

from mulin.core.access.views import counter, door, keys, me, own, papers, rights, steward

app_name = "access"
urlpatterns = [
    path("in/", door.door, name="door"),
    path("in/staff/", door.password, {"kind": "staff"}, name="staff"),
    path("in/unit/", door.password, {"kind": "unit"}, name="unit"),
    path("in/new-password/", door.new_password, name="new_password"),
    path("in/second/", door.second, name="second"),
    path("in/out/", door.sign_out, name="sign_out"),
    path("in/password/", door.change_password, name="change_password"),
    path("in/link/", papers.link, name="link"),
    path("in/looks/", own.looks, name="looks"),
    path("me/", me.me, name="me"),
    path("me/copy.pdf", me.my_copy, {"form": "pdf"}, name="my_copy_pdf"),
    path("me/copy.json", me.my_copy, {"form": "json"}, name="my_copy_json"),
    path("me/withdraw/", me.withdraw, name="my_withdraw"),
    path("me/ask/<slug:what>/", me.ask, name="my_ask"),
    path("me/part/<slug:name>/", me.part, name="my_part"),
    path("card/", papers.card, name="card"),
    path("desk/people/<uuid:uuid>/rights/", rights.rights, name="rights"),
    path("desk/rights/", rights.requests, name="requests"),
    path("desk/rights/<uuid:uuid>/", rights.one_request, name="request"),
    path("desk/rights/<uuid:uuid>/copy/", rights.copy, name="copy"),
    path("desk/rights/<uuid:uuid>/copy.pdf", rights.copy, {"form": "pdf"}, name="copy_pdf"),
    path("desk/rights/<uuid:uuid>/copy.json", rights.copy, {"form": "json"}, name="copy_json"),
    path("desk/rights/<uuid:uuid>/refusal.pdf", rights.letter_pdf, name="refusal_pdf"),
    path("desk/rights/<uuid:uuid>/<slug:what>/", rights.answer, name="answer"),
    path("desk/cards/<uuid:person>/", counter.cards, name="cards"),
    path("desk/card/<uuid:card>/card.pdf", counter.card_pdf, {"what": "card"}, name="card_pdf"),
    path("desk/card/<uuid:card>/letter.pdf", counter.card_pdf, {"what": "letter"}, name="letter_pdf"),
    path("desk/card/<uuid:card>/revoke/", counter.card_act, {"what": "revoke"}, name="revoke_card"),
    path("desk/card/<uuid:card>/unlock/", counter.card_act, {"what": "unlock"}, name="unlock_card"),
    path("desk/unit-link/<uuid:group>/", counter.unit_link, name="unit_link"),
    path("desk/logins/", steward.login_list, name="logins"),
    path("desk/logins/new/staff/", steward.new_login, {"kind": "staff"}, name="new_staff"),
    path("desk/logins/new/unit/", steward.new_login, {"kind": "unit"}, name="new_unit"),
    path("desk/logins/<uuid:login>/", steward.login, name="login"),
    path("desk/logins/<uuid:login>/first-password/", steward.first_password, name="first_password"),
    path("desk/logins/<uuid:login>/disable/", steward.login_act, {"what": "disable"}, name="disable"),
    path("desk/logins/<uuid:login>/enable/", steward.login_act, {"what": "enable"}, name="enable"),
    path("desk/logins/<uuid:login>/reset-second/", steward.login_act, {"what": "reset"}, name="reset_second"),
    path("desk/keys/", keys.key_list, name="keys"),
    path("desk/keys/<uuid:key>/revoke/", keys.revoke, name="revoke_key"),
    path("desk/grants/<uuid:grant>/end/", steward.end_role, name="end_role"),
]
