"""Paper first: for everything a resident can do on a phone, where a worker does it for her and which form says it.

A test walks every address a resident can send something to and fails for one that stands neither here nor among what is
only done by oneself.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Door:
    """The address at the counter, and the paper form: its name under `/paper/`, or the address that prints it."""

    counter: str
    paper: str = ""
    printed: str = ""


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
    "voice:me_too": Door("voice:intake", "say"),
    "voice:survey_answer": Door("voice:survey_stack", printed="voice:survey_forms"),
    "voice:survey_open": Door("voice:survey_stack", printed="voice:survey_forms"),
    "notifications:mine": Door("notifications:hers", "my-data"),
    "access:my_ask": Door("access:rights", "my-data"),
    "access:my_withdraw": Door("people:withdraw", "my-data"),
}

PROGRAMS = "voice:open311"  # addresses that other programs send to, with a key

ONESELF = {
    "voice:alike": "shows what is alike while one types; the counter's line shows it too",
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
