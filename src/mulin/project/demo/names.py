"""Invented names: surnames by weight, given names by the fashion of the year of birth."""

from __future__ import annotations

import random

SURNAMES = (
    ("王李张刘陈杨赵黄周吴", 9), ("徐孙胡朱高林何郭马罗", 6), ("梁宋郑谢韩唐冯于董萧", 4), ("程曹袁邓许傅沈曾彭吕", 4),
    ("苏卢蒋蔡贾丁魏薛叶阎", 3), ("余潘杜戴夏钟汪田任姜", 3), ("范方石姚谭廖邹熊金陆", 3), ("郝孔白崔康毛邱秦江史", 2),
    ("顾侯邵孟龙万段雷钱汤", 2), ("尹黎易常武乔贺赖龚文", 2), ("庞樊兰殷施陶洪翟安颜", 1), ("倪严牛温芦季俞章鲁葛", 1),
    ("凤荷竺茅屠裘诸虞宓厉", 1),
)  # fmt: skip
DOUBLE = ("欧阳", "上官", "司徒", "诸葛", "东方", "皇甫")
WOMEN = {
    1920: "秀英 桂兰 素珍 阿毛 宝娣 招弟 杏花 银妹 桂英 玉梅 巧云 根娣 月娥 小妹 翠珍 彩娣 阿凤 金妹 菊仙 荷英",
    1950: "秀兰 建华 爱珍 国英 红梅 丽华 美娟 桂芳 玉兰 凤英 惠芬 春香 林娣 雅琴 佩芳 水仙 文娟 彩虹 菊芬 爱莲",
    1970: "丽娟 海燕 晓红 卫红 春燕 小芳 雪梅 建芬 静 敏 艳 霞 莉萍 红霞 晓琳 玉芳 志红 丽萍 燕飞 美芳",
    1990: "婷婷 佳怡 倩 莹 雪 晨曦 思敏 梦瑶 露 嘉敏 诗雨 雅婷 丹丹 静怡 欢欢 晓雯 璐 海宁 文静 依婷",
    2005: "子涵 欣怡 一诺 诗涵 梓萱 可馨 雨桐 若溪 语桐 沐晴 思彤 安然 悠然 小满 清禾 知夏 念慈 亦舒 乐瑶 芷若",
}
MEN = {
    1920: "阿大 金根 福生 宝林 长根 德茂 水根 阿土 锡根 老虎 连生 寿康 永年 鹤年 炳生 木根 纪生 根发 和尚 阿炳",
    1950: "建国 国庆 援朝 卫东 志强 永明 国平 跃进 红军 土根 解放 建平 明德 学文 金龙 林根 宝华 忠良 新民 水龙",
    1970: "伟 军 勇 斌 建军 海波 志明 国栋 晓东 立新 永强 小龙 文斌 春雷 剑锋 卫平 学军 利民 建忠 向阳",
    1990: "浩 杰 鹏 凯 俊杰 宇 超 晨 文博 嘉伟 天宇 志豪 家乐 海洋 子健 一鸣 立群 振宇 承志 星辰",
    2005: "浩然 子轩 宇航 梓豪 一凡 沐阳 皓宇 景行 乐天 知远 望舒 小宝 嘉树 明哲 亦辰 奕辰 思源 启航 牧之 禾田",
}
RARE_GIVEN = ("𣲗", "𬍤", "𠙶", "𫍯")  # in the national table of characters, and outside the basic plane
MINORITY = (
    "阿依古丽·买买提",
    "古丽娜尔·艾山",
    "热合曼·吐尔逊",
    "卓玛·次仁",
    "丹增·旺堆",
    "娜仁·其其格",
    "巴图·孟和",
    "帕提古丽·玉素甫",
)


class Names:
    """Draws names one after another."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.signs = [sign for signs, _ in SURNAMES for sign in signs]
        self.weights = [weight for signs, weight in SURNAMES for _ in signs]

    def surname(self) -> str:
        """A surname; one in a hundred and twenty is of two characters."""
        if self.chance.random() < 1 / 120:
            return self.chance.choice(DOUBLE)
        return self.chance.choices(self.signs, self.weights)[0]

    def given(self, born: int, *, woman: bool) -> str:
        """A given name as parents gave it that year."""
        if self.chance.random() < 1 / 700:
            return self.chance.choice(RARE_GIVEN)
        fashion = WOMEN if woman else MEN
        since = max(year for year in fashion if year <= max(born, 1920))
        words = fashion[since].split()
        name = self.chance.choice(words)
        if len(name) == 2 and self.chance.random() < 0.35:
            other = self.chance.choice(words)
            return name[0] + other[-1] if name[0] != other[-1] else name
        return name

    def whole(self, born: int, *, woman: bool, surname: str = "") -> str:
        """A whole name; some families are of the minorities and write theirs with a dot."""
        if not surname and self.chance.random() < 1 / 250:
            return self.chance.choice(MINORITY)
        return (surname or self.surname()) + self.given(born, woman=woman)
