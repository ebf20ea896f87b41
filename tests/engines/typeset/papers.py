"""One plain piece of paper of every kind, all invented, and ways to change them."""

from datetime import date

from mulin.engines.typeset import (
    Blank,
    Brief,
    Card,
    Choice,
    Column,
    Form,
    Heading,
    LargePrint,
    Letter,
    ListSheet,
    Noted,
    Notice,
    Paragraph,
    Section,
    Slip,
    Space,
    Step,
    Steps,
    Volume,
)

DAY = date(2026, 11, 24)
PHONE = "0571-8800 1234"
COMMUNITY = "桂花新村社区"
ENGLISH = "Saint Mary’s Riverside International Garden Residential Community"
SIXTY = "阿布都热依木·买买提艾力·库尔班江·吐尔逊·艾合买提·玉素甫·依明江·阿卜杜拉·穆罕默德·萨迪克·热合曼·托合"


def slip(**changes):
    plain = {
        "number": "GH-2026-000123-7",
        "secret": "7KQ4M2XP",
        "community": COMMUNITY,
        "heard": date(2026, 11, 20),
        "recorded": DAY,
        "answer_by": date(2026, 12, 3),
        "phone": PHONE,
        "link": "http://mulin.example/t/GH-2026-000123-7",
        "next_step": "社区先上门看一看，再定由谁来办。",
        "handed_to": "3幢2单元501 王桂芳",
    }
    return Slip(**(plain | changes))


def large_print(**changes):
    plain = {
        "title": "3幢2单元楼道夜里没有灯",
        "number": "GH-2026-000123-7",
        "community": COMMUNITY,
        "phone": PHONE,
        "printed": DAY,
        "blocks": [
            Heading("办到哪一步"),
            Steps([Step("登记了", "11月20日", "done"), Step("正在换灯", "", "now"), Step("请您评一评")]),
            Heading("谁在办"),
            Paragraph("物业公司，联系人老周。"),
        ],
    }
    return LargePrint(**(plain | changes))


def notice(**changes):
    plain = {
        "community": COMMUNITY,
        "title": "关于更换楼道灯的公告",
        "paragraphs": ["十二月一日起换灯，楼道会短时停电。"],
        "day": DAY,
        "phone": PHONE,
        "link": "http://mulin.example/n/GH-2026-000211-4",
        "day_code": "K7QM-2XPD-9R4T",
    }
    return Notice(**(plain | changes))


def card(**changes):
    plain = {
        "name": "王桂芳",
        "community": COMMUNITY,
        "token": "mulin:7QK4M2XPD9R4T8WN",
        "number": "0037 1206 8",
        "phone": PHONE,
        "valid_to": "2028年12月",
    }
    return Card(**(plain | changes))


def letter(**changes):
    plain = {
        "sender": COMMUNITY,
        "phone": PHONE,
        "recipient": ["王桂芳 女士", "桂花新村3幢2单元501室"],
        "day": DAY,
        "greeting": "王桂芳阿姨：",
        "paragraphs": ["您好！您的邻里卡办好了，密码在下面，请和卡分开放。"],
        "signature": ["居民委员会", "社工 张敏"],
        "code_label": "六位密码",
        "code": "408 215",
    }
    return Letter(**(plain | changes))


def list_sheet(**changes):
    plain = {
        "title": "走访电话名单",
        "community": COMMUNITY,
        "phone": PHONE,
        "day": DAY,
        "columns": [Column("门牌", 2), Column("姓名", 2), Column("电话", 3)],
        "rows": [[f"{n}幢101", f"邻居{n}", PHONE] for n in range(1, 6)],
    }
    return ListSheet(**(plain | changes))


def form(**changes):
    plain = {
        "title": "说说心里话",
        "community": COMMUNITY,
        "phone": PHONE,
        "hand_in": "投进居委会一楼的意见箱。",
        "link": "http://mulin.example/f/7QK4",
        "code": "F-7QK4",
        "intro": ["写错了划掉，不要紧。"],
        "fields": [
            Blank("您说的事", 4, "在哪里"),
            Choice("急不急", ["急", "不急"]),
            Choice("和哪些有关", ["楼道", "电梯"], many=True),
            Space("画个图", 30),
        ],
    }
    return Form(**(plain | changes))


def volume(**changes):
    plain = {
        "title": "民情日记",
        "writer": "社工 张敏",
        "community": COMMUNITY,
        "period": "2026年",
        "phone": PHONE,
        "notes": [
            Noted(day=DAY, time="9:30", place="3 幢 201", text="灯不亮", margin=["王桂芳"], later=[("补记", "修好了")])
        ],
        "about": ["一条"],
        "found": "捡到请打电话。",
    }
    return Volume(**(plain | changes))


def brief(**changes):
    plain = {
        "kind": "建议",
        "number": "BG-2026-000002-7",
        "title": "老小区的楼道灯",
        "standing": "百果街道 · 9月10日公布",
        "asked": "请区住建局办",
        "ask": "请列入明年的改造。",
        "sections": [
            Section("有多少", "figures", [["8", "件事，来自 15 位邻居。"]]),
            Section("在哪里", "bars", [["桂花新村社区", "6"], ["银杏里社区", "2"]]),
            Section("一步一步", "events", [["2026年3月2日", "第一次有人说起"]]),
            Section("试过什么", "tried", [["楼道灯", "物业：换灯，办完。"]]),
            Section("他们自己说的", "quotes", [["晚上不敢下楼", "窗口"]], note="本人同意"),
            Section("根据", "matters", [["GH-2026-000123-7", "楼道灯", "桂花新村社区", "3 次"]]),
        ],
        "scan": "扫码看",
        "proof": "指纹 1234",
        "community": "百果街道",
        "phone": PHONE,
        "day": DAY,
        "link": "http://mulin.example/briefs/BG-2026-000002-7/",
    }
    return Brief(**(plain | changes))


PLAIN = {
    "slip": slip,
    "large_print": large_print,
    "notice": notice,
    "card": card,
    "letter": letter,
    "list": list_sheet,
    "form": form,
    "volume": volume,
    "brief": brief,
}
PAGES = {"volume": 3}  # a title page and an index; everything else begins with one page
