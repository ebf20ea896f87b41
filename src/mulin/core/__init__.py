"""The nouns every app shares: meetings ▸ access ▸ groups ▸ people ▸ places ▸ records ▸ gate, and events beside them.

Each may use only what stands to its right; nothing here knows an app.
"""
