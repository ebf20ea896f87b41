"""Made-up words of neighbours: no two alike, with the numbers, slips and rare characters that people write."""

from __future__ import annotations

import random
from collections.abc import Iterator


def _parted(text: str) -> list[str]:
    return text.split()


ESTATES = _parted("桂香里 柏树弄 听雨苑 石桥村 芦花荡 望湖新居 铁匠巷 绣球坊 南塘小区 竹篱园 双井里 晒谷场")
THINGS = _parted(
    "楼道灯 电梯 水管 单元门 充电桩 垃圾桶 绿化带 停车位 下水道 健身器材 消防栓 "
    "路面 公共厕所 广告牌 晾衣架 信报箱 门禁 水箱 围墙 台阶 扶手 雨棚 宣传栏 长椅 "
    "井盖 电线 护栏 配电箱 儿童滑梯 公交站牌"
)
TROUBLES = _parted(
    "坏了没人修 半夜一直响 漏水漏到楼下 被车堵住了 气味很重 锁不上 看不清字 晃得厉害 "
    "生锈了 被人占了 一下雨就积水 老人走着不方便 孩子容易碰到 说了三次还是老样子 "
    "越来越窄 没人打扫 收费说不清 总是跳闸 裂了一道缝 不亮"
)
WISHES = _parted(
    "请来看看 希望有个说法 能不能先围起来 想知道什么时候修 麻烦转给物业 要不要我们凑钱 "
    "谢谢你们 上回答应过的 请打电话说一声 大家都在等 别再拖了 社区能不能开个会"
)
COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相"
)
RARE = "𠮷𪚥𫝀𨭎𣑊㙟䶮👵😀①㎡"
FRIEND = 0.4  # how many words are of the common run, said in no pattern


def sentences(seed: int) -> Iterator[str]:
    """Without end, the same for the same seed."""
    dice = random.Random(f"sentences {seed}")  # noqa: S311 - made-up words
    while True:
        estate, house, unit = dice.choice(ESTATES), dice.randint(1, 60), dice.randint(1, 4)
        said = f"{estate}{house}幢{unit}单元的{dice.choice(THINGS)}{dice.choice(TROUBLES)}，{dice.choice(WISHES)}。"
        if dice.random() < FRIEND:
            said += "".join(dice.choices(COMMON, k=dice.randint(4, 90)))
        if dice.random() < 0.1:
            said += f"\n第二件：{dice.choice(THINGS)}{dice.choice(TROUBLES)}"
        if dice.random() < 0.05:
            said += f" {dice.choice(RARE)}{dice.choice(COMMON)}{dice.choice(RARE)}"
        yield said
