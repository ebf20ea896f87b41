"""A survey as it is prepared, and as it is filled in: at home with choices to press, at the desk with numbers typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.actions.survey_answers import MOST_ADULTS, Filled
from mulin.apps.voice.forms.fields import DayInput, TokenForm
from mulin.apps.voice.models import Counting, Survey, SurveyAnswer
from mulin.apps.voice.rules import survey as rules
from mulin.apps.voice.rules.survey import Question
from mulin.core.places.models import Place
from mulin.core.refusals import Refusal

KIND_CHOICES = (
    (rules.ONE, _("选一个")),
    (rules.MANY, _("选几个")),
    (rules.SCALE, _("打分，1 到 5")),
    (rules.NUMBER, _("填一个数")),
    (rules.RANK, _("排先后")),
    (rules.TEXT, _("自己写")),
)


class PlanForm(TokenForm):
    """What a survey is about, and who may answer."""

    title = forms.CharField(label=_("叫什么"), max_length=120)
    purpose = forms.CharField(
        label=_("问来做什么用"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("写给答的人看：为什么问，问了以后会怎样"),
    )
    place = forms.ModelChoiceField(
        label=_("问哪里的人"), queryset=Place.objects.none(), empty_label=None, to_field_name="path"
    )
    youngest = forms.IntegerField(label=_("从多少岁起可以答"), min_value=0, max_value=120, initial=18)
    oldest = forms.IntegerField(label=_("到多少岁"), min_value=0, max_value=120, initial=120)
    opens_on = forms.DateField(label=_("从哪天起"), widget=DayInput())
    closes_on = forms.DateField(label=_("到哪天截止"), widget=DayInput())
    counting = forms.ChoiceField(
        label=_("数的是户还是人"), choices=Counting.choices, initial=Counting.HOUSEHOLD, widget=forms.RadioSelect
    )
    named = forms.BooleanField(label=_("要留姓名（不勾就是不记名）"), required=False)
    open_door = forms.BooleanField(label=_("没有码的人也可以在网上答（另外算，不进正式结果）"), required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


class QuestionForm(forms.Form):
    """One more question."""

    kind = forms.ChoiceField(label=_("怎么答"), choices=KIND_CHOICES)
    label = forms.CharField(label=_("问什么"), max_length=rules.LONGEST_LABEL)
    options = forms.CharField(
        label=_("选项，一行一个"), widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=4000
    )
    most = forms.IntegerField(label=_("最多选几个"), required=False, min_value=1, max_value=rules.MOST_OPTIONS)
    unit = forms.CharField(label=_("填数的单位"), required=False, max_length=10)
    when = forms.ChoiceField(label=_("什么时候问这道"), required=False)
    among = forms.CharField(
        label=_("前面那道选了第几项才问"), required=False, max_length=60, help_text=_("几项都行，像 1、3 这样写")
    )

    def __init__(self, *args: Any, before: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = {one.key: one for one in before}
        asked = [
            (one.key, f"{n}. {one.label}") for n, one in enumerate(before, 1) if one.kind in {"one", "many", "scale"}
        ]
        self.fields["when"].choices = [("", _("每个人都问")), *asked]  # type: ignore[attr-defined]

    def question(self) -> Question:
        """What was typed, as a question; its key is given when it is added.

        Raises
        ------
        Refusal
            The numbers of the condition are none of the earlier question.
        """
        data = self.cleaned_data
        options = tuple(line.strip() for line in data["options"].splitlines() if line.strip())
        chosen = data["kind"] in {rules.ONE, rules.MANY, rules.RANK}
        earlier = self.before.get(data["when"])
        among = rules.read(Question("", rules.MANY, "", options=("",) * earlier.top), data["among"]) if earlier else []
        return Question(
            key="",
            kind=data["kind"],
            label=data["label"].strip(),
            options=options if chosen else (),
            most=data["most"] or 0 if data["kind"] == rules.MANY else 0,
            unit=data["unit"].strip() if data["kind"] == rules.NUMBER else "",
            when=data["when"],
            among=tuple(among),
        )


def _hint(asked: Question, before: Sequence[Question]) -> str:
    parts = []
    earlier = next((number for number, one in enumerate(before, 1) if one.key == asked.when), 0)
    if earlier:
        parts.append(
            gettext("第 %(n)s 题选了 %(among)s 才答")
            % {"n": earlier, "among": "/".join(str(number) for number in asked.among)}
        )
    if asked.kind == rules.MANY and asked.most:
        parts.append(gettext("最多选 %(n)s 个") % {"n": asked.most})
    if asked.kind == rules.SCALE:
        parts.append(gettext("1 最低，5 最高"))
    if asked.kind == rules.NUMBER:
        parts.append(
            gettext("填一个整数，单位：%(unit)s") % {"unit": asked.unit} if asked.unit else gettext("填一个整数")
        )
    if asked.kind == rules.RANK:
        listed = " · ".join(f"{number} {option}" for number, option in enumerate(asked.options, 1))
        parts.append(gettext("按先后写号码，最要紧的写在最前面，像 2 1 3：%(listed)s") % {"listed": listed})
    return " · ".join(parts)


def _field(asked: Question, label: str, hint: str, *, typed: bool) -> forms.Field:
    choices = [(str(number), option) for number, option in enumerate(asked.options, 1)]
    if asked.kind == rules.TEXT:
        area = forms.Textarea(attrs={"rows": 3}) if not typed else forms.TextInput()
        return forms.CharField(label=label, help_text=hint, required=False, widget=area, max_length=rules.LONGEST_TEXT)
    if typed:
        shown = " · ".join(f"{number} {option}" for number, option in choices)
        box = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
        return forms.CharField(label=label, help_text=shown or hint, required=False, widget=box, max_length=100)
    if asked.kind == rules.MANY:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=label, help_text=hint, required=False, choices=choices, widget=boxes)
    if asked.kind in {rules.ONE, rules.SCALE}:
        steps = [(str(step), str(step)) for step in range(1, asked.top + 1)]
        return forms.ChoiceField(
            label=label, help_text=hint, required=False, choices=choices or steps, widget=forms.RadioSelect
        )
    box = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    return forms.CharField(label=label, help_text=hint, required=False, widget=box, max_length=100)


class AnswerForm(TokenForm):
    """The questions of a survey as fields; `typed` for whoever types them from paper with the keyboard alone."""

    def __init__(
        self,
        *args: Any,
        survey: Survey,
        questions: Sequence[Question],
        typed: bool = False,
        coded: bool = True,
        communities: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.survey, self.questions, self.typed = survey, questions, typed
        groups = rules.ages(survey.youngest, survey.oldest)
        self.groups = groups
        if coded:
            self.fields["code"] = forms.CharField(
                label=_("纸上的码"),
                max_length=20,
                help_text=_("八个字，大小写都行。一户一个，只能用一次"),
                widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"} | _focus(typed)),
            )
        else:
            self.fields["community"] = forms.ModelChoiceField(
                label=_("您住在哪个社区"), queryset=communities, empty_label=_("请选一个"), to_field_name="path"
            )
        labels = [(str(number), rules.age_label(age)) for number, age in enumerate(groups, 1)]
        if typed:
            self.fields["door"] = forms.ChoiceField(
                label=_("怎么来的"),
                choices=[
                    (door.value, door.label)
                    for door in (SurveyAnswer.Door.PAPER, SurveyAnswer.Door.COUNTER, SurveyAnswer.Door.PHONE)
                ],
            )
            shown = " · ".join(f"{number} {label}" for number, label in labels)
            box = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
            self.fields["age"] = forms.CharField(label=_("年纪"), help_text=shown, widget=box, max_length=10)
        else:
            self.fields["age"] = forms.ChoiceField(label=_("您多大年纪"), choices=labels, widget=forms.RadioSelect)
        if coded and survey.counting == Counting.PERSON:
            self.fields["adults"] = forms.CharField(
                label=rules.adults_label(survey.youngest, survey.oldest),
                help_text=gettext("连答的人一起数。%(who)s")
                % {"who": rules.who_answers(survey.youngest, survey.oldest)},
                widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
                max_length=10,
            )
        if survey.named:
            self.fields["name"] = forms.CharField(label=_("怎么称呼您"), required=False, max_length=120)
        for number, asked in enumerate(questions, 1):
            hint = _hint(asked, questions[: number - 1])
            self.fields[asked.key] = _field(asked, f"{number}. {asked.label}", hint, typed=typed)
        if typed:
            self.order_fields(["door", "code", "name", "age", "adults", *(one.key for one in questions)])

    def clean(self) -> dict[str, Any]:
        """Read every answer by its question's rule; what is wrong is said at its own field."""
        data: dict[str, Any] = super().clean() or {}
        if self.typed and "age" in data:
            age = rules.whole(re.sub(r"\s", "", data["age"]))
            if age is None or not 1 <= age <= len(self.groups):
                self.add_error("age", gettext("年纪写 1 到 %(n)s。") % {"n": len(self.groups)})
            else:
                data["age"] = str(age)
        if "adults" in data:
            adults = rules.whole(data["adults"].strip().removesuffix("位").removesuffix("人").removesuffix("个"))
            if adults is None or not 1 <= adults <= MOST_ADULTS:
                self.add_error("adults", gettext("家里有几位，请写 1 到 %(n)s。") % {"n": MOST_ADULTS})
            else:
                data["adults"] = adults
        for asked in self.questions:
            if asked.key not in data or asked.kind == rules.TEXT:
                continue
            try:
                data[asked.key] = rules.read(asked, data[asked.key])
            except Refusal as refusal:
                self.add_error(asked.key, str(refusal))
        return data

    def filled(self) -> Filled:
        """What was filled in, as the action takes it."""
        data = self.cleaned_data
        texts = {one.key for one in self.questions if one.kind == rules.TEXT}
        return Filled(
            age=self.groups[int(data["age"]) - 1],
            values={one.key: data[one.key] for one in self.questions if one.key not in texts},
            words={key: data[key] for key in texts},
            name=data.get("name", ""),
            adults=data.get("adults", 1),
            community=data.get("community"),
        )


def _focus(typed: bool) -> dict[str, bool]:  # noqa: FBT001 - a switch between two forms
    return {"autofocus": True} if typed else {}
