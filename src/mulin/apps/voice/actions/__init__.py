"""Everything that changes something in `voice`: keyword-only, one transaction, at least one register entry each.

What writes no entry: nothing here. Marking a slip as printed writes `slip_issued`, because a secret changed.
"""
