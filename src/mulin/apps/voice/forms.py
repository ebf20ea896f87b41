"""What is typed in `voice`, and what is wrong with it in plain words."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mulin.apps.voice.models import Channel, Evaluation, Kind
from mulin.apps.voice.rules.categories import CATEGORIES
from mulin.apps.voice.rules.pauses import PAUSES
from mulin.core.groups.models import Group
from mulin.core.places.models import Place

AnyForm = TypeVar("AnyForm", bound=forms.Form)


class TokenForm(forms.Form):
    """A form that is done once: its token goes into the action's transaction."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = lambda: uuid.uuid4().hex


def apart(form: AnyForm, name: str) -> AnyForm:
    """Give a form ids of its own, where several stand on one page: every label must lead to its own field."""
    form.auto_id = f"{name}_%s"
    return form


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SayForm(TokenForm):
    """A resident speaks for herself, without an account."""

    community = forms.ModelChoiceField(
        label=_("您住在哪个社区"), queryset=Place.objects.none(), empty_label=_("请选一个")
    )
    door = forms.CharField(label=_("门牌"), required=False, max_length=40, help_text=_("像 3-201 这样写：3 幢 201 室"))
    words = forms.CharField(
        label=_("您想说的话"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("怎么说都行。原话只有社区工作人员看，您同意才会公开。"),
    )
    name = forms.CharField(label=_("怎么称呼您"), required=False, max_length=120)
    phone = forms.CharField(
        label=_("电话"),
        required=False,
        max_length=40,
        help_text=_("只用来回您的话，办事的单位看不到。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    kind = forms.ChoiceField(label=_("这是"), choices=Kind.choices, initial=Kind.COMPLAINT, widget=forms.RadioSelect)
    words_public = forms.BooleanField(label=_("我同意把原话公开给大家看"), required=False)

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]


class SlipForm(forms.Form):
    """The number and the folded secret of a slip."""

    number = forms.CharField(label=_("台账号"), max_length=40, help_text=_("回执最上面那一行，像 GH-2026-000123-7"))
    secret = forms.CharField(
        label=pgettext_lazy("slip", "密码"),
        max_length=20,
        help_text=_("折起来的那一半上的 8 个字，大小写都行"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class JudgeForm(TokenForm):
    """请您评一评."""

    solved = forms.ChoiceField(
        label=_("这件事解决了吗？"), choices=[("yes", _("解决了")), ("no", _("没有解决"))], widget=forms.RadioSelect
    )
    heard = forms.ChoiceField(
        label=_("有人认真听您说吗？"), choices=[("yes", _("有")), ("no", _("没有"))], widget=forms.RadioSelect
    )
    satisfied = forms.TypedChoiceField(
        label=_("您满意吗？"),
        coerce=int,
        choices=[(5, _("很满意")), (4, _("满意")), (3, _("一般")), (2, _("不满意")), (1, _("很不满意"))],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("还想说的"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class JudgeForHerForm(JudgeForm):
    """A worker writes down what she said on the phone or at the counter."""

    how = forms.ChoiceField(
        label=_("怎么评的"),
        choices=[(Evaluation.How.PHONE, _("打电话问的")), (Evaluation.How.COUNTER, _("她来窗口说的"))],
        widget=forms.RadioSelect,
    )


class WordsForm(TokenForm):
    """A few words: a correction, a reply, a note."""

    text = forms.CharField(label=_("写在这里"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


class LineForm(TokenForm):
    """The always-open entry line: place, day and channel stick; door, name and words are typed; Enter saves."""

    community = forms.ModelChoiceField(
        label=_("社区"), queryset=Place.objects.none(), empty_label=None, to_field_name="path"
    )
    heard_on = forms.DateField(label=_("哪天听到的"), widget=DayInput())
    channel = forms.ChoiceField(label=_("怎么来的"), choices=[c for c in Channel.choices if c[0] != Channel.IMPORT])
    door = forms.CharField(
        label=_("门牌"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "3-201", "autofocus": True}),
    )
    name = forms.CharField(
        label=_("姓名"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("空着就是不留名")}),
    )
    words = forms.CharField(label=_("说了什么"), widget=forms.TextInput, max_length=20000)
    person = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]


class UnitField(forms.ChoiceField):
    """One of the units that can be asked at a place, in the order of nearness."""

    units: dict[str, Group]

    def __init__(self, *, empty: Any, **kwargs: Any) -> None:
        super().__init__(label=_("请谁来办"), **kwargs)
        self.empty, self.units = empty, {}

    def offer(self, units: Sequence[Group]) -> None:
        """What there is to choose from, for this form."""
        self.units = {str(unit.uuid): unit for unit in units}
        self.choices = [("", self.empty), *((name, unit.name) for name, unit in self.units.items())]

    def clean(self, value: Any) -> Group | None:
        """The unit."""
        return self.units.get(super().clean(value))


class OpenForm(TokenForm):
    """A worker makes a matter of a voice."""

    title = forms.CharField(
        label=_("标题（公开）"), max_length=60, help_text=_("一句话说清是什么事，不写名字、门牌和电话")
    )
    description = forms.CharField(label=_("说明（公开）"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    category = forms.ChoiceField(label=_("类别"), choices=[("", _("请选一个")), *CATEGORIES.items()])
    klass = forms.ChoiceField(label=_("多急"), choices=[])
    ask = UnitField(required=False, empty=_("先放着，以后再定"))
    message = forms.CharField(label=_("给他们的话（公开）"), required=False, max_length=300)

    def __init__(self, *args: Any, units: Any, classes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ask"].offer(units)  # type: ignore[attr-defined]
        self.fields["klass"].choices = classes  # type: ignore[attr-defined]


class AskForm(TokenForm):
    """Which unit to ask."""

    unit = UnitField(empty=_("请选一家"))
    message = forms.CharField(label=_("给他们的话（公开）"), required=False, max_length=300)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units)  # type: ignore[attr-defined]


class NumberForm(forms.Form):
    """A register number and a reason."""

    number = forms.CharField(label=_("台账号"), max_length=40)
    reason = forms.CharField(label=_("为什么"), max_length=200)


class EditForm(forms.Form):
    """Title and description, and what they were read from."""

    title = forms.CharField(label=_("标题（公开）"), max_length=60)
    description = forms.CharField(label=_("说明（公开）"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    based_on = forms.IntegerField(widget=forms.HiddenInput)


class PromiseForm(TokenForm):
    """What, by when."""

    text = forms.CharField(label=_("承诺办什么（公开）"), max_length=300)
    due = forms.DateField(label=_("哪天办好"), widget=DayInput())


class DateForm(TokenForm):
    """Another day, and why."""

    due = forms.DateField(label=_("改到哪天"), widget=DayInput())
    text = forms.CharField(label=_("为什么（公开）"), max_length=500)


class PlanForm(TokenForm):
    """The next milestone."""

    text = forms.CharField(label=_("下一步是什么（公开）"), max_length=300)
    due = forms.DateField(label=_("哪天前有下一步"), widget=DayInput())


class PauseForm(forms.Form):
    """Why and until when the clock stands still."""

    reason = forms.ChoiceField(label=_("理由"), choices=[*PAUSES.items()])
    until = forms.DateField(label=_("停到哪天"), widget=DayInput())
    text = forms.CharField(label=_("具体情况（公开）"), max_length=300, required=False)


class AgreeForm(forms.Form):
    """Whether another day is agreed to."""

    agreed = forms.ChoiceField(
        label=_("同意改期吗"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("说明（公开）"), required=False, max_length=300)


class ExplainForm(forms.Form):
    """Why it cannot be done."""

    text = forms.CharField(label=_("为什么办不了（公开）"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    ground = forms.CharField(label=_("依据（公开）"), max_length=500, help_text=_("哪条规定，或者什么实际情况"))


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos or documents."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """A list, whatever came."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(PhotosField, self).clean(one, initial) for one in files]


class ReportForm(TokenForm):
    """How far it is."""

    text = forms.CharField(label=_("进展（公开）"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
    photos = PhotosField(label=_("照片（公开，可以多张）"), required=False)


class DeliverForm(TokenForm):
    """A kept promise and its proof."""

    commitment = forms.ChoiceField(label=_("办完的是哪一项"), choices=[], widget=forms.RadioSelect)
    text = forms.CharField(label=_("办成了什么样（公开）"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
    photos = PhotosField(label=_("照片或单据（公开，必须有）"))

    def __init__(self, *args: Any, commitments: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commitment"].choices = commitments  # type: ignore[attr-defined]
        if len(commitments) == 1:
            self.fields["commitment"].initial = commitments[0][0]
