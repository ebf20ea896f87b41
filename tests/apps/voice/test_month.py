"""The monthly report: every figure is exactly its rows, on the page, in the document, in the files and on the map."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from xml.etree import ElementTree as ET

import docx
import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from mulin.apps.voice.actions import intake, joining
from mulin.apps.voice.actions.month import write_note
from mulin.apps.voice.models import MonthNote
from mulin.apps.voice.queries import month as counting
from mulin.apps.voice.queries.month_report import report
from mulin.apps.voice.rules.month import LONGEST_NOTE, Month, read
from mulin.core.refusals import Changed, Refusal
from tests.apps.voice.briefs import a_matter, two_matters
from tests.browsers import signed_in
from tests.world import World, later

pytestmark = pytest.mark.django_db
MARCH = Month(202603)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LINK = re.compile(r'href="(/office/month/2026-03/rows/[^"]+)">(\d+)<')


@pytest.fixture
def office(world: World) -> Client:
    _one, two = two_matters(world)
    intake.record(by=world.worker, now=later(days=1), words="路灯", channel="box", place=world.yx)
    again = intake.record(by=world.worker, now=later(days=1), words="灯又不亮", channel="phone", place=world.door)
    number = again.voice.thread.number
    joining.link(voice=number, matter=two, by=world.worker, now=later(days=1))
    return signed_in("office-1", "office", world.street)


def test_what_happened_is_counted(world: World, office: Client) -> None:
    found = counting.figures(MARCH, now=later(days=20))
    counted = {what: found.of(what) for what in counting.KINDS}
    assert counted == {
        "heard": 4, "about": 3, "opened": 2, "promised": 1, "delivered": 1, "solved": 1, "not_solved": 0, "unjudged": 0,
        "reopened": 0, "late": 1, "raised": 0, "meetings": 0,
    }  # fmt: skip
    assert [(key, found.of("heard", key=key)) for key in found.keys("heard")] == [
        ("counter", 2),
        ("box", 1),
        ("phone", 1),
    ]
    assert found.of("heard", place="BG/YX/") == 1
    assert not counting.figures(Month(202602), now=later()).of("heard")


def test_every_figure_is_as_many_rows_as_its_link_leads_to(world: World, office: Client) -> None:
    found = report(MARCH, [world.gh, world.yx], world.clerk, now=later(days=20))
    checked = 0
    for _section, line in found.lines():
        rows = counting.rows(line.what, Month(MARCH.number, line.place), line.key, now=later(days=20))
        assert rows.count() == line.n, line
        checked += line.n > 0
    assert checked > 12
    links = LINK.findall(office.get("/office/month/2026-03/").content.decode())
    assert len(links) > 30
    for link, n in links:
        shown = office.get(link.replace("&amp;", "&")).content.decode()
        assert shown.count('<th scope="row">') == int(n), link


def test_a_voice_taken_out_of_its_matter_is_no_longer_counted_under_its_category(world: World, office: Client) -> None:
    found = counting.figures(MARCH, now=later(days=20))
    voice = counting.rows("about", MARCH, "", now=later(days=20)).get(channel="phone")
    matter = voice.links.get().matter.thread.number
    before = found.of("about")
    joining.unlink(voice=voice.thread.number, matter=matter, reason="别的灯", by=world.worker, now=later(days=2))
    assert counting.figures(MARCH, now=later(days=20)).of("about") == before - 1
    assert counting.rows("about", MARCH, "shared", now=later(days=20)).count() == before - 1


def test_one_community_alone(world: World, office: Client) -> None:
    page = office.get("/office/month/2026-03/?place=BG/YX/").content.decode()
    heard = re.search(r'rows/heard/\?place=BG%2FYX%2F&amp;key=">(\d+)<', page)
    assert heard
    assert heard.group(1) == "1"
    assert report(Month(202603, "BG/GH/"), [world.gh], world.clerk, now=later(days=20)).sections[0].lines[0].n == 3


def parts(document: bytes) -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(document)) as packed:
        assert packed.testzip() is None
        return {
            name: ET.fromstring(packed.read(name))  # noqa: S314 - made by ourselves a line above
            for name in packed.namelist()
            if name.endswith((".xml", ".rels"))
        }


def test_the_document_opens_with_headings_tables_comments_and_chinese_fonts(world: World, office: Client) -> None:
    write_note(
        month=MARCH, section="heard", text="<灯> & 路\n第二段", version=0, within="BG/", by=world.clerk, now=later()
    )
    answer = office.get("/office/month/2026-03/month.docx")
    found = parts(answer.content)
    assert {"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"} <= set(found)
    body = found["word/document.xml"]
    texts = ["".join(node.text or "" for node in one.iter(f"{W}t")) for one in body.iter(f"{W}p")]
    assert {"<灯> & 路", "第二段", "听到的", "评的"} <= set(texts)
    cells = [
        ["".join(t.text or "" for t in c.iter(f"{W}t")) for c in row.iter(f"{W}tc")] for row in body.iter(f"{W}tr")
    ]
    assert ["听到的民声", "4"] in cells
    assert ["窗口", "2"] in cells
    assert len(list(body.iter(f"{W}tbl"))) >= 6
    assert not list(body.iter(f"{W}drawing"))
    fonts = {one.get(f"{W}eastAsia") for one in found["word/styles.xml"].iter(f"{W}rFonts")}
    assert {"仿宋", "黑体"} <= fonts


def test_the_document_holds_the_figures_of_the_page(world: World, office: Client) -> None:
    document = docx.Document(io.BytesIO(office.get("/office/month/2026-03/month.docx").content))
    figures = [
        (row.cells[0].text, int(row.cells[1].text))
        for table in document.tables
        if [cell.text for cell in table.rows[0].cells] == ["什么", "多少"]
        for row in table.rows[1:]
    ]
    across = next(table for table in document.tables if table.rows[0].cells[0].text == "社区")
    for row in across.rows[1:]:
        heads = [cell.text for cell in across.rows[0].cells]
        figures += [(head, int(cell.text)) for head, cell in zip(heads[1:], row.cells[1:], strict=True)]
    page = office.get("/office/month/2026-03/").content.decode()
    shown = re.findall(r'rows/[^"]+">(\d+)<span class="visually-hidden"> ([^<]+)<', page)
    assert figures == [(label, int(n)) for n, label in shown]
    assert len(figures) > 30
    assert [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"] == [
        "听到的", "办的", "评的", "晚了的", "大家在说什么", "往上报的", "开的会", "各社区",
    ]  # fmt: skip


def test_files_hold_the_figures_of_the_page(world: World, office: Client) -> None:
    read_back = list(
        csv.DictReader(io.StringIO(office.get("/office/month/2026-03/month.csv").content.decode("utf-8-sig")))
    )
    told = json.loads(office.get("/office/month/2026-03/month.json").content)
    assert [{key: str(value) for key, value in row.items()} for row in told["figures"]] == read_back
    heard = [row for row in told["figures"] if row["what"] == "heard" and row["section"] == "heard"]
    assert [(row["key"], row["n"]) for row in heard] == [("", 4), ("counter", 2), ("box", 1), ("phone", 1)]
    assert set(told["rates"]) == {"answered", "solved", "satisfied"}


def test_the_map_and_its_table_say_the_same(world: World, office: Client) -> None:
    world.gh.shape = json.dumps({"type": "Polygon", "coordinates": [[[120.1, 30.1], [120.2, 30.1], [120.2, 30.2]]]})
    world.gh.save(update_fields=["shape"])
    page = office.get("/office/map/?month=2026-03&category=shared").content.decode()
    assert '<polygon points="10,' in page
    assert "style=" not in page.split("<main", 1)[1].split("</main", 1)[0]
    drawn = re.findall(r'aria-label="桂花新村社区 (\d+)"', page)
    listed = re.findall(r'place=BG%2FGH%2F&amp;key=shared"><span class="bars__label">[^<]+</span>.*?<b>(\d+)', page)
    assert drawn == listed == ["2"]
    assert office.get("/office/map/?month=soon").status_code == 200


def test_a_comment_is_saved_and_never_overwritten_unseen(world: World, office: Client) -> None:
    address = "/office/month/2026-03/"
    said = {"section": "late", "text": "电梯公司月底到", "version": "0"}
    assert office.post(address, said).status_code == 302
    assert "电梯公司月底到" in office.get(address).content.decode()
    late = office.post(address, {**said, "text": "另一位写的"})
    assert late.status_code == 422
    page = late.content.decode()
    assert "另一位写的" in page
    assert "电梯公司月底到" in page
    assert office.post(address, {**said, "text": "改好的", "version": "1"}).status_code == 302
    assert MonthNote.objects.get().text == "改好的"
    with pytest.raises(Changed):
        write_note(month=MARCH, section="late", text="x", version=1, within="BG/", by=world.clerk, now=later())
    with pytest.raises(Refusal):
        write_note(
            month=MARCH,
            section="late",
            text="长" * (LONGEST_NOTE + 1),
            version=2,
            within="BG/",
            by=world.clerk,
            now=later(),
        )
    with pytest.raises(Http404):
        write_note(month=MARCH, section="late", text="x", version=2, within="BG/", by=world.worker, now=later())


def test_only_the_office_and_only_real_months(world: World, office: Client) -> None:
    worker = signed_in("gh-worker", "worker", world.gh)
    for name in ("month", "month_docx", "month_csv", "month_json"):
        assert worker.get(reverse(f"voice:{name}", args=["2026-03"])).status_code == 404
        assert Client().get(reverse(f"voice:{name}", args=["2026-03"])).status_code == 302
    for wrong in ("2026-13", "2026-00", "202603", "soon", "2026-3", "٢٠٢٦-٠٣"):
        assert read(wrong) == 0
        assert office.get(f"/office/month/{wrong}/").status_code == 404
    assert office.get("/office/month/2026-03/?place=XX/").status_code == 404
    assert office.get("/office/month/2026-03/rows/nothing/").status_code == 404


def test_a_month_is_counted_in_a_fixed_number_of_questions(
    world: World, office: Client, django_assert_max_num_queries: object
) -> None:
    for _more in range(2):
        office.get("/office/month/2026-03/")
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            office.get("/office/month/2026-03/")
        for n in range(6):
            a_matter(world, f"第 {n} 盏灯", intake.ANONYMOUS)
