"""Open311 GeoReport v2: other programs bring voices in and read what becomes of them, in XML and JSON.

Only what is public goes out. No XML is ever read: what comes in is a form.
"""
