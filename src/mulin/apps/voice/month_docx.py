"""The monthly report as a document that Word and WPS edit: real headings, real tables, figures as text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from mulin.apps.voice.queries.month_report import Report
from mulin.apps.voice.queries.timeline import short_day
from mulin.apps.voice.rules.rates import Rate
from mulin.core.records.days import local_day

BODY, HEADS, LATIN = "仿宋", "黑体", "Times New Roman"  # GB/T 9704-2012; WPS and Word both come with these
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _fonts(document: Document) -> None:
    for name, font, points in (("Normal", BODY, 14), ("Title", HEADS, 22), ("Heading 1", HEADS, 16)):
        style = document.styles[name]
        style.font.name, style.font.size = LATIN, Pt(points)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for part in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{part}"), None)  # a theme's font would win over the one that is named
        fonts.set(qn("w:eastAsia"), font)


def _table(document: Document, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    table.rows[0]._tr.get_or_add_trPr().append(_repeat())  # noqa: SLF001 - the library has no name for it
    for row in rows:
        for position, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.text = text
            if position:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat() -> Any:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    return mark


def _share(rate: Rate) -> str:
    return f"{rate.percent}%" if rate.enough else _("太少，不算比例")


def as_docx(report: Report, *, where: str) -> bytes:
    """The document; `where` is whose month it is."""
    document = docx.Document()
    _fonts(document)
    month = report.month.text
    document.core_properties.title = document_title = _("%(where)s %(month)s 月报") % {"where": where, "month": month}
    document.core_properties.author = where
    document.add_heading(document_title, level=0)
    document.add_paragraph(_("%(day)s从台账算出") % {"day": short_day(local_day(report.made_at))})
    for section in report.sections:
        document.add_heading(section.title, level=1)
        if section.note and section.note.text:
            for line in section.note.text.splitlines():
                document.add_paragraph(line)
        if section.lines:
            _table(document, [_("什么"), _("多少")], [[line.label, str(line.n)] for line in section.lines])
        if section.code == "judged":
            names = (_("按时答复"), _("解决"), _("满意"))
            _table(
                document,
                [_("比例"), _("多少"), _("算数的"), _("一共"), _("没有说的")],
                [
                    [name, _share(rate), str(rate.good), str(rate.n), str(rate.silent)]
                    for name, rate in zip(names, report.three, strict=True)
                ],
            )
        if section.code == "late" and report.late:
            _table(
                document,
                [_("台账号"), _("事项"), _("谁在办"), _("从哪天起晚了")],
                [
                    [row.thread.number, row.title, row.holder.title, short_day(local_day(row.due_at))]
                    for row in report.late
                    if row.due_at
                ],
            )
        if section.code == "topics":
            for topic in report.topics:
                document.add_paragraph(f"{topic.words} {topic.where}", style="List Bullet")
    if report.across:
        document.add_heading(_("各社区"), level=1)
        _table(
            document,
            [_("社区"), *report.heads],
            [[name, *(str(line.n) for line in lines)] for name, lines in report.across],
        )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
