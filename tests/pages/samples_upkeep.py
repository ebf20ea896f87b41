"""The operator's page."""

from __future__ import annotations

from tests.pages.samples import page
from tests.pages.samples_access import as_steward

page("upkeep", sign_in=as_steward, desk=True)
page("upkeep", query="?state=failed", sign_in=as_steward, desk=True)
