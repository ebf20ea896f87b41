"""Carrying an installation into another database, and the schemas of PostgreSQL that hold one installation each."""
