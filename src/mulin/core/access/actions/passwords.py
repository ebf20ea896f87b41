"""Passwords: signing in, choosing one's own, a first one for paper."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate, password_validation
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.core.access import limits, tokens
from mulin.core.access.actions.acts import acting, need_steward
from mulin.core.access.actions.logins import end_sessions
from mulin.core.access.models import Login
from mulin.core.access.refusals import (
    BadLogin,
    FirstPasswordExpired,
    ShownOnce,
    TooManyTries,
    WeakPassword,
    WrongPassword,
)
from mulin.core.gate import SYSTEM, Viewer
from mulin.core.records.once import claim

WINDOW = timedelta(minutes=15)
TRIES = 10  # for one login from one address
TRIES_ANYWHERE = 100  # for one login from all addresses: guessing from many machines
FIRST_FOR = timedelta(days=7)
LONGEST = 512


def sign_in_by_password(*, username: str, password: str, address: str, now: datetime) -> Login:
    """Who has this name and password. A worker's second factor is asked for after this. Writes no register entry.

    Raises
    ------
    TooManyTries
        The eleventh try in a quarter of an hour, also a right one.
    WrongPassword
        Name, password or both do not fit, or the login is closed.
    FirstPasswordExpired
        It fits, but it was a first password and too old.

    """
    name = "".join(username.split()).casefold()
    here = f"password:{name}@{address}"
    allowed = limits.hit(here, limit=TRIES, window=WINDOW, now=now)
    if not (allowed and limits.hit(f"password-anywhere:{name}", limit=TRIES_ANYWHERE, window=WINDOW, now=now)):
        raise TooManyTries
    login = authenticate(username=Login.normalize_username(name), password=password[:LONGEST])
    if login is None:
        raise WrongPassword
    limits.forget(here)
    if login.first_until is not None and login.first_until <= now:
        raise FirstPasswordExpired
    return login


def set_password(login: Login, *, password: str, by: Viewer) -> None:
    """Choose one's own password; every session of the login ends. Writes no register entry: it is nobody else's matter.

    Raises
    ------
    WeakPassword
        Shorter than ten characters, too common, too like the name, or the first password again.

    """
    if by.ref not in {SYSTEM.ref, f"login:{login.uuid}"}:
        raise Http404
    if login.kind == Login.Kind.RESIDENT:
        raise BadLogin(_("居民用邻里卡进门，没有密码。"))
    if len(password) > LONGEST:
        raise WeakPassword(_("密码太长了，最多 %(most)d 个字。") % {"most": LONGEST})
    try:
        password_validation.validate_password(password, login)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from error
    if login.first_until is not None and login.check_password(password):
        raise WeakPassword(_("请换一个新密码，不要用纸上那个。"))
    login.set_password(password)
    login.first_until = None
    login.save(update_fields=["password", "first_until"])
    limits.forget(f"password-anywhere:{login.username}")
    end_sessions(login)


def give_first_password(login: Login, *, by: Viewer, now: datetime, key: str = "") -> str:
    """Give a login a first password for paper: shown once, good for a week, changed at the first use.

    Also the way back for somebody who forgot hers. Every session of the login ends.

    Raises
    ------
    ShownOnce
        The same form came twice.

    """
    need_steward(by, login)
    if login.kind == Login.Kind.RESIDENT:
        raise BadLogin(_("居民用邻里卡进门，没有密码。"))
    password = tokens.new_first_password()
    hashed = make_password(password)  # slow on purpose, so before the transaction
    with acting(login.home, by=by, now=now) as acts:
        if claim(key, now=now) is not None:
            raise ShownOnce
        login.password, login.first_until = hashed, now + FIRST_FOR
        login.save(update_fields=["password", "first_until"])
        end_sessions(login)
        acts.say("password.first", login=str(login.uuid))
    return password
