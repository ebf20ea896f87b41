"""Messages of an invented street: every sentence is put together from these lists, nothing is from anybody."""

import random

from mulin.engines.text import Example

PLACES = ["桂花里", "柳荫巷", "东塘新村", "石桥组", "向阳院", "三号楼", "老菜场", "北门桥", "荷塘路", "小学后街"]
ISSUES = {
    "环境": ["夜里施工太吵睡不着", "烧烤摊油烟呛人", "垃圾三天没人清运", "河沟发臭蚊子多", "锯木声从早响到晚"],
    "交通": [
        "公交班次太少等不到车",
        "路口没有红绿灯很危险",
        "私家车占了消防通道",
        "坑洼路面摔了老人",
        "停车位不够天天争",
    ],
    "教育": ["小学入学名额怎么排", "幼儿园收费涨得厉害", "课后托管没有老师", "校门口没有护学岗", "培训班不退学费"],
    "医保": ["医保卡在药店刷不了", "门诊报销比例说不清", "异地看病怎么备案", "社保断缴能不能补", "退休金少发了一个月"],
}
OPENINGS = ["您好,我是住在这里的居民,", "麻烦社区看一看,", "已经说过两次了,", "老人们都在讲,"]
ENDINGS = ["请尽快给个说法。", "盼着有人来管。", "谢谢你们。", "大家都等着答复。"]


def message(rng: random.Random, label: str) -> Example:
    place, issue, other = rng.choice(PLACES), rng.choice(ISSUES[label]), rng.choice(ISSUES[label])
    detail = f"{rng.choice(OPENINGS)}{place}{issue},还有{other},{rng.choice(ENDINGS)}"
    return Example(label, f"{place}{issue}", detail)


def messages(count: int, seed: int = 7) -> list[Example]:
    rng = random.Random(seed)  # noqa: S311
    labels = sorted(ISSUES)
    return [message(rng, labels[i % len(labels)]) for i in range(count)]
