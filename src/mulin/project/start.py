"""The start page of the demo: step into any role with one button. Outside the demo it does not exist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.apps.voice.actions.slips import make_secret
from mulin.apps.voice.models import Matter
from mulin.apps.voice.rules.matter import JUDGING
from mulin.apps.voice.views.slip import remember
from mulin.core.access.actions import step_into
from mulin.core.access.models import Card, Login
from mulin.core.language import in_english
from mulin.core.pages import View, page
from mulin.project.demo import build, year
from mulin.project.demo.cast import PASSWORD
from mulin.project.demo.map import svg
from mulin.project.demo.telling import form_key

SLIP, CARD = "slip", "card"
SLIP_STORIES = ("now-bench-slats", "flagship")  # the first that waits to be judged, else the last


@dataclass(frozen=True)
class Role:
    """Somebody one may be: a login, and what she can do."""

    key: str
    title: str | Promise
    does: str | Promise
    icon: str
    username: str = ""
    to: str = "desk"


ROLES = (
    Role(
        SLIP, gettext_lazy("老居民，手里只有一张回执"), gettext_lazy("看自己的事办到哪一步，评一评解决没有"), "ticket"
    ),
    Role(CARD, gettext_lazy("居民，有邻里卡"), gettext_lazy("在家里说，看自己说过的每一件"), "qr-code", to="home"),
    Role(
        "worker",
        gettext_lazy("社工"),
        gettext_lazy("在窗口记、连夜打纸条、立事项、交给单位"),
        "pencil-line",
        "gh-worker",
    ),
    Role("secretary", gettext_lazy("社区书记"), gettext_lazy("看全社区的事，召集会议"), "users-round", "gh-secretary"),
    Role(
        "unit",
        gettext_lazy("责任单位：物业"),
        gettext_lazy("答应、承诺、拍照交账、答复"),
        "handshake",
        "gh-property",
        "voice:unit",
    ),
    Role(
        "office",
        gettext_lazy("街道办"),
        gettext_lazy("接退回的事，看全街道的真账"),
        "building-2",
        "office-1",
        "voice:office",
    ),
    Role(
        "callback", gettext_lazy("回访员"), gettext_lazy("打电话问一声：解决没有"), "phone", "callback", "voice:calls"
    ),
    Role(
        "steward",
        gettext_lazy("管理员"),
        gettext_lazy("开通、停用登录，补发密码"),
        "key-round",
        "steward",
        "access:logins",
    ),
)


def demo_only(view: View) -> View:
    """Answer 404 outside the demo, and where no demo was built."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.MULIN_MODE != "demo":
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def need_demo() -> build.Built:
    """What was built.

    Raises
    ------
    Http404
        Nothing was.

    """
    built = build.found()
    if built is None:
        raise Http404
    return built


def slip_story() -> str:
    """The story whose slip one holds: one that waits to be judged, if there is one."""
    for story in SLIP_STORIES:
        if Matter.objects.filter(thread__number=build.number_of(story), phase__in=JUDGING).exists():
            return story
    return SLIP_STORIES[-1]


def slip_of(story: str) -> tuple[str, str]:
    """Number and secret of a story's slip."""
    number = build.number_of(story)
    if not number:
        raise Http404
    return number, make_secret(number, form_key(story))


def card_and_pin() -> tuple[Card, str] | None:
    """A neighbour card of the demo, with the PIN that only the demo knows."""
    for community, pin in year.CARDS.items():
        card = Card.objects.filter(person__place_path__contains=f"/{community}/", revoked_at=None).first()
        if card is not None:
            return card, pin
    return None


@page(everybody=True)
@demo_only
def start(request: HttpRequest) -> HttpResponse:
    """Every role, and what it needs."""
    built = need_demo()
    number, secret = slip_of(slip_story())
    english = in_english()
    context = {
        "built": built,
        "roles": ROLES,
        "number": number,
        "secret": secret,
        "card": card_and_pin(),
        "password": PASSWORD,
        "town": svg(built.seed, _("百果街道的地图，全部是编出来的"), english=english),
    }
    return render(request, "project/start.html", context)


@page(everybody=True, post=True)
@demo_only
def step(request: HttpRequest, role: str) -> HttpResponse:
    """Become somebody; a GET only leads to the buttons."""
    need_demo()
    if request.method != "POST":
        return redirect("demo")
    chosen = next((one for one in ROLES if one.key == role), None)
    if chosen is None:
        raise Http404
    special: dict[str, Callable[[HttpRequest], HttpResponse]] = {SLIP: _with_slip, CARD: _with_card}
    if role in special:
        return special[role](request)
    login = Login.objects.filter(username=chosen.username, is_active=True).first()
    if login is None:
        raise Http404
    step_into(request, login)
    return redirect(chosen.to)


def _with_slip(request: HttpRequest) -> HttpResponse:
    number, _secret = slip_of(slip_story())
    auth.logout(request)
    remember(request, number)
    return redirect("voice:slip", number=number)


def _with_card(request: HttpRequest) -> HttpResponse:
    found = card_and_pin()
    login = Login.objects.filter(person=found[0].person).first() if found else None
    if login is None:
        raise Http404
    step_into(request, login)
    return redirect("home")
