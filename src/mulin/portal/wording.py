"""Mistakes in plain words: what a neighbour would say instead of "this field is required"."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

PLAIN: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("这里还没有填")},
    forms.ChoiceField: {"invalid_choice": _("请从列出的里面选一样")},
    forms.MultipleChoiceField: {"invalid_choice": _("请从列出的里面选")},
    forms.DateField: {"invalid": _("日期写成 2026-11-24 这样")},
    forms.IntegerField: {"invalid": _("这里要填数字")},
    forms.FileField: {
        "invalid": _("文件没有送上来，请再选一次"),
        "missing": _("文件没有送上来，请再选一次"),
        "empty": _("这个文件是空的"),
        "max_length": ngettext_lazy("文件名太长，最多 %(max)d 个字", "文件名太长，最多 %(max)d 个字", "max"),
    },
    forms.ImageField: {"invalid_image": _("这不像一张照片，请再选一次")},
}


def speak_plainly() -> None:
    """Replace the words of Django's fields; a form that says something of its own keeps it."""
    for field, words in PLAIN.items():
        field.default_error_messages = {**field.default_error_messages, **words}
