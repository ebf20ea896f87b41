"""Passwords that many people have are refused with a sentence; one's own sentence is welcome."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from mulin.core.access.habits import PHRASES, is_habit


@pytest.mark.parametrize(
    "password",
    [
        "13800001234", "１３８００００１２３４", "1234567890", "0987654321", "aaaaaaaaaaaa", "abcabcabcabc",
        "qwertyuiop",
        "1qaz2wsx3edc", "qwe123asd456", "1q2w3e4r5t6y", "woaini1314520", "Woaizhongguo2026", "administrator",
        "恭喜发财红包拿来", "好好学习天天向上123", "我爱我的祖国2026！",
        "不忘初心 牢记使命", "zhimakaimen888", "一二三四五六七八九十",
    ],
)  # fmt: skip
def test_what_many_people_have_is_refused_in_chinese(password: str) -> None:
    assert is_habit(password)
    with pytest.raises(ValidationError, match=r"[一-龥]{4}"):
        validate_password(password)


@pytest.mark.parametrize("phrase", sorted(PHRASES))
def test_every_phrase_with_digits_on_is_refused(phrase: str) -> None:
    for password in (f"{phrase}123456789", f"88{phrase}!!", phrase.upper()):
        assert is_habit(password)


@pytest.mark.parametrize(
    "password",
    [
        "三楼的猫爱吃鱼干和月饼", "外婆家门前有两棵老枣树", "correct horse battery staple", "7K3Q-9XHB-2M4P-WT6R",
        "𠮷大爷下棋从来不悔棋呀", "桂花开了满院香 2026", "x" + "好句子真长" * 13 + "end of it", "baiguo-demo-1949-oak",
    ],
)  # fmt: skip
def test_ones_own_sentence_is_welcome(password: str) -> None:
    assert not is_habit(password)
    validate_password(password)
