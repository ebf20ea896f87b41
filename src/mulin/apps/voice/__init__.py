"""Voice (民声): from the spoken word to the judged result.

A voice is what one person or unit said, never edited. It opens a register number; the matter made from it runs on under
the same number. `rules` say what is legal, `actions` do it, the register remembers it.
"""
