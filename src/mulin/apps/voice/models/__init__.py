"""Tables of `voice`."""

from mulin.apps.voice.models.matters import CallRequest, Commitment, Evaluation, Matter, VoiceLink
from mulin.apps.voice.models.posted import Posted
from mulin.apps.voice.models.rules import ResponseClass
from mulin.apps.voice.models.sheets import Sheet
from mulin.apps.voice.models.voices import Channel, Correction, Kind, Voice

__all__ = [
    "CallRequest",
    "Channel",
    "Commitment",
    "Correction",
    "Evaluation",
    "Kind",
    "Matter",
    "Posted",
    "ResponseClass",
    "Sheet",
    "Voice",
    "VoiceLink",
]
