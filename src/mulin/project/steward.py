"""`mulin steward NAME`: the first way in on an empty installation, the way back when every steward is locked out."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mulin.core.places.models import Place

LOGIN = "steward"
ROLE = "steward"


def add_parser(commands: Any) -> None:
    """Add `steward` to the subcommands."""
    one: argparse.ArgumentParser = commands.add_parser("steward", help="a one-time first password for a steward")
    one.add_argument("name", help="her name, as colleagues see it")
    one.add_argument("--login", default=LOGIN, metavar="LOGIN", help=f"her login name, without it: {LOGIN}")
    one.add_argument("--street", default="", metavar="NAME", help="name of the sub-district, on an empty installation")
    one.add_argument("--code", default="", metavar="CODE", help="its code of two capital letters, on an empty one")
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the password once: 0 done, 2 refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mulin.project.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from mulin.core.refusals import Refusal  # noqa: PLC0415
    from mulin.project.serving.obstacles import behind  # noqa: PLC0415

    if behind():
        sys.stderr.write("请先运行 mulin migrate。 Run `mulin migrate` first.\n")
        return 2
    try:
        login, password = let_in(
            name=args.name, username=args.login, street_name=args.street, code=args.code, now=timezone.now()
        )
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    host = next(iter(settings.ALLOWED_HOSTS), "127.0.0.1")
    sys.stdout.write(
        f"登录名 login     {login}\n第一个密码 first password  {password}\n"
        f"七天内打开 https://{host}/in/staff/ ，换成自己的密码，再用手机设第二道锁。这个密码只显示这一次。\n"
        "Open it within seven days, choose a password of your own, then set up your phone. Shown this once.\n"
    )
    return 0


def let_in(*, name: str, username: str, street_name: str, code: str, now: datetime) -> tuple[str, str]:
    """Login name and first password of a steward of the sub-district.

    On an empty installation the sub-district is made first. A steward who is there already gets a new first password,
    may set up her phone again, and is signed out everywhere. Every step stands in the register as done by the system.

    Raises
    ------
    Refusal
        There is no sub-district and none was named, or the login belongs to somebody who is no steward.
    """
    from django.db import transaction  # noqa: PLC0415
    from django.utils.translation import gettext as _  # noqa: PLC0415

    from mulin.core.access import actions  # noqa: PLC0415
    from mulin.core.access.models import Login  # noqa: PLC0415
    from mulin.core.gate import SYSTEM  # noqa: PLC0415
    from mulin.core.records.days import local_day  # noqa: PLC0415
    from mulin.core.refusals import Refusal  # noqa: PLC0415

    with transaction.atomic():
        street = _street(street_name, code, now)
        known = Login.objects.filter(username=username).first()
        if known is None:
            known = actions.create_staff_login(username=username, display_name=name, place=street, by=SYSTEM, now=now)
            actions.grant_role(known, role=ROLE, place=street, by=SYSTEM, now=now)
        elif not known.role_grants.current(local_day(now)).filter(role=ROLE).exists():
            raise Refusal(_("登录名“%(name)s”是别人的，请用 --login 另起一个。") % {"name": username})
        else:
            actions.enable_login(known, by=SYSTEM, now=now)
            actions.reset_second_factor(known, by=SYSTEM, now=now)
        return known.username, actions.give_first_password(known, by=SYSTEM, now=now)


def _street(name: str, code: str, now: datetime) -> Place:
    from django.utils.translation import gettext as _  # noqa: PLC0415

    from mulin.core.gate import SYSTEM  # noqa: PLC0415
    from mulin.core.places.actions import add_place  # noqa: PLC0415
    from mulin.core.places.models import Kind  # noqa: PLC0415
    from mulin.core.places.queries import street  # noqa: PLC0415
    from mulin.core.refusals import Refusal  # noqa: PLC0415

    found = street()
    if found is not None:
        return found
    if not (name and code):
        raise Refusal(_("还没有街道。请写上：mulin steward 姓名 --street 某某街道 --code BG"))
    return add_place(parent=None, kind=Kind.STREET, code=code, name=name, by=SYSTEM, now=now)
