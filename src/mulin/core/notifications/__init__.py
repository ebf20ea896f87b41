"""Notifications (捎话): telling somebody what happened to what she said or asked for, by the way she chose.

An app drafts one sentence of public facts for each step; here it is decided by which way and when it goes: a port (SMS,
e-mail, WeChat) outside quiet hours, the worker's list of calls, or the printed list of doors to knock at. Nothing here
is an entry of the register: what is told is told there already, and whom it was told to is personal.
"""
