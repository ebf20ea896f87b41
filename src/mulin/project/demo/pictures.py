"""The photos of the demo: drawn from their captions, warm and flat, the same every time. No photograph is used."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw

from mulin.project.demo import things_indoors as indoors
from mulin.project.demo import things_outdoors as outdoors
from mulin.project.demo.drawing import GLOW, Brush, Thing

SIZE = (1600, 1200)  # drawn twice as large as it is kept

# what a caption names, and what is drawn for it; longer words first where one contains the other
THINGS: tuple[tuple[str, Thing], ...] = (
    ("救护车 ", outdoors.ambulance),
    ("轮椅 婴儿车 坡板 坡道 推着车", outdoors.wheels),
    ("粉笔", indoors.chalk),
    ("灯座", indoors.socket),
    ("弯头", indoors.hand),
    ("扶手", indoors.landing),
    ("手印 小手 的手 拉手 左袖 伸手 指印", indoors.hand),
    ("三盏灯 路灯 灯杆 灯连成 夜里的小路", outdoors.post),
    ("表箱 压力表 变压器 报警器 换电 插座 按钮 电机 新表 插线 屏幕", indoors.meter),
    ("井盖 坑 取样口 圆圈", outdoors.cover),
    ("管子 新管 陶管 胶管 管", indoors.pipe),
    ("喇叭 音箱 音响 鼓 铃", indoors.speaker),
    ("头盔 布鞋 胶鞋 帽 老花镜 草帽", indoors.caps),
    ("猫 狗 鸭", outdoors.cat),
    ("晒架 棉被 被面 床垫 竹匾", outdoors.quilts),
    ("栏杆 围挡 木板 龙骨 限高杆 地锁 草绳 锁", outdoors.fence),
    ("瓶 锅 缸 水里露 试水", indoors.jars),
    ("桶 盆 垃圾 浮萍", outdoors.bin_),
    ("台阶 石阶 楼梯 阶 水面", indoors.stairs),
    ("屋脊 屋面 新瓦 瓦 梁 蚕架 高窗 灶", outdoors.roof),
    ("船 长篙", outdoors.boat),
    ("长凳 竹椅 凳", outdoors.bench),
    ("茶叶箱 抽签箱 信封 筐 箱 竹捆 书包 箩 篓 格", indoors.boxes),
    ("借书证 底册 书架 看报 证 书 簿 台板 卡", indoors.book),
    (
        "清单 告知 租约 收支表 分账表 冲洗表 通知 复印件 回执 约定 图纸 平面图 时刻 单子 账目 表 纸 信 图 字",
        indoors.paper,
    ),
    ("木牌 牌子 牌 箭头", outdoors.sign),
    ("竹 菖蒲 茶垄 韭菜 豆", outdoors.bamboo),
    ("树 枇杷 香樟 枝 荫", outdoors.tree),
    ("石头 石 瓦砾 碎玻璃 砖", outdoors.stones),
    ("灯", indoors.lamp),
    ("门 窗 巷底 墙根", indoors.door),
    ("人影 几个人 脑袋 孩子 书包 骑手 队 人 老", outdoors.people),
    ("线 道 路 车位 通道 停车场 斑马线 弄 走廊 空地 晒场", outdoors.lane),
    ("货车 车 挖机", outdoors.car),
    ("河 塘 池", outdoors.water),
)
WHOLE = {
    indoors.hand: {outdoors.people, outdoors.lane, indoors.landing},
    indoors.landing: {indoors.lamp, indoors.stairs, outdoors.people, outdoors.lane},
    indoors.chalk: {indoors.stairs},
    indoors.socket: {indoors.lamp},
}
INDOORS = "扶手 粉笔 灯座 桌 柜台 楼梯 楼 门厅 台板 墙 证 信 表 书 柜 锅 灶 屏幕 水池 女厕 淋浴 村部 活动室 衣领"
DARK = "夜 灯 亮起来 车灯 光圈 换电格"
WET = "河 塘 池 船 水面 埠 浮萍 沟 堤 鸭"


def _names(words: str, caption: str) -> int:
    """Where a caption first names one of the words; its length when it does not."""
    found = [caption.find(word) for word in words.split() if word in caption]
    return min(found) if found else len(caption)


def things(caption: str) -> list[Thing]:
    """What is drawn for a caption: at most three things, the first named first."""
    named = [(_names(words, caption), index) for index, (words, _) in enumerate(THINGS)]
    chosen = [THINGS[index][1] for at, index in sorted(named) if at < len(caption)]
    for whole, parts in WHOLE.items():
        if whole in chosen:
            chosen = [whole, *(thing for thing in chosen if thing not in parts and thing is not whole)]
    return list(dict.fromkeys(chosen))[:3] or [indoors.door, outdoors.people]


def _ground(b: Brush, caption: str) -> float:
    """Paint what lies behind; gives the height on which things stand."""
    width, height = SIZE
    dark = _names(DARK, caption) < len(caption)
    if _names(INDOORS, caption) < len(caption):
        wall, floor = ("#d9c9a8", "#a98d6c") if dark else ("#f1e7d3", "#d2bd9b")
        b.box(0, 0, width, height, wall)
        b.box(0, 880, width, height, floor)
        b.box(0, 610, width, 622, "#cdbb98")
        b.box(0, 868, width, 884, "#9b7f5e")
        return 960
    sky = (
        ("#33454f", "#46606a")
        if dark
        else b.chance.choice((("#d5e5e2", "#e9efe6"), ("#e6e4d4", "#f2ecdc"), ("#dfe6df", "#f1efe3")))
    )
    for band in range(12):
        b.box(0, band * 75, width, band * 75 + 75, sky[0] if band < 5 else sky[1])
    b.disc(b.chance.choice((260, 1320)), 210, 74, "#f3e3b0" if dark else "#f6d9a8")
    for step in range(7):
        left = step * 240 - b.chance.randint(0, 120)
        top = b.chance.randint(430, 620)
        b.box(
            left,
            top,
            left + b.chance.randint(170, 250),
            900,
            "#5a6f74" if dark else b.chance.choice(("#d8c8ae", "#cfc3b2", "#e0cdb0")),
        )
        for row in range(3):
            for column in range(3):
                lit = dark and b.chance.random() < 0.4
                pane = GLOW if lit else "#42555c" if dark else "#b9aa94"
                b.box(
                    left + 28 + column * 54, top + 40 + row * 78, left + 58 + column * 54, top + 84 + row * 78, pane, 4
                )
    b.box(0, 860, width, height, "#5d6a60" if dark else b.chance.choice(("#c9c0ab", "#bfc4a9", "#d3c3a4")))
    if _names(WET, caption) < len(caption):
        outdoors.water(b, width / 2, 1010, 420)
        return 1040
    return 1010


def photo(caption: str, salt: str = "") -> bytes:
    """The photo of a caption as JPEG; the same caption and salt give the same bytes."""
    chance = random.Random(f"{salt} {caption}")  # noqa: S311
    image = Image.new("RGB", SIZE)
    b = Brush(image, ImageDraw.Draw(image), chance)
    floor = _ground(b, caption)
    chosen = [thing for thing in things(caption) if thing is not outdoors.water] or [outdoors.bamboo]
    middle = SIZE[0] / 2
    spots = {
        1: ((middle, floor, 430.0),),
        2: ((middle - 330, floor - 10, 350.0), (middle + 400, floor + 30, 290.0)),
        3: ((middle, floor - 30, 360.0), (middle - 560, floor + 40, 230.0), (middle + 570, floor + 50, 230.0)),
    }[len(chosen)]
    flat = {outdoors.lane, outdoors.cover, indoors.stairs, indoors.landing}
    for thing, (x, y, s) in sorted(zip(chosen, spots, strict=True), key=lambda pair: pair[0] not in flat):
        thing(b, x + chance.randint(-30, 30), y, s)
    kept = image.reduce(2)
    out = io.BytesIO()
    kept.save(out, "JPEG", quality=88)
    return out.getvalue()
