"""What is typed in `voice`, and what is wrong with it in plain words."""

from mulin.apps.voice.forms.fields import DayInput, ManyFilesInput, PhotosField, TokenForm, UnitField, apart
from mulin.apps.voice.forms.judging import JudgeForHerForm, JudgeForm
from mulin.apps.voice.forms.speaking import LineForm, NumberForm, SayForm, SlipForm, WordsForm
from mulin.apps.voice.forms.working import (
    AgreeForm,
    AskForm,
    DateForm,
    DeliverForm,
    EditForm,
    ExplainForm,
    OpenForm,
    PauseForm,
    PlanForm,
    PromiseForm,
    ReportForm,
)

__all__ = [
    "AgreeForm",
    "AskForm",
    "DateForm",
    "DayInput",
    "DeliverForm",
    "EditForm",
    "ExplainForm",
    "JudgeForHerForm",
    "JudgeForm",
    "LineForm",
    "ManyFilesInput",
    "NumberForm",
    "OpenForm",
    "PauseForm",
    "PhotosField",
    "PlanForm",
    "PromiseForm",
    "ReportForm",
    "SayForm",
    "SlipForm",
    "TokenForm",
    "UnitField",
    "WordsForm",
    "apart",
]
