"""The door: signing in with a password and a phone, and signing out."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from mulin.core.access import actions, pending, qr, sessions
from mulin.core.access.forms import ChangePasswordForm, CodeForm, NewPasswordForm, PasswordForm
from mulin.core.access.limits import address_of
from mulin.core.access.models import Login, SecondFactor
from mulin.core.access.refusals import Refused, WrongPassword
from mulin.core.access.viewers import viewer_of
from mulin.core.pages import Request, page
from mulin.core.records.days import local_day


@page(everybody=True)
@never_cache
def door(request: HttpRequest) -> HttpResponse:
    """Three ways in; for somebody who is in already, the way out."""
    onward = pending.safe(request, request.GET.get("next", ""))
    return render(request, "access/door.html", {"onward": onward})


@page(everybody=True, post=True)
@sensitive_post_parameters("password")
@never_cache
def password(request: HttpRequest, kind: str) -> HttpResponse:
    """Name and password, for workers and for units."""
    form = PasswordForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data, now = form.cleaned_data, timezone.now()
            try:
                login = actions.sign_in_by_password(
                    username=data["username"], password=data["password"], address=address_of(request), now=now
                )
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                return _after_password(request, login, onward=data["next"], now=now)
    return render(request, "access/password.html", {"form": form, "kind": kind}, status=status)


def _after_password(request: HttpRequest, login: Login, *, onward: str, now: datetime) -> HttpResponse:
    """What is still to be done before the login is let in."""
    if login.first_until is not None:
        pending.begin(request, login, onward=onward, now=now)
        return redirect("access:new_password")
    if login.kind == Login.Kind.STAFF:
        has_phone = SecondFactor.objects.filter(user=login, confirmed=True).exists()
        if has_phone or settings.MULIN_MODE != "demo":
            if not has_phone:
                actions.begin_second_factor(login)
            pending.begin(request, login, onward=onward, now=now)
            return redirect("access:second")
    return let_in(request, login, how=sessions.PASSWORD, onward=onward)


def let_in(
    request: HttpRequest, login: Login, *, how: str, onward: str, factor: SecondFactor | None = None
) -> HttpResponse:
    """Open the session and go where the visitor wanted, if that is here."""
    sessions.sign_in(request, login, how=how, factor=factor)
    return redirect(pending.safe(request, onward) or pending.landing(login))


@page(everybody=True, post=True)
@sensitive_post_parameters("password", "again")
@never_cache
def new_password(request: HttpRequest) -> HttpResponse:
    """Change the first password before anything else."""
    now = timezone.now()
    login = pending.current(request, now=now)
    if login is None or login.first_until is None:
        return redirect("access:door")
    form = NewPasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            by = viewer_of(login, today=local_day(now), powers=False)
            try:
                actions.set_password(login, password=form.cleaned_data["password"], by=by)
            except Refused as refused:
                form.add_error("password", str(refused))
            else:
                return _after_password(request, login, onward=pending.onward(request), now=now)
    return render(request, "access/new_password.html", {"form": form, "login": login}, status=status)


@page(everybody=True, post=True)
@sensitive_post_parameters("code")
@never_cache
def second(request: HttpRequest) -> HttpResponse:
    """Six digits from the phone; at the first time the phone is set up here."""
    now = timezone.now()
    login = pending.current(request, now=now)
    phone = SecondFactor.objects.filter(user=login).order_by("-confirmed", "pk").first() if login else None
    if login is None or phone is None or login.first_until is not None:
        return redirect("access:door")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                factor = actions.prove_second_factor(login, code=form.cleaned_data["code"], now=now)
            except Refused as refused:
                form.add_error("code", str(refused))
            else:
                onward = pending.onward(request)
                return let_in(request, login, how=sessions.PASSWORD, onward=onward, factor=factor)
    context = {"form": form, "login": login}
    if not phone.confirmed:
        context["qr"] = qr.svg(phone.config_url, _("给手机扫的二维码"))
        context["secret"] = phone.written_key
    return render(request, "access/second.html", context, status=status)


@page(everybody=True, get=False, post=True)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    auth.logout(request)
    messages.success(request, _("您已经退出。"))
    return redirect("access:door")


@page(signed_in=True, post=True)
@sensitive_post_parameters("old", "password", "again")
@never_cache
def change_password(request: HttpRequest) -> HttpResponse:
    """Choose another password; every other session ends."""
    login = cast("Login", request.user)
    if not login.has_usable_password():
        return redirect("access:door")
    form = ChangePasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data, now = form.cleaned_data, timezone.now()
            try:
                actions.sign_in_by_password(
                    username=login.username, password=data["old"], address=address_of(request), now=now
                )
            except WrongPassword:
                form.add_error("old", _("现在的密码不对。"))
            except Refused as refused:
                form.add_error("old", str(refused))
            else:
                try:
                    actions.set_password(login, password=data["password"], by=cast("Request", request).viewer)
                except Refused as refused:
                    form.add_error("password", str(refused))
                else:
                    auth.update_session_auth_hash(request, login)
                    messages.success(request, _("密码换好了。别处的登录都已退出。"))
                    return redirect("access:door")
    return render(request, "access/change_password.html", {"form": form}, status=status)
