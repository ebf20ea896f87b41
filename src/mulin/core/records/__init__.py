"""The register (台账): numbers, append-only hash-chained entries, sealed personal texts, attachments, days.

Nothing that happened is ever changed here. What the tables of an app say is a fold of these entries; `mulin verify`
computes it again.
"""
