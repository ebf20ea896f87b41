"""Bringing in lists of places, people and units: read, map, check, then all or nothing, repeatable without doubles."""
