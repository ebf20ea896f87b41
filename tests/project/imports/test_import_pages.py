import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import include, path
from django.utils import timezone

from mulin.core.people.models import Person
from mulin.core.places.models import Place
from mulin.project.imports import staging
from mulin.project.urls import urlpatterns as root
from tests.core.nouns import build, client

handler404 = "mulin.portal.errors.not_found"
urlpatterns = [path("", include("mulin.project.imports.urls")), *root]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
ADDRESS = "/desk/import/people/"
LIST = "姓名,住在哪,手机\n王桂芳,3-201,13800001234\n李四,4-101,\n"


@pytest.fixture
def town():
    return build()


@pytest.fixture
def worker(town):
    return client("worker", town.gh)


def upload(browser, text=LIST, address=ADDRESS):
    data = text if isinstance(text, bytes) else text.encode("gb18030")
    return browser.post(address, {"file": SimpleUploadedFile("名单.csv", data)})


def body(page):
    return page.content.decode()


def hidden(page):
    form = re.search(r'<form method="post">.*?</form>', body(page), re.DOTALL).group(0)
    return dict(re.findall(r'name="(\w+)" value="(\d+|GH)"', form))


def test_from_the_file_to_the_people(town, worker):
    staged = upload(worker)["Location"]
    page = worker.get(staged)
    assert "前二十行" in body(page)
    assert "住在哪" in body(page)  # nobody guessed that it is the door
    mapped = {"mapped": "1", "name": "0", "door": "1", "phone": "2", "whose": "GH"}
    page = worker.get(staged, mapped)
    assert "2 行都看得懂" in body(page)
    assert not Person.objects.exists()
    done = worker.post(staged, hidden(page), follow=True)
    assert "新 2" in body(done)
    assert list(Person.objects.order_by("pk").values_list("place_path", flat=True)) == ["BG/GH/3/201/", "BG/GH/4/101/"]
    assert worker.post(staged, mapped).status_code == 404  # pressed twice: it is in already
    assert list(staging.folder().iterdir()) == []


def test_mistakes_are_listed_with_their_lines_and_nothing_comes_in(town, worker):
    rows = "".join(f"人{n},99-1,\n" for n in range(150))
    staged = upload(worker, f"姓名,门牌,手机\n王桂芳,3-201,\n{rows}")["Location"]
    page = worker.get(staged)
    assert "有 150 处要改" in body(page)
    assert "第 3 行" in body(page)
    assert "下一页" in body(page)
    assert "第 152 行" in body(worker.get(staged, {"page": "2"}))
    assert "全部存进去" not in body(page)
    assert worker.post(staged, {"name": "0", "door": "1", "whose": "GH"}).status_code == 422
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 99, ".xls"), (b"PK\x03\x04no", "损坏"), (b"\x00\x01\x02" * 99, "CSV"),
        ("名册,,\n姓名,门牌,电话\n".encode(), "取消合并"), (b"a" * (10 * 1024 * 1024 + 1), "10 MB"), (b"", "文件"),
    ],
)  # fmt: skip
def test_files_that_are_no_lists_are_refused_kindly(town, worker, data, words):
    page = upload(worker, data)
    assert page.status_code == 422
    assert words in body(page)
    assert not staging.folder().exists() or not list(staging.folder().iterdir())


def test_columns_that_make_no_sense(town, worker):
    staged = upload(worker)["Location"]
    for wrong in (
        {"name": "99"},
        {"name": "x"},
        {"name": ""},
        {"name": "0", "door": "0"},
        {"name": "0", "whose": "YX"},
    ):
        page = worker.get(staged, {"mapped": "1", **wrong})
        assert page.status_code == 200
        assert "全部存进去" not in body(page)
    assert worker.post(staged, {"name": "99"}).status_code == 422


def test_uploads_are_for_whoever_brought_them(town, worker):
    staged = upload(worker)["Location"]
    colleague = client("worker", town.gh, "colleague")
    assert colleague.get(staged).status_code == 404
    assert colleague.post(staged, {"name": "0"}).status_code == 404
    assert colleague.post(f"{staged}drop/").status_code == 404
    assert worker.post(f"{staged}drop/").status_code == 302
    assert worker.get(staged).status_code == 404


def test_uploads_go_after_a_day(town, worker):
    staged = upload(worker)["Location"]
    uuid, owner = staged.rstrip("/").rpartition("/")[2], "login:x"
    later = timezone.now() + timedelta(days=1, minutes=1)
    assert staging.find(uuid, owner=owner, now=timezone.now()) is None
    assert staging.sweep(now=later) == 1
    assert worker.get(staged).status_code == 404
    assert list(staging.folder().iterdir()) == []
    (staging.folder() / "x.json").write_text("{")
    assert staging.sweep(now=timezone.now()) == 1


def test_who_is_let_in(town, worker, client):
    assert worker.get("/desk/import/places/").status_code == 404
    assert worker.get("/desk/import/units/").status_code == 404
    assert client.get(ADDRESS).status_code == 302
    assert "/desk/import/places/" not in body(worker.get(ADDRESS))


def test_the_empty_list_is_guessed_right_when_it_comes_back(town):
    secretary = client("secretary", town.gh)
    for address, row in (
        ("/desk/import/people/people.csv", "王桂芳,桂花新村,3-201,,1944,A1"),
        ("/desk/import/form/places.csv", "楼栋,9,9幢,GH,,,,"),
        ("/desk/import/form/units.csv", "新物业,物业,GH,,,,"),
    ):
        empty = secretary.get(address)
        assert empty["Content-Disposition"].startswith("attachment")
        kind = re.search(r"(places|people|units)\.csv", address).group(1)
        staged = upload(secretary, empty.content + row.encode(), f"/desk/import/{kind}/")["Location"]
        page = secretary.get(staged)
        assert "1 行都看得懂" in body(page), address
        assert "新 1" in body(secretary.post(staged, hidden(page), follow=True))
    assert Place.objects.filter(path="BG/GH/9/").exists()
    assert secretary.get("/desk/import/form/castle.csv").status_code == 404


@pytest.mark.parametrize("rows", [5, 25])
def test_checking_asks_the_same_few_questions(town, worker, rows, django_assert_max_num_queries):
    text = "姓名,门牌\n" + "".join(f"人{n},3-{n + 300}\n" for n in range(rows))
    staged = upload(worker, text)["Location"]
    with django_assert_max_num_queries(12):
        assert f"{rows} 行都看得懂" in body(worker.get(staged))
