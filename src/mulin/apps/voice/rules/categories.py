"""What matters are usually about: the categories and their words with which a new installation starts.

A local list; the office changes it as dated rows.
"""

from __future__ import annotations

from typing import NamedTuple


class Usual(NamedTuple):
    """A category as it is provided: its code, its names, and words that people use for it, with blanks between."""

    code: str
    name: str
    name_en: str
    words: str


USUAL = (
    Usual(
        "shared",
        "楼道与公共设施",
        "Stairways and shared facilities",
        "楼道 楼梯 路灯 电梯 扶手 单元门 门禁 楼道灯 感应灯 井盖 屋顶漏水 外墙 长椅 健身器材 信报箱 加装电梯 过道",
    ),
    Usual(
        "utilities",
        "水电气",
        "Water, power and gas",
        "停水 水管 漏水 自来水 水压 停电 跳闸 电线 电表 煤气 天然气 燃气 管道 暖气 下水道 堵了 水费 电费",
    ),
    Usual(
        "clean",
        "环境卫生",
        "Cleanliness",
        "垃圾 垃圾桶 臭味 油烟 污水 老鼠 蟑螂 蚊子 苍蝇 扬尘 灰尘 化粪池 厕所 清运 脏 异味 小广告",
    ),
    Usual(
        "parking",
        "停车与出行",
        "Parking and getting about",
        "停车 车位 乱停 堵车 公交 公交站 斑马线 红绿灯 路面 坑洼 电动车 充电 消防通道被占 车棚 单行 道路 班车",
    ),
    Usual(
        "noise",
        "邻里与噪音",
        "Neighbours and noise",
        "噪音 太吵 吵 广场舞 装修 施工 半夜 邻居 隔壁 楼上 狗叫 养狗 打牌 麻将 漏到楼下 吵架",
    ),
    Usual(
        "care",
        "养老与帮扶",
        "Care for the elderly and help",
        "老人 独居 养老 食堂 送餐 低保 补助 残疾 护理 照料 助餐 救济 困难 轮椅 养老金 保姆 陪护",
    ),
    Usual(
        "health",
        "医疗与健康",
        "Health and doctors",
        "看病 医院 医保 药 配药 卫生站 体检 疫苗 打针 挂号 医生 血压 报销 救护车 急救",
    ),
    Usual(
        "school",
        "教育与孩子",
        "Schools and children",
        "上学 入学 学校 孩子 幼儿园 学区 托班 补课 老师 校车 暑假 课后 小学 中学",
    ),
    Usual(
        "papers",
        "办事与证件",
        "Papers and permits",
        "身份证 户口 居住证 证明 盖章 办证 材料 窗口 社保卡 登记 迁户 开证明 跑了几趟 优待证",
    ),
    Usual(
        "safety",
        "治安与安全",
        "Safety and order",
        "偷 小偷 被盗 骗 诈骗 监控 消防 着火 火灾 打架 高空抛物 危险 灭火器 陌生人 撬",
    ),
    Usual(
        "green",
        "绿化与河道",
        "Green spaces and rivers",
        "树 绿化 草坪 修剪 树枝 河道 河水 池塘 花坛 虫害 砍树 河边 发黑 绿地",
    ),
    Usual(
        "property",
        "物业服务",
        "Property management",
        "物业 物业费 保安 保洁 业委会 维修基金 收费 物业公司 门卫 电梯维保 公共收益",
    ),
    Usual(
        "resettlement",
        "拆迁安置",
        "Rehousing",
        "拆迁 安置 安置房 过渡费 征地 补偿 回迁 失地 拆 房产证 分房",
    ),
    Usual(
        "culture",
        "文体活动",
        "Culture and sport",
        "活动 唱歌 跳舞 合唱 图书 图书室 球 讲座 锻炼 乐器 戏 电影 节目 活动室 社团 书法",
    ),
    Usual(
        "assets",
        "集体资产",
        "Shared village assets",
        "集体 分红 股份 租金 村里的房子 厂房 账目 公开账 合作社 承包 村务 土地 出租",
    ),
    Usual("other", "其他", "Other", "谢谢 表扬 锦旗 感谢 建议 咨询 问一下"),
)
