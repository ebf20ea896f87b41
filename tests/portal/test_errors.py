"""When something goes wrong: what happened, what to do, and nothing is lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.test import Client, RequestFactory
from django.urls import get_resolver

from mulin.portal import errors

pytestmark = pytest.mark.django_db
WORDS = "楼道灯坏了三天 <b>"
SECRET = "secret-843921"


@pytest.mark.parametrize(
    ("code", "view"),
    [
        (400, errors.bad_request),
        (403, errors.forbidden),
        (404, errors.not_found),
        (500, errors.server_error),
    ],
)
def test_the_url_map_names_these_pages(code: int, view: object) -> None:
    assert get_resolver().resolve_error_handler(code) is view


def test_missing_page(client: Client) -> None:
    answer = client.get("/there-is-no-such-page/")
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()


def test_too_much_is_413_and_nonsense_400(rf: RequestFactory) -> None:
    large = errors.bad_request(rf.get("/"), RequestDataTooBig())
    assert (large.status_code, "太大" in large.content.decode()) == (413, True)
    assert errors.bad_request(rf.get("/"), SuspiciousOperation()).status_code == 400


def test_refusal_is_403(rf: RequestFactory) -> None:
    assert errors.forbidden(rf.get("/"), PermissionError()).status_code == 403


def test_our_own_fault_asks_nothing_of_the_database(rf: RequestFactory, django_assert_num_queries: object) -> None:
    request = rf.get("/")
    request.COOKIES["size"] = "xl"
    with django_assert_num_queries(0):
        answer = errors.server_error(request)
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "不是您的错" in page
    assert "一句也没丢" in page
    assert 'data-size="xl"' in page
    assert "tel:" in page


def test_lost_token_gives_the_words_back_but_no_secret() -> None:
    client = Client(enforce_csrf_checks=True)
    fields = {"words": WORDS, "pin": SECRET, "password": SECRET, "csrfmiddlewaretoken": SECRET, "empty": " "}
    answer = client.post("/gallery/?q=1", fields, headers={"Referer": "http://testserver/gallery/?q=1"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "楼道灯坏了三天 &lt;b&gt;" in page
    assert "<b>三天" not in page
    assert SECRET not in page
    assert page.count("<textarea") == 1
    assert 'href="http://testserver/gallery/?q=1"' in page


def test_the_way_back_never_leaves_the_house() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/gallery/", {"words": WORDS}, headers={"Referer": "http://evil.example/"})
    page = answer.content.decode()
    assert "evil.example" not in page
    assert 'href="/gallery/"' in page
