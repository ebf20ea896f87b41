"""Pure algorithms. No Django, no database, no clock, no network; no engine imports another."""
