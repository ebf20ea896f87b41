"""The demo's pages: outside a demo, and tests are no demo, they are not there."""

from __future__ import annotations

from tests.pages.samples import not_a_page

for name in ("demo", "demo-step", "tour", "tour-tamper"):
    not_a_page(name, "answers 404 outside the demo")
