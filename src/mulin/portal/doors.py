"""Paper first: for everything a resident can do on a phone, where a worker does it for her and which form says it.

A test walks every address a resident can send something to and fails for one that stands neither here nor among what is
only done by oneself.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Door:
    """The address at the counter, and the paper form by its name under `/paper/`."""

    counter: str
    paper: str


DOORS = {
    "voice:say": Door("voice:intake", "say"),
    "voice:judge": Door("voice:judge_desk", "judge"),
    "voice:more": Door("voice:hers", "own"),
    "voice:again": Door("voice:hers", "own"),
    "voice:confirm": Door("voice:hers", "own"),
    "voice:show": Door("voice:hers", "own"),
    "voice:hide": Door("voice:hers", "own"),
    "voice:withdraw": Door("voice:hers", "own"),
    "voice:forget": Door("voice:hers", "own"),
    "notifications:mine": Door("notifications:hers", "my-data"),
    "access:my_ask": Door("access:rights", "my-data"),
    "access:my_withdraw": Door("people:withdraw", "my-data"),
}

PROGRAMS = "voice:open311"  # addresses that other programs send to, with a key

ONESELF = {
    "voice:alike": "shows what neighbours said already, while one types",
    "voice:me_too": "one press on a phone; at the counter and on paper one says it oneself",
    "voice:survey_answer": "on paper by the survey's own printed form, at the counter by its stack",
    "voice:survey_open": "without a code; at the counter one gets a code and a printed form",
    "voice:slip_door": "shows one's own page; at the counter the worker opens it by the number",
    "access:card": "signing in with one's own card; at the counter the worker knows her",
    "access:staff": "signing in of those who work",
    "access:unit": "signing in of units",
    "access:link": "signing in of units",
    "access:second": "signing in of those who work",
    "access:new_password": "passwords of those who work",
    "access:change_password": "passwords of those who work",
    "access:sign_out": "leaving",
    "imports:staged": "of those who work; whoever began it may go on",
    "imports:drop": "of those who work; whoever began it may stop",
    "gallery": "shows components",
    "demo-step": "only in the demo",
    "tour-tamper": "works on a scratch copy",
}
