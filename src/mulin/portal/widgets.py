"""What is typed into or chosen from, drawn without templates: a worker's page has hundreds of options.

Fields and whole forms have theirs in `django/forms/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape as escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

Widget = Mapping[str, Any]  # what Django lays before a widget's template as `widget`
PLACE = "django/forms/widgets/"
TYPED = ("text", "number", "email", "url", "tel", "search", "color", "password", "date", "datetime", "time")
SEVERAL = ("multiwidget", "splitdatetime", "splithiddendatetime", "select_date", "multiple_hidden")


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{escape(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{escape(widget["name"])}"{value}{_attributes(widget["attrs"])}>'


def _textarea(widget: Widget) -> str:
    value = "" if widget["value"] is None else escape(widget["value"])
    return f'<textarea name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>\n{value}</textarea>'


def _select(widget: Widget) -> str:
    drawn = [f'<select name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _number in widget["optgroups"]:
        if group:
            drawn.append(f'<optgroup label="{escape(group)}">')
        for option in options:
            attributes, label = _attributes(option["attrs"]), escape(option["label"])
            drawn.append(f'<option value="{escape(option["value"])}"{attributes}>{label}</option>')
        if group:
            drawn.append("</optgroup>")
    return "".join((*drawn, "</select>"))


def _choices(widget: Widget) -> str:
    name = widget["attrs"].get("id")
    drawn = [f'<div class="choices" id="{escape(name)}">' if name else '<div class="choices">']
    for group, options, _number in widget["optgroups"]:
        if group:
            drawn.append(f'<p class="choices__group">{escape(group)}</p>')
        for option in options:
            of = option["attrs"].get("id")
            label = f'<label class="choice" for="{escape(of)}">' if of else '<label class="choice">'
            drawn.append(f"{label}{_input(option)}<span>{escape(option['label'])}</span></label>")
    return "".join((*drawn, "</div>"))


def _file(widget: Widget) -> str:
    if not widget["is_initial"]:
        return _input(widget)
    value, name, of = widget["value"], escape(widget["checkbox_name"]), escape(widget["checkbox_id"])
    drop = escape(_("去掉这个文件"))
    drawn = f'<p class="field__now"><a href="{escape(value.url)}">{escape(value)}</a></p>'
    if not widget["required"]:
        checked = " checked" if widget["attrs"].get("checked") else ""
        drawn += f'<label class="choice" for="{of}"><input type="checkbox" name="{name}" id="{of}"{checked}>'
        drawn += f"<span>{drop}</span></label>"
    return drawn + _input({**widget, "value": None})


def _several(widget: Widget) -> str:
    return "".join(DRAWN[part["template_name"]](part) for part in widget["subwidgets"])


DRAWN: dict[str, Callable[[Widget], str]] = {
    **{f"{PLACE}{kind}.html": _input for kind in (*TYPED, "hidden", "checkbox", "file")},
    **{f"{PLACE}{kind}.html": _several for kind in SEVERAL},
    f"{PLACE}textarea.html": _textarea,
    f"{PLACE}select.html": _select,
    f"{PLACE}radio.html": _choices,
    f"{PLACE}checkbox_select.html": _choices,
    f"{PLACE}clearable_file_input.html": _file,
}


class Renderer(TemplatesSetting):
    """Draws widgets, and gives fields and forms to their templates."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The HTML of a widget, a field or a whole form."""
        draw = DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        return mark_safe(draw(context["widget"]))
