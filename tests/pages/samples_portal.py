"""Pages of the portal: home, the desk, the register, privacy."""

from __future__ import annotations

from tests.pages.samples import not_a_page, page
from tests.pages.samples_voice import as_unit, as_worker

page("home")
page("home", sign_in=as_unit)
page("desk", sign_in=as_worker, desk=True)
page("privacy")
page("register")
page("register-check")
page("register-check", query="?head=0000-0000", status=422)
page("register-days")
not_a_page("photo", "a picture")
page("search", sign_in=as_worker, desk=True)
page("search", query="?q=王桂芳", sign_in=as_worker, desk=True)
page("search", query="?q=的&kind=voices", sign_in=as_worker, desk=True)
page("paper")
not_a_page("paper-form", "a PDF")
page("api:about")
for name in ("openapi", "matters", "matters_csv", "matter", "places", "rates", "register", "meetings", "meeting"):
    not_a_page(f"api:{name}", "JSON or CSV for programs")
