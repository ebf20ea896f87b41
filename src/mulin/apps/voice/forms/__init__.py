"""What is typed in `voice`, and what is wrong with it in plain words."""

from mulin.apps.voice.forms.fields import DayInput, ManyFilesInput, PhotosField, TokenForm, UnitField, apart
from mulin.apps.voice.forms.judging import JudgeForHerForm, JudgeForm
from mulin.apps.voice.forms.sheets import (
    CodeForm,
    JudgeSheetForm,
    OwnActForm,
    OwnSheetForm,
    PrintForm,
    SaySheetForm,
)
from mulin.apps.voice.forms.speaking import LineForm, NumberForm, SayForm, SlipForm, WordsForm
from mulin.apps.voice.forms.working import (
    AgreeForm,
    AskForm,
    DateForm,
    DeliverForm,
    EditForm,
    ExplainForm,
    HandOverForm,
    OpenForm,
    PauseForm,
    PlanForm,
    PromiseForm,
    ReportForm,
    TakeForm,
)

__all__ = [
    "AgreeForm",
    "AskForm",
    "CodeForm",
    "DateForm",
    "DayInput",
    "DeliverForm",
    "EditForm",
    "ExplainForm",
    "HandOverForm",
    "JudgeForHerForm",
    "JudgeForm",
    "JudgeSheetForm",
    "LineForm",
    "ManyFilesInput",
    "NumberForm",
    "OpenForm",
    "OwnActForm",
    "OwnSheetForm",
    "PauseForm",
    "PhotosField",
    "PlanForm",
    "PrintForm",
    "PromiseForm",
    "ReportForm",
    "SayForm",
    "SaySheetForm",
    "SlipForm",
    "TakeForm",
    "TokenForm",
    "UnitField",
    "WordsForm",
    "apart",
]
