"""Keeping and bringing back: sets of backups, their keys, restores and restore drills.

A set holds the data, the sealed texts locked under their keys, and the files. The keys lie in a file of their own that
is kept a few days only, so what was erased stays erased in every older set.
"""
