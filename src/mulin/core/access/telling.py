"""What the register says of signing in and its powers: the deed, never the secret."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mulin.core.records.writing import Line

_TELL = {
    "card.issued": _("发了一张邻里卡"),
    "card.revoked": _("作废了一张邻里卡"),
    "card.unlocked": _("解开了一张锁住的邻里卡"),
    "key.made": _("给外面的程序发了一把接口密钥"),
    "key.revoked": _("作废了一把接口密钥"),
    "link.made": _("给单位发了一次性进门链接"),
    "login.closed": _("停用了一个登录"),
    "login.opened": _("开通了一个登录"),
    "login.reopened": _("重新启用了一个登录"),
    "looks.expired": _("删掉了一批留够了日子的查看记录"),
    "password.first": _("发了一个首次密码"),
    "role.ended": _("收回了一项职权"),
    "role.granted": _("给了一项职权"),
    "second.reset": _("重设了第二道验证"),
}


def tell(line: Line) -> tuple[str, str]:
    """The sentence of one entry; there is no text to show."""
    return str(_TELL[line.verb]), ""
