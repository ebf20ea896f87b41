"""Tables of `voice`."""

from mulin.apps.voice.models.brief import Brief
from mulin.apps.voice.models.categories import Category, Decision, Learnt
from mulin.apps.voice.models.diary import DiaryAddition, DiaryEntry, DiaryHandOver, DiaryThing, DiaryVoice, Way
from mulin.apps.voice.models.matters import CallRequest, Commitment, Evaluation, Matter, VoiceLink
from mulin.apps.voice.models.month import MonthNote
from mulin.apps.voice.models.posted import Posted
from mulin.apps.voice.models.rounds import Round
from mulin.apps.voice.models.routes import Route
from mulin.apps.voice.models.rules import RateRule, ResponseClass
from mulin.apps.voice.models.sheets import Sheet
from mulin.apps.voice.models.survey import Counting, Invitation, PopulationFigure, Survey, SurveyAnswer, SurveyWords
from mulin.apps.voice.models.topics import Topic
from mulin.apps.voice.models.voices import Channel, Correction, Kind, Voice

__all__ = [
    "Brief",
    "CallRequest",
    "Category",
    "Channel",
    "Commitment",
    "Correction",
    "Counting",
    "Decision",
    "DiaryAddition",
    "DiaryEntry",
    "DiaryHandOver",
    "DiaryThing",
    "DiaryVoice",
    "Evaluation",
    "Invitation",
    "Kind",
    "Learnt",
    "Matter",
    "MonthNote",
    "PopulationFigure",
    "Posted",
    "RateRule",
    "ResponseClass",
    "Round",
    "Route",
    "Sheet",
    "Survey",
    "SurveyAnswer",
    "SurveyWords",
    "Topic",
    "Voice",
    "VoiceLink",
    "Way",
]
