"""The disk is full: a sentence, nothing half-written, reading goes on, and what was typed is given back."""

from __future__ import annotations

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client, RequestFactory

from mulin.apps.voice.models import Voice
from mulin.core.gate import SYSTEM
from mulin.core.places.models import Place
from mulin.core.records import attachments, checks
from mulin.core.records.models import Attachment
from mulin.core.records.writing import writing
from mulin.portal import errors
from tests.trust.walking import checksums
from tests.world import NOON, build, photo

WORDS = "三楼的扶手松了，" + "一只手扶不住。" * 2500


@contextmanager
def full() -> Iterator[None]:
    """SQLite may take no further page; a file of the system may not grow either."""
    cursor = connection.cursor()
    cursor.execute("VACUUM")  # pages that earlier tests gave back would still be room
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = cursor.execute("PRAGMA page_count").fetchone()[0]
    cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        cursor.execute("PRAGMA max_page_count = 4294967294")


@contextmanager
def no_file_grows(size: int) -> Iterator[None]:
    """No file of this process may become larger than so many bytes, as at a quota."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def written() -> dict[str, str]:
    """Every table; the counter of tries apart, which counts before anything is tried."""
    return {table: value for table, value in checksums().items() if table != "access_attempt"}


def say(client: Client) -> tuple[int, str]:
    place = Place.objects.get(path="BG/GH/")
    answer = client.post("/say/", {"community": place.pk, "words": WORDS, "kind": "complaint", "key": "k1"})
    return answer.status_code, answer.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("limit", ["database", "file"])
def test_a_full_disk_says_so_and_keeps_what_was_typed(limit: str) -> None:
    build()
    client = Client(raise_request_exception=False)
    before = written()
    if connection.vendor == "sqlite":
        with full() if limit == "database" else no_file_grows(4096):
            code, page = say(client)
            assert code == 507
            assert "电脑存不下了" in page
            assert "以前存的都在" in page
            assert WORDS in page
            assert "Traceback" not in page
            assert client.get("/matters/").status_code == 200
            assert client.get("/register/").status_code == 200
        assert written() == before
    else:
        assert client.get("/matters/").status_code == 200
    code, _page = say(client)
    assert code == 302
    assert Voice.objects.count() == 1
    assert list(checks.findings()) == []


def half(folder: Path, data: bytes) -> int:
    """Write the first half, then say what a full disk says."""
    with folder.open("wb") as file:
        file.write(data[: len(data) // 2])
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.django_db
def test_a_photo_that_does_not_fit_leaves_no_half(monkeypatch: pytest.MonkeyPatch) -> None:
    with writing(by=SYSTEM, now=NOON) as writer:
        made = writer.open(kind="test", place_code="GH", place_path="BG/GH/", state="open", year=2026)
        writer.entry(made, "said", {})
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", half)
        with pytest.raises(OSError, match="No space"):
            attachments.keep(made, photo(), role="after", now=NOON)
    assert Attachment.objects.count() == 0
    assert not [path for path in attachments.folder().rglob("*") if path.is_file()]
    assert attachments.keep(made, photo(), role="after", now=NOON).size > 0


def page_for(fault: BaseException, rf: RequestFactory) -> tuple[int, str]:
    request: HttpRequest = rf.post("/say/", {"words": "我写的字", "pin": "472905"})
    try:
        raise fault
    except type(fault):
        answer = errors.server_error(request)
    return answer.status_code, answer.content.decode()


def caused(by: BaseException) -> OperationalError:
    fault = OperationalError("no")
    fault.__cause__ = by
    return fault


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (OSError(errno.ENOSPC, "x"), 507, "电脑存不下了"),
        (OSError(errno.EDQUOT, "x"), 507, "电脑存不下了"),
        (caused(psycopg.errors.DiskFull("x")), 507, "电脑存不下了"),
        (caused(psycopg.OperationalError("x")), 503, "连不上"),
        (OSError(errno.EACCES, "x"), 500, "机器出了毛病"),
        (ValueError("x"), 500, "机器出了毛病"),
    ],
)
def test_each_fault_has_its_page(fault: BaseException, status: int, words: str, rf: RequestFactory) -> None:
    code, page = page_for(fault, rf)
    assert code == status
    assert words in page
    assert "我写的字" in page
    assert "472905" not in page
