"""What stands round every page: where we are, the duty telephone, the tabs, the way to larger text."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from django.core.cache import cache as shared
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mulin.core.gate import PASSER_BY, Viewer
from mulin.core.language import in_english
from mulin.core.places.models import Kind, Place
from mulin.core.places.queries import HOTLINE, duty_phone
from mulin.portal.preferences import size_of

DUTY_KEY = "mulin.duty"
DUTY_SECONDS = 60
FIRST, WIDE = 4, 8  # how many doors the bar of the desk shows at once on a telephone, on a wide screen

Text = str | Promise


@dataclass(frozen=True)
class Duty:
    """The sub-district, and the telephone that somebody answers."""

    name: str = ""
    name_en: str = ""
    phone: str = HOTLINE

    def title(self) -> str:
        """The name in the visitor's language."""
        english = in_english()
        return (self.name_en if english else "") or self.name


@dataclass(frozen=True)
class Link:
    """A way to somewhere, with an icon and a shorter name for narrow bars."""

    href: str
    title: Text
    icon: str = ""
    short: Text = ""
    here: bool = False
    daily: bool = False


class Bar(NamedTuple):
    """The bar of the desk: what always stands in it, what stands in it on a wide screen, and what is under 更多."""

    first: list[Link]
    wide: list[Link]
    rest: list[Link]

    def here(self) -> Link | None:
        """The page one is on, when it is not among the first."""
        return next((link for link in (*self.wide, *self.rest) if link.here), None)


@dataclass(frozen=True)
class _Entry:
    """A link that is shown where its page exists; `verb` says who needs it."""

    name: str
    title: Text
    icon: str = ""
    short: Text = ""
    verb: str = ""
    unit: bool = False
    near: tuple[str, ...] = ()  # addresses that belong to it without beginning like it
    daily: bool = False  # stands first in the bar of the desk


TABS = (
    _Entry("home", _("首页"), "house"),
    _Entry("voice:say", _("说说心里话"), "message-circle-heart", _("说说")),
    _Entry("voice:matters", _("大家的事"), "list-checks", _("大家")),
)
DOOR, OWN_DOOR = _Entry("access:door", _("进门")), _Entry("access:door", _("我的登录"))
FOOTER = (
    _Entry("paper", _("打印纸质表格")),
    _Entry("privacy", _("隐私说明")),
    _Entry("voice:briefs", _("建议和答复")),
    _Entry("register", _("公开台账")),
)
DESK = (
    _Entry("desk", _("今天"), "layout-list", verb="voice.read", daily=True),
    _Entry("voice:unit", _("我们单位的事"), "layout-list", unit=True, daily=True),
    _Entry("voice:intake", _("记民声"), "pencil-line", verb="voice.record", daily=True),
    _Entry(
        "voice:office",
        _("全街道"),
        "layers",
        verb="office.see",
        near=("/desk/topics/", "/desk/categories/"),
        daily=True,
    ),
    _Entry("voice:diary", _("日记"), "book-open", verb="voice.record", daily=True),
    _Entry("voice:desk", _("事项"), "list-checks", verb="voice.read", near=("/desk/matter/",), daily=True),
    _Entry("voice:calls", _("打电话"), "phone", verb="voice.judge", near=("/desk/judge/", "/desk/phone/"), daily=True),
    _Entry("voice:surveys_desk", _("问卷"), "clipboard-list", verb="voice.record", near=("/desk/survey/",)),
    _Entry("notifications:waiting", _("捎话"), "megaphone", verb="people.edit"),
    _Entry("meetings:desk", pgettext_lazy("tab", "会议"), "calendar-days", verb="meeting.call"),
    _Entry(
        "people:list",
        pgettext_lazy("tab", "居民"),
        "users-round",
        verb="people.read",
        near=("/desk/cards/", "/desk/import/people/"),
    ),
    _Entry("places:list", pgettext_lazy("tab", "地方"), "map-pin", verb="places.edit", near=("/desk/import/",)),
    _Entry(
        "groups",
        pgettext_lazy("tab", "单位"),
        "building-2",
        verb="people.read",
        near=("/desk/unit-link/", "/desk/import/units/"),
    ),
    _Entry("voice:briefs_desk", _("建议"), "send", verb="brief.write"),
    _Entry(
        "voice:rules",
        pgettext_lazy("tab", "规矩"),
        "scale",
        verb="rules.set",
        near=("/desk/calendar/", "/desk/routes/"),
    ),
    _Entry("access:logins", _("登录和职权"), "user-round", verb="access.manage", daily=True),
    _Entry("upkeep", _("运行"), "hourglass", verb="system.run", daily=True),
)


def duty() -> Duty:
    """The street's name and telephone, asked of the database at most once a minute."""
    known: Duty | None = shared.get(DUTY_KEY)
    if known is not None:
        return known
    street = Place.objects.filter(kind=Kind.STREET).only("name", "name_en", "phone").order_by("pk").first()
    if street is None:
        return Duty()
    found = Duty(street.name, street.name_en, duty_phone(street))
    shared.set(DUTY_KEY, found, DUTY_SECONDS)
    return found


def duty_without_database() -> Duty:
    """What is known when nothing may be asked any more."""
    known: Duty | None = shared.get(DUTY_KEY)
    return known or Duty()


@cache
def _address(name: str) -> str:
    """Where a page is; empty where this installation has none."""
    with suppress(NoReverseMatch):
        return reverse(name)
    return ""


def links(entries: tuple[_Entry, ...], path: str, viewer: Viewer | None = None) -> list[Link]:
    """Only the doors that lead somewhere, and only those the viewer may open."""
    found, near = [], []
    for entry in entries:
        if entry.verb and not (viewer and viewer.can_somewhere(entry.verb)):
            continue
        if entry.unit and not (viewer and viewer.groups and not viewer.grants):
            continue
        href = _address(entry.name)
        if not href:
            continue
        found.append(Link(href, entry.title, entry.icon, entry.short, daily=entry.daily))
        starts = [start for start in (href, *entry.near) if path == href or (start != "/" and path.startswith(start))]
        near += [(len(start), href) for start in starts]
    here = max(near, default=(0, ""))[1]
    return [replace(link, here=True) if link.href == here else link for link in found]


def bar(found: Sequence[Link]) -> Bar:
    """Daily work first; one that would stand alone under 更多 stands in the bar too."""
    ranked = sorted(found, key=lambda link: not link.daily)
    if len(ranked) <= FIRST + 1:
        return Bar(ranked, [], [])
    return Bar(ranked[:FIRST], ranked[FIRST:WIDE], ranked[WIDE:])


def _seat(viewer: Viewer) -> str:
    """Where a worker works: the place of her first grant."""
    path = next((grant.path for grant in viewer.grants if grant.path), "")
    known: Duty | None = shared.get(f"{DUTY_KEY}.{path}")
    if known is None:
        place = Place.objects.filter(path=path).only("name", "name_en").first() if path else None
        known = Duty(place.name, place.name_en) if place else duty()
        shared.set(f"{DUTY_KEY}.{path}", known, DUTY_SECONDS)
    return known.title()


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template."""
    viewer: Viewer = getattr(request, "viewer", PASSER_BY)
    street = duty()
    desk_links: Any = SimpleLazyObject(lambda: links(DESK, request.path, viewer))
    return {
        "size": size_of(request),
        "language": get_language(),
        "english": in_english(),
        "community": street.title(),
        "phone": street.phone,
        "viewer": viewer,
        "here": request.get_full_path(),
        "tabs": links(TABS, request.path),
        "footer_links": links((OWN_DOOR if viewer.ref else DOOR, *FOOTER), request.path),
        "desk_links": desk_links,
        "desk_bar": SimpleLazyObject(lambda: bar(desk_links)),
        "seat": SimpleLazyObject(lambda: _seat(viewer)),
    }
