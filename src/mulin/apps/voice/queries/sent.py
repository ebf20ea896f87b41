"""What a program sent with a voice, in words, for those who may read the voice."""

from __future__ import annotations

import json
from decimal import Decimal

from django.utils.translation import gettext as _

from mulin.apps.voice.models import Posted, Voice
from mulin.apps.voice.queries import categories
from mulin.apps.voice.rules.geo_services import SERVICES, told
from mulin.core.places.geometry import E7


def sent_with(voice: Voice) -> list[tuple[str, str]]:
    """Name and value, in the order of use; empty for a voice that people brought. The link is text: it is not opened.

    The voice has to be read with `posted__key`.
    """
    posted: Posted | None = getattr(voice, "posted", None)
    if posted is None:
        return []
    service = SERVICES.get(posted.service_code)
    point = ""
    if posted.lat_e7 is not None and posted.lon_e7 is not None:
        point = ", ".join(f"{Decimal(part) / E7:.7f}" for part in (posted.lat_e7, posted.lon_e7))
    facts = [
        (_("哪个程序"), posted.key.name),
        (_("选的类别"), categories.name(posted.service_code)),
        *(told(service, json.loads(posted.attributes)) if service and posted.attributes else []),
        (_("写的地址"), posted.address),
        (_("经纬度"), point),
        (_("电子邮箱"), posted.email),
        (_("照片网址（没有打开过）"), posted.media_url),
    ]
    return [(name, value) for name, value in facts if value]
