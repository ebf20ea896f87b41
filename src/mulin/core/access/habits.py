"""Passwords that people here try first: telephone numbers, runs on the keyboard, set phrases in pinyin or characters.

Django's own list of twenty thousand is asked too; it was collected elsewhere and knows few of these.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mulin.core.access.models import Login

# what is left of a password when digits and signs around it are taken away
PHRASES = frozenset(
    """
    woaini woaininimen woaiwojia woaizhongguo woaibeijing woaiwozijiwoaini wodemima mimajiushimima wangjile
    woshishui woshishei woshiguanliyuan guanliyuan guanlichu jiedaobanshichu shequ shequfuwuzhan juweihui gongzuorenyuan
    nihao nihaoma nihaozhongguo zhongguo zhonghuarenmin zhonghuarenmingongheguo renminwansui wansui xinnianhao
    xinniankuaile gongxifacai hongbaonalai zhimakaimen haohaoxuexi tiantianxiangshang yilupingan yifanfengshun
    wanshiruyi shengrikuaile kuaile xingfu pingan jiankang baobei qinaide laogong laopo mama baba mamababa
    woaimama woaibaba woaibabamama wuliwenhua yishengyishi tiankong taiyang yueliang xiaoxiao dongfanghong
    password passwort passw passwd pass admin administrator adminadmin root welcome letmein iloveyou qwerty abc test
    mulin mulinmulin mulindemo demo baiguo guihua
    我爱你 我爱我家 我爱中国 我爱祖国 我爱我的祖国 我爱北京天安门 中华人民共和国 中国人民解放军 为人民服务
    好好学习天天向上
    恭喜发财 恭喜发财红包拿来 新年快乐 新年快乐万事如意 万事如意 身体健康 身体健康万事如意 生日快乐 一帆风顺 一路平安
    芝麻开门 芝麻开门芝麻开门 密码 密码就是密码 我的密码 我忘记了密码 管理员 社区居委会 街道办事处 不忘初心牢记使命
    社区工作人员 社会主义核心价值观 富强民主文明和谐 床前明月光疑是地上霜 锄禾日当午汗滴禾下土
    春眠不觉晓处处闻啼鸟
    """.split()  # noqa: SIM905 - a list of words is read as words
)
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        "abcdefghijklmnopqrstuvwxyz",
        "qazwsxedcrfvtgbyhnujm", "1q2w3e4r5t6y7u8i9o0p", "零一二三四五六七八九十", "甲乙丙丁戊己庚辛壬癸")  # fmt: skip
_EDGE = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def _plain(password: str) -> str:
    return "".join(unicodedata.normalize("NFKC", password).casefold().split())


def is_habit(password: str) -> bool:
    """Whether it is one of those: only digits, a few signs over and over, runs of keys, a set phrase with digits on.

    >>> [is_habit(text) for text in ("13800001234", "abab abab ab", "1qaz2wsx3edc", "好好学习天天向上！")]
    [True, True, True, True]
    >>> [is_habit(text) for text in ("三楼的猫爱吃鱼干和月饼", "correct horse battery", "7K3Q-9XHB-2M4P-WT6R")]
    [False, False, False]
    """
    text = _plain(password)
    if not text or text.isdigit() or len(set(text)) < 4:
        return True
    bare = re.sub(r"[\W_]", "", text)
    unit = (bare + bare).find(bare, 1)  # the length after which it repeats itself
    if 0 < unit <= len(bare) // 2 and unit <= 6:
        return True
    if any(bare in row * 2 or bare in row[::-1] * 2 for row in ROWS) or _of_runs(bare):
        return True
    core = _EDGE.sub("", text)
    return core in PHRASES or re.sub(r"[\d\W_]", "", core) in PHRASES


def _of_runs(text: str) -> bool:
    """Whether it is made of runs of at least three neighbouring keys and nothing else, such as qwe123asd456."""
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    at = 0
    while at < len(text):
        run = max(
            (size for row in rows for size in range(3, len(text) - at + 1) if text[at : at + size] in row), default=0
        )
        if not run:
            return False
        at += run
    return True


class HabitValidator:
    """Django's interface to it."""

    def validate(self, password: str, user: Login | None = None) -> None:  # noqa: ARG002 - Django's signature
        """Refuse it with a sentence.

        Raises
        ------
        ValidationError
            Many people have this password, or one made like it.
        """
        if is_habit(password):
            raise ValidationError(_("这样的密码很多人都在用，一猜就中。请写一句只有您知道的话。"))

    def get_help_text(self) -> str:
        """What to do instead."""
        return _("请写一句只有您知道的话。")
