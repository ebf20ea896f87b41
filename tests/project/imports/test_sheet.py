import io
import zipfile
from datetime import date

import openpyxl
import pytest

from mulin.core.written import as_csv, guarded
from mulin.project.imports.fields import PEOPLE, guess, unused
from mulin.project.imports.sheet import MOST_BYTES, Cell, read
from mulin.project.tables import BadTable


def xlsx(*rows, **changes):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, value in changes.items():
        book.active[cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def texts(sheet):
    return [[cell.text for cell in line.cells] for line in sheet.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_csv_in_the_encodings_people_have(encoding):
    sheet = read("姓名,门牌\r\n王桂芳,3-201\r\n\r\n李四,\r\n".encode(encoding))
    assert sheet.head == ("姓名", "门牌")
    assert texts(sheet) == [["王桂芳", "3-201"], ["李四", ""]]
    assert [line.number for line in sheet.lines] == [2, 4]


def test_rare_characters_survive_gb18030():
    assert texts(read("姓名\n𠮷田𣑊\n".encode("gb18030"))) == [["𠮷田𣑊"]]


@pytest.mark.parametrize("comma", [";", "\t"])
def test_other_separators(comma):
    assert read(f"姓名{comma}门牌\n王{comma}3-201\n".encode()).head == ("姓名", "门牌")


def test_a_cell_over_two_lines_keeps_the_numbers_right():
    sheet = read('姓名,住址\n王,"三幢\n二〇一"\n李,4-1\n'.encode())
    assert [line.number for line in sheet.lines] == [2, 4]


def test_xlsx_tells_numbers_from_text():
    sheet = read(xlsx(["姓名", "电话", "日"], ["王", "013800001234", date(1944, 5, 1)], ["李", 13800001234, None]))
    assert sheet.lines[0].cells == (Cell("王"), Cell("013800001234"), Cell("1944-05-01"))
    assert sheet.lines[1].cells[1] == Cell("13800001234", number=True)


def test_formulas_are_text():
    sheet = read(xlsx(["姓名", "电话"], ["=cmd|' /C calc'!A0", "=1+1"]))
    assert texts(sheet) == [["=cmd|' /C calc'!A0", "=1+1"]]
    assert texts(read("姓名\n=HYPERLINK(1)\n".encode())) == [["=HYPERLINK(1)"]]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))
    return out.getvalue()


def wide(ref):
    """A sheet that claims a cell far away."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(["姓名"], ["王"]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name.endswith("sheet1.xml"):
                body = body.replace(b'ref="A1:A2"', f'ref="A1:{ref}"'.encode())
            new.writestr(name, body)
    return out.getvalue()


def test_a_sheet_that_lies_about_its_size_is_not_walked():
    assert texts(read(wide("XFD1048576"))) == [["王"]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"), (b"  \n ", "空的"), (b"\n,,\n", "没有内容"), (b"\xd0\xcf\x11\xe0" + b"x" * 100, "另存为 .xlsx"),
        (b"PK\x03\x04garbage", "损坏"), (b"PK" + b"\x00" * 50, "损坏"), (bytes(range(256)) * 20, "CSV"),
        (b"%PDF-1.7\n\x00\x00\x00", "CSV"), (b"a" * (MOST_BYTES + 1), "10 MB"), (bomb(), "展开后太大"),
        ("姓名,姓名\n王,李\n".encode(), "都叫“姓名”"), ("居民名册,,\n姓名,门牌,电话\n".encode(), "取消合并"),
        ('姓名\n"王\n'.encode(), "引号"), (("姓名\n" + "王\n" * 20001).encode(), "20000 行"),
        (("姓名\n" + "长" * 2001 + "\n").encode(), "太长"),
        ((",".join(f"c{n}" for n in range(61)) + "\n").encode(), "列太多"),
        (xlsx(["居民名册", None], ["姓名", "门牌"]), "取消合并"), (xlsx(["姓名"], *[["王"]] * 20001), "20000 行"),
    ],
    ids=range(18),
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(data, words):
    with pytest.raises(BadTable, match=words):
        read(data)


def test_columns_are_guessed_from_their_heads():
    sheet = read("序号,居民 姓名,手机号码,身份证号,住址\n1,王,110,x,3-201\n".encode())
    mapped = guess(PEOPLE, sheet.head)
    assert mapped == {"name": 1, "phone": 2, "door": 4}
    assert unused(sheet, mapped) == ["序号", "身份证号"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1"])
def test_what_goes_out_begins_no_formula(text):
    assert guarded(text) == f"'{text}"
    assert b"'=" in as_csv([["=x"]])
    assert as_csv([["王"]]).decode("utf-8-sig") == "王\r\n"
