"""The slip's own page: what one said, what became of it, and judging, adding, withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import intake, judging, own, slips
from mulin.apps.voice.actions.own import Own
from mulin.apps.voice.forms import JudgeForm, SlipForm, WordsForm, apart
from mulin.apps.voice.models import Evaluation, Matter, Voice
from mulin.apps.voice.paper import slips_pdf
from mulin.apps.voice.queries.alike import alike
from mulin.apps.voice.queries.voices import own_page
from mulin.apps.voice.rules.judgement import WINDOW_DAYS
from mulin.core import gate
from mulin.core.access import limits
from mulin.core.access.viewers import SLIPS
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.records.numbering import BadNumber, parse
from mulin.core.refusals import Refusal

KEYS = "slip-keys"  # session key: form tokens by number, from which a fresh secret can be shown again in this visit
TRIES = 8  # wrong secrets for one number, or from one address, in an hour


def remember(request: HttpRequest, number: str, *, key: str = "") -> None:
    """Let this visit act as the holder of the slip; with the form's token its secret can be shown on the next page."""
    request.session[SLIPS] = sorted({*request.session.get(SLIPS, ()), number})
    if key:
        request.session[KEYS] = {**request.session.get(KEYS, {}), number: key}


def _said(request: HttpRequest, number: str) -> tuple[Voice, str]:
    viewer = cast("Request", request).viewer
    rows = Voice.objects.select_related("thread", "place", "words", "speaker", "speaker_group")
    voice = gate.get(rows, viewer, "read", thread__number=number)
    gate.need(viewer, "own", voice)
    key = request.session.get(KEYS, {}).get(number, "")
    secret = slips.make_secret(number, key) if key else ""
    return voice, secret if secret and slips.fits(voice, secret) else ""


@page(everybody=True)
def said(request: HttpRequest, number: str) -> HttpResponse:
    """Thank you, and the slip to copy down or print. Shown as long as the visit lasts."""
    voice, secret = _said(request, number)
    viewer, matter, found = cast("Request", request).viewer, None, []
    if voice.state == Voice.State.LINKED:
        matter = Matter.objects.filter(links__voice=voice, links__undone_at=None).select_related("thread").first()
    elif voice.state == Voice.State.WAITING and voice.words.shredded_at is None:
        found = alike(
            voice.words.text,
            viewer=viewer,
            path=voice.place_path,
            now=timezone.now(),
            without=number,
            public=True,
            most=3,
        )
    return render(request, "voice/said.html", {"voice": voice, "secret": secret, "matter": matter, "alike": found})


@page(everybody=True)
def said_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same slip on paper."""
    voice, secret = _said(request, number)
    if not secret:
        raise Http404
    return slips_pdf(request, [slips.Slip(voice, secret)], "a5")


@page(everybody=True, post=True)
def door(request: HttpRequest) -> HttpResponse:
    """Number and secret, typed from paper or brought by the QR (the number only)."""
    form = SlipForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            number = _open(request, form)
            if number:
                return redirect("voice:slip", number=number)
    return render(request, "voice/slip_door.html", {"form": form}, status=status)


def _open(request: HttpRequest, form: SlipForm) -> str:
    now = timezone.now()
    try:
        number = parse(form.cleaned_data["number"])
    except BadNumber as bad:
        form.add_error("number", str(bad))
        return ""
    address = limits.address_of(request)
    for bucket in (f"slip:{number}", f"slip-from:{address}"):
        if not limits.hit(bucket, limit=TRIES, window=timedelta(hours=1), now=now):
            form.add_error(None, _("试得太多了，请一小时以后再试，或者打值班电话。"))
            return ""
    voice = Voice.objects.select_related("thread").filter(thread__number=number).first()
    if voice is None or not slips.fits(voice, form.cleaned_data["secret"]):
        form.add_error("secret", _("台账号和密码对不上。请对照回执再看一遍；回执丢了可以到窗口补。"))
        return ""
    remember(request, number)
    return number


def _own(request: HttpRequest, number: str) -> tuple[Viewer, Voice]:
    viewer = cast("Request", request).viewer
    rows = Voice.objects.select_related("thread", "place", "words", "speaker", "speaker_group")
    voice = gate.get(rows, viewer, "read", thread__number=number)
    gate.need(viewer, "own", voice)
    return viewer, voice


def _show(request: HttpRequest, voice: Voice, *, status: int = 200, **forms: Any) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {
        "own": own_page(voice, now=now),
        "now": now,
        "judge_form": JudgeForm(),
        "more_form": WordsForm(),
        "again_form": WordsForm(),
        "window_days": WINDOW_DAYS,
        **forms,
    }
    for name in ("judge", "more", "again"):
        apart(context[f"{name}_form"], name)
    return render(request, "voice/slip.html", context, status=status)


@page(everybody=True)
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """What the holder of the slip sees."""
    _viewer, voice = _own(request, number)
    return _show(request, voice)


def _how(viewer: Viewer, voice: Voice) -> str:
    by_card = voice.speaker is not None and viewer.person == str(voice.speaker.uuid)
    return Evaluation.How.CARD if by_card else Evaluation.How.SLIP


@page(everybody=True, post=True)
def judge(request: HttpRequest, number: str) -> HttpResponse:
    """请您评一评."""
    viewer, voice = _own(request, number)
    form = JudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            matter = judging.judge(
                voice=number,
                heard=data["heard"] == "yes",
                solved=data["solved"] == "yes",
                satisfied=data["satisfied"],
                comment=data["comment"],
                how=_how(viewer, voice),
                by=viewer,
                now=timezone.now(),
                key=data["key"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            thanks = (
                _("谢谢您，记下了。这件事算解决了。")
                if data["solved"] == "yes"
                else _("记下了：没有解决。现在由%(holder)s接着办。") % {"holder": matter.holder.title}
                if matter.round > 1 and not matter.judged_count
                else _("谢谢您，记下了。")
            )
            messages.success(request, thanks, extra_tags=f"draft-judge-{number}")
            return redirect("voice:slip", number=number)
    return _show(request, voice, status=422 if request.method == "POST" else 200, judge_form=form)


def _with_words(request: HttpRequest, number: str, field: str, done: str, act: Callable[..., object]) -> HttpResponse:
    viewer, voice = _own(request, number)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(viewer, form.cleaned_data["text"], form.cleaned_data["key"])
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, done)
            return redirect("voice:slip", number=number)
    return _show(request, voice, status=422 if request.method == "POST" else 200, **{field: form})


@page(everybody=True, post=True)
def more(request: HttpRequest, number: str) -> HttpResponse:
    """Add to one's own words."""
    return _with_words(
        request,
        number,
        "more_form",
        _("补上了。您原来的话也还在。"),
        lambda viewer, text, key: intake.correct(number=number, words=text, by=viewer, now=timezone.now(), key=key),
    )


@page(everybody=True, post=True)
def again(request: HttpRequest, number: str) -> HttpResponse:
    """It is broken again."""
    return _with_words(
        request,
        number,
        "again_form",
        _("记下了，这件事重新打开，高一级来办。"),
        lambda viewer, text, key: judging.say_again(voice=number, text=text, by=viewer, now=timezone.now(), key=key),
    )


_DONE: dict[str, Callable[[], str]] = {
    Own.CONFIRM: lambda: _("谢谢您，记下了：没记错。"),
    Own.SHOW: lambda: _("好的，大家能看到您的原话了。"),
    Own.HIDE: lambda: _("好的，原话不再公开。"),
    Own.WITHDRAW: lambda: _("收回了。"),
    Own.FORGET: lambda: _("收回了，原话也删掉了。"),
}


@page(everybody=True, post=True)
def own_act(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Say that they are right, show my words, do not show them, take them back, or take them back and forget them."""
    viewer, voice = _own(request, number)
    if request.method == "POST":
        now = timezone.now()
        try:
            own.act(number=number, what=what, text="", by=viewer, now=now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _DONE[what]())
        return redirect("voice:slip", number=number)
    return render(request, "voice/own_act.html", {"voice": voice, "what": what})
