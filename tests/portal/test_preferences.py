"""Text size and language: in a cookie, Chinese first, and back to the same page."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", ["m", "l", "xl"])
def test_size_is_remembered_and_leads_back(client: Client, size: str) -> None:
    answer = client.get(f"/size/{size}/", {"next": "/gallery/?q=路灯"})
    assert (answer.status_code, unquote(answer.headers["Location"])) == (302, "/gallery/?q=路灯")
    assert answer.cookies["size"].value == size
    assert "no-store" in answer.headers["Cache-Control"]
    assert f'data-size="{size}"' in client.get("/gallery/").content.decode()


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_sent_elsewhere(client: Client, there: str) -> None:
    assert client.get("/size/xl/", {"next": there}).headers["Location"] == "/"


def test_size_that_does_not_exist_is_no_page(client: Client) -> None:
    assert client.get("/size/xxl/").status_code == 404
    client.cookies["size"] = 'm" onload="x'
    assert 'data-size="m"' in client.get("/gallery/").content.decode()


def test_chinese_comes_first_whatever_the_browser_asks(client: Client) -> None:
    answer = client.get("/gallery/", headers={"Accept-Language": "en"})
    assert '<html lang="zh-Hans"' in answer.content.decode()
    assert answer.headers["Content-Language"] == "zh-hans"
    assert "Cookie" in answer.headers["Vary"]


def test_english_on_request_and_back(client: Client) -> None:
    client.get("/language/en/", {"next": "/gallery/"})
    answer = client.get("/gallery/")
    assert '<html lang="en"' in answer.content.decode()
    assert answer.headers["Content-Language"] == "en"
    client.get("/language/zh-hans/")
    assert '<html lang="zh-Hans"' in client.get("/gallery/").content.decode()
