"""The listed reasons for which a clock may stand still (local default, printed where it is used)."""

from django.utils.translation import gettext_lazy as _

PAUSES = {
    "season": _("等季节天气"),
    "approval": _("等上级批复"),
    "material": _("等材料到货"),
    "party": _("等当事人"),
    "procedure": _("走法定程序"),
}
