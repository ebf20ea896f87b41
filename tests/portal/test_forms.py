"""Forms: labels, help, mistakes in words beside the field and in a summary that leads there."""

from __future__ import annotations

import re

from django import forms

from mulin.portal.gallery import SampleForm


def html(**data: str) -> str:
    return str(SampleForm(data).as_div())


def test_mistake_is_told_beside_the_field_and_in_the_summary() -> None:
    page = html(words="<i>楼道灯</i>")
    assert 'href="#id_door"' in page
    assert re.search(
        r'<input[^>]*name="door"[^>]*aria-invalid="true"[^>]*aria-describedby="id_door_helptext id_door_error"', page
    )
    assert 'id="id_door_error"' in page
    assert "这里还没有填" in page
    assert "&lt;i&gt;楼道灯&lt;/i&gt;</textarea>" in page


def test_group_of_choices_is_one_question_and_its_link_leads_to_the_first() -> None:
    page = html()
    assert 'href="#id_answer_0"' in page
    assert re.search(r"<fieldset[^>]*>\s*<legend[^>]*>问题解决了吗", page)
    assert page.count('type="radio"') == 2
    assert 'id="id_answer_0"' in page


def test_what_may_be_left_out_says_so() -> None:
    page = str(SampleForm().as_div())
    assert re.search(r'for="id_phone">电话 <span class="field__optional">可不填', page)
    assert 'for="id_door">门牌</label>' in page
    assert "note--error" not in page


def test_words_of_a_form_of_its_own_are_kept() -> None:
    class Own(forms.Form):
        door = forms.CharField(error_messages={"required": "门牌呢？"})

    assert "门牌呢？" in str(Own({}).as_div())


def test_mistakes_of_the_whole_form_are_in_the_summary() -> None:
    class Strict(forms.Form):
        door = forms.CharField(required=False)

        def clean(self) -> None:
            raise forms.ValidationError("两处对不上")

    page = str(Strict({}).as_div())
    assert page.count("两处对不上") == 1
    assert 'role="alert"' in page


def test_every_widget_of_django_can_be_drawn() -> None:
    class Everything(forms.Form):
        a = forms.DateTimeField(widget=forms.SplitDateTimeWidget, required=False)
        b = forms.MultipleChoiceField(choices=[("x", "甲")], required=False)
        c = forms.DateField(widget=forms.SelectDateWidget(years=[2026]), required=False)
        d = forms.FileField(required=False)
        e = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput, choices=[("x", "甲")], required=False)
        f = forms.NullBooleanField(required=False)
        g = forms.GenericIPAddressField(required=False)
        h = forms.EmailField(required=False)
        i = forms.URLField(required=False, assume_scheme="https")
        j = forms.TimeField(required=False)
        k = forms.IntegerField(required=False)
        l = forms.CharField(widget=forms.PasswordInput, required=False)  # noqa: E741

    page = str(Everything(initial={"b": ["x"], "e": ["x"], "k": 0}).as_div())
    assert '<option value="x" selected>甲</option>' in page
    assert 'type="number" name="k" value="0"' in page
    assert page.count("<select") == 5
