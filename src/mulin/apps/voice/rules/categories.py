"""What matters are about (local list; words people use)."""

from django.utils.translation import gettext_lazy as _

CATEGORIES = {
    "shared": _("楼道与公共设施"),
    "utilities": _("水电气"),
    "clean": _("环境卫生"),
    "parking": _("停车与出行"),
    "noise": _("邻里与噪音"),
    "care": _("养老与帮扶"),
    "health": _("医疗与健康"),
    "school": _("教育与孩子"),
    "papers": _("办事与证件"),
    "safety": _("治安与安全"),
    "green": _("绿化与河道"),
    "property": _("物业服务"),
    "resettlement": _("拆迁安置"),
    "culture": _("文体活动"),
    "assets": _("集体资产"),
    "other": _("其他"),
}
