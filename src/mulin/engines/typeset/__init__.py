"""The one place that makes paper: slips, large print, notices, cards, letters, lists, forms, volumes, briefs, as PDF.

`sheet(name, data)` sets checked data in a template of this package with typst, offline, and says which characters
no face of the machine could draw. Content is data and never markup: nothing a person types can become code.
"""

from mulin.engines.typeset.brief import Brief, Section
from mulin.engines.typeset.card import Card
from mulin.engines.typeset.fonts import FontBook, NoFont
from mulin.engines.typeset.form import Blank, Choice, Form, Space
from mulin.engines.typeset.large_print import Heading, LargePrint, Paragraph, Step, Steps
from mulin.engines.typeset.letter import Letter
from mulin.engines.typeset.list_sheet import Column, ListSheet
from mulin.engines.typeset.notice import Notice
from mulin.engines.typeset.piece import BadSheet, Piece
from mulin.engines.typeset.press import Sheet, marks, pictures, sheet
from mulin.engines.typeset.slip import Slip
from mulin.engines.typeset.volume import Noted, Volume

__all__ = [
    "BadSheet",
    "Blank",
    "Brief",
    "Card",
    "Choice",
    "Column",
    "FontBook",
    "Form",
    "Heading",
    "LargePrint",
    "Letter",
    "ListSheet",
    "NoFont",
    "Noted",
    "Notice",
    "Paragraph",
    "Piece",
    "Section",
    "Sheet",
    "Slip",
    "Space",
    "Step",
    "Steps",
    "Volume",
    "marks",
    "pictures",
    "sheet",
]
