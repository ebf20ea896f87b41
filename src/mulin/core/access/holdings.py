"""What `core.access` holds about somebody: how she signs in, who looked at her fields, where entries point at her."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_totp.models import TOTPDevice

from mulin.core.access.actions.acts import acting
from mulin.core.access.actions.logins import end_sessions
from mulin.core.access.models import Card, Login, Look
from mulin.core.access.naming import fields, names
from mulin.core.gate import SYSTEM, Viewer
from mulin.core.people import holdings
from mulin.core.people.holdings import Done, Row
from mulin.core.people.models import Person
from mulin.core.records import attachments
from mulin.core.records.models import Attachment, Entry
from mulin.core.records.telling import tell
from mulin.core.records.writing import read
from mulin.core.refusals import Refusal

GONE = "（已删除）"


def _login(person: Person) -> Login | None:
    return Login.objects.filter(person=person).first()


def sessions_of(login: Login) -> list[Session]:
    """The sessions in which the login is signed in."""
    return [row for row in Session.objects.order_by("pk") if row.get_decoded().get("_auth_user_id") == str(login.pk)]


def _is_staff(login: Login) -> bool:
    return login.kind != Login.Kind.RESIDENT


def _signing_in(person: Person) -> Iterator[Row]:
    where = _("进门")
    login = _login(person)
    if login is not None:
        stays = _("工作用的登录归单位管，删的只是它和居民登记的关系") if _is_staff(login) else ""
        text = f"{login.display_name} · {login.username} · {login.get_kind_display()}"
        yield Row(login.created_at, _("登录"), text, where, stays)
        for grant in login.role_grants.select_related("place").order_by("pk"):
            stays = _("给过什么职权，台账里有，不能没有下落")
            yield Row(grant.starts_on, _("职权"), f"{grant.role} · {grant.place.title}", where, stays)
        if not _is_staff(login):
            for session in sessions_of(login):
                yield Row(
                    None, _("还开着的网页"), _("到 %(at)s 为止") % {"at": f"{session.expire_date:%Y-%m-%d}"}, where
                )
            for device in TOTPDevice.objects.filter(user=login).order_by("pk"):
                yield Row(None, _("第二道验证"), device.name, where)
    for card in person.cards.order_by("pk"):
        state = _("停用了") if card.revoked_at else _("在用")
        yield Row(card.issued_at, _("邻里卡"), f"{card.number} · {state}", where)


def _forget_signing_in(person: Person, by: Viewer, now: datetime) -> Done:
    """Cards are revoked and go, sessions die, a resident's login goes; a worker's stays without the person."""
    gone, stays = _forget_cards(person, now=now), []
    login = _login(person)
    if login is None:
        return Done(gone)
    if by.ref == f"login:{login.uuid}":
        raise Refusal(_("不能自己给自己办删除，请另一位同事来办。"))
    if _is_staff(login):
        if login.is_active:
            raise Refusal(_("这位居民还有工作人员的登录，请管理员先停用，再来删除。"))
        login.person, login.display_name = None, GONE
        login.save(update_fields=["person", "display_name"])
        return Done(gone, ((1, _("工作用的登录归单位管，删的只是它和居民登记的关系")),))
    for session in sessions_of(login):
        session.delete()
        gone += 1
    gone += TOTPDevice.objects.filter(user=login).delete()[0]
    if login.role_grants.exists():
        end_sessions(login)
        login.person, login.display_name, login.username = None, GONE, f"gone-{login.uuid}"
        login.is_active, login.password = False, make_password(None)
        login.save()
        stays = [_("给过什么职权，台账里有，不能没有下落")] * login.role_grants.count()
    else:
        login.delete()
    return Done(gone + 1, tuple(holdings.kept(stays)))


def _forget_cards(person: Person, *, now: datetime) -> int:
    live = list(person.cards.filter(revoked_at=None))
    if live:
        with acting(person.place_path, by=SYSTEM, now=now) as acts:
            for card in live:
                acts.say("card.revoked", card=str(card.uuid))
    return Card.objects.filter(person=person).delete()[0]


def _looks(person: Person) -> Iterator[Row]:
    stays = _("谁看过、什么时候看的，一小时一封，法律要求至少留六个月；里面只有编号，没有名字")
    rows = list(Look.objects.filter(subject=person.uuid).order_by("pk"))
    named, told = names(row.viewer for row in rows), fields()
    for row in rows:
        who = named.get(row.viewer, _("本人以外的居民"))
        text = _("%(who)s看了%(field)s，为了%(purpose)s") % {
            "who": who,
            "field": told.get(row.field, row.field),
            "purpose": row.purpose,
        }
        yield Row(row.at, _("谁看过"), text, _("查看记录"), stays)


def _keep_looks(person: Person, by: Viewer, now: datetime) -> Done:  # noqa: ARG001
    return Done(0, tuple(holdings.kept(row.stays for row in _looks(person))))


def _entries(person: Person) -> QuerySet[Entry]:
    """Where the register points at her: by her own login, or on her behalf. References, never names."""
    login = _login(person)
    said = Q(on_behalf_of=str(person.uuid))
    if login is not None and not _is_staff(login):
        said |= Q(actor=f"login:{login.uuid}")
    return Entry.objects.filter(said).select_related("thread").order_by("seq")


def _files(person: Person) -> list[Attachment]:
    """Files she gave herself: those that an entry of hers names."""
    given = {
        name for line in read(_entries(person)) for name in line.payload.get("photos", ()) if isinstance(name, str)
    }
    threads = {entry.thread_id for entry in _entries(person)}
    return list(Attachment.objects.filter(thread__in=threads, sha256__in=given).select_related("thread").order_by("pk"))


def _register(person: Person) -> Iterator[Row]:
    stays = _("公开台账一环扣一环，删不得；里面只有编号，没有名字和原话，登记删掉以后没人能认出来")
    for entry, line in zip(rows := list(_entries(person)), read(rows), strict=True):
        yield Row(entry.at, _("台账里的一条"), tell(entry.thread.kind, line)[0], entry.thread.number, stays)
    for file in _files(person):
        yield Row(file.at, _("交来的照片或文件"), file.caption or file.content_type, file.thread.number)


def _forget_files(person: Person, by: Viewer, now: datetime) -> Done:
    gone = 0
    for file in _files(person):
        attachments.drop(file, by=by, now=now)
        gone += 1
    return Done(gone, tuple(holdings.kept(row.stays for row in _register(person))))


def _busy() -> QuerySet[Any, Any]:
    """People who work here."""
    return Login.objects.filter(person__isnull=False, is_active=True).exclude(kind=Login.Kind.RESIDENT).values("person")


def register() -> None:
    """Name the parts of this package."""
    holdings.register(
        "register",
        gettext_lazy("台账里指向本人的"),
        lines=_register,
        erase=_forget_files,
        covers=["records.Entry", "records.Attachment"],
        rank=5,
    )
    holdings.register(
        "looks",
        gettext_lazy("谁看过本人的资料"),
        lines=_looks,
        erase=_keep_looks,
        covers=["access.Look"],
        rank=40,
    )
    holdings.register(
        "signing_in",
        gettext_lazy("邻里卡和登录"),
        lines=_signing_in,
        erase=_forget_signing_in,
        covers=[
            "access.Login",
            "access.Card",
            "access.RoleGrant",
            "access.SecondFactor",
            "otp_totp.TOTPDevice",
            "sessions.Session",
        ],
        rank=70,
        busy=_busy,
    )
