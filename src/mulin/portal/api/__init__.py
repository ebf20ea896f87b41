"""The read API: what is public, for programs. Every endpoint is declared once, and the declaration reads what was
asked, answers, and is the OpenAPI document.

Read-only, without keys and without cookies: whoever asks is a passer-by, also with a worker's browser.
"""
