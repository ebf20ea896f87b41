"""The register: chained, append-only, and every change is found."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from mulin import canon
from mulin.core.gate import SYSTEM
from mulin.core.records import appendonly, checks, days, numbering
from mulin.core.records.models import Chain, Entry, Thread
from mulin.core.records.queries import standing
from mulin.core.records.sealed import seal, shred
from mulin.core.records.writing import body, writing
from tests.world import NOON, later

pytestmark = pytest.mark.django_db


def write(count: int = 3) -> Thread:
    with writing(by=SYSTEM, now=NOON) as writer:
        thread = writer.open(kind="test", place_code="GH", place_path="BG/GH/", state="open", year=2026)
        for index in range(count):
            writer.entry(thread, "said", {"n": index, "text": "话"})
    return thread


def where() -> list[str]:
    return [finding.where for finding in checks.findings()]


@pytest.fixture
def unlocked() -> None:
    """As an administrator who took the locks away first."""
    appendonly.remove()


def test_numbers_run_and_check() -> None:
    assert numbering.check_digit("GH-2026-000123") == numbering.compose("GH", 2026, 123)[-1]
    assert numbering.next_number("GH", 2026) == numbering.compose("GH", 2026, 1)
    assert numbering.next_number("GH", 2026) == numbering.compose("GH", 2026, 2)
    assert numbering.next_number("YX", 2026) == numbering.compose("YX", 2026, 1)


@pytest.mark.parametrize("place", range(3, 14))
def test_one_wrong_digit_never_passes(place: int) -> None:
    number = numbering.compose("GH", 2026, 123)
    if number[place] == "-":
        return
    for digit in "0123456789":
        wrong = number[:place] + digit + number[place + 1 :]
        if wrong != number:
            with pytest.raises(numbering.BadNumber):
                numbering.parse(wrong)


def test_a_number_is_read_as_people_write_it() -> None:
    number = numbering.compose("GH", 2026, 123)
    assert numbering.parse(" gh－２０２６-000123 -" + number[-1]) == number


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_entry SET verb = 'x'",
        "DELETE FROM records_entry",
        "INSERT OR REPLACE INTO records_entry SELECT * FROM records_entry",
        "TRUNCATE records_entry",
    ],
)
def test_the_database_itself_refuses(statement: str) -> None:
    if "TRUNCATE" in statement and connection.vendor == "sqlite":
        statement = "DELETE FROM records_entry WHERE 1 = 1"
    if "REPLACE" in statement and connection.vendor == "postgresql":
        statement = "UPDATE records_entry SET hash = hash"
    write()
    with pytest.raises(DatabaseError, match=r"only grows|pending trigger events"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Entry.objects.count() == 3
    assert where() == []


def test_missing_locks_are_found() -> None:
    write()
    appendonly.remove()
    assert any("records_entry" in place for place in where())
    appendonly.install()
    assert where() == []


@pytest.mark.usefixtures("unlocked")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_entry SET payload = '{\"n\":7}' WHERE seq = 2",
        "DELETE FROM records_entry WHERE seq = 2",
        "DELETE FROM records_entry WHERE seq = 3",
        "UPDATE records_entry SET actor = 'login:somebody' WHERE seq = 1",
        "UPDATE records_entry SET seq = 9 WHERE seq = 3",
    ],
)
def test_every_change_is_found(statement: str) -> None:
    write()
    connection.cursor().execute(statement)
    assert [place for place in where() if "_no_" not in place]


@pytest.mark.usefixtures("unlocked")
def test_a_chain_rebuilt_with_one_word_changed_is_caught_by_a_printed_head() -> None:
    """The administrator rewrites an entry and every hash behind it; only the paper on the wall knows better."""
    write()
    printed = days.seal_day(date(2026, 3, 2), now=later(hours=13)).code
    head = canon.GENESIS
    for row in Entry.objects.order_by("seq").select_related("thread"):
        if row.seq == 2:
            row.payload = row.payload.replace("话", "画")
        text = body(
            seq=row.seq,
            number=row.thread.number,
            verb=row.verb,
            actor=row.actor,
            on_behalf_of=row.on_behalf_of,
            at=row.at,
            payload=row.payload,
        )
        row.previous, row.hash = head, canon.link(head, text)
        head = row.hash
        Entry.objects.filter(pk=row.pk).update(payload=row.payload, previous=row.previous, hash=row.hash)
    Chain.objects.update(head=head)
    assert [place for place in where() if "_no_" not in place] == ["2026-03-02"]
    found = days.find_day(printed)
    assert found is not None
    assert not standing(found).whole


@pytest.mark.usefixtures("unlocked")
def test_a_resealed_day_no_longer_has_the_printed_code() -> None:
    write()
    printed = days.seal_day(date(2026, 3, 2), now=later(hours=13)).code
    connection.cursor().execute('UPDATE records_day SET heads = \'{"register":{"head":"00","seq":1}}\'')
    assert "2026-03-02" in where()
    assert days.find_day(printed) is not None


def test_days_are_sealed_in_order_and_only_once() -> None:
    write()
    with writing(by=SYSTEM, now=later(days=2)) as writer:
        writer.entry(Thread.objects.get(), "said", {})
    sealed = days.seal_until(date(2026, 3, 5), now=later(days=3))
    assert [day.date.day for day in sealed] == [2, 3, 4]
    assert days.seal_until(date(2026, 3, 5), now=later(days=3)) == []
    assert len({day.code for day in sealed}) == 3
    assert where() == []


def test_shredding_without_saying_so_is_found() -> None:
    with writing(by=SYSTEM, now=NOON) as writer:
        thread = writer.open(kind="test", place_code="GH", place_path="BG/GH/", state="open", year=2026)
        row, reference = seal("很私人的话")
        writer.entry(thread, "said", {"words": reference})
    assert where() == []
    shred(row, now=NOON)
    assert where() == [thread.number]
    with writing(by=SYSTEM, now=NOON) as writer:
        writer.entry(thread, "redacted", {"sealed": [str(row.uuid)]})
    assert where() == []


def test_a_changed_private_word_is_found() -> None:
    with writing(by=SYSTEM, now=NOON) as writer:
        thread = writer.open(kind="test", place_code="GH", place_path="BG/GH/", state="open", year=2026)
        row, reference = seal("原来的话")
        writer.entry(thread, "said", {"words": reference})
    row.text = "改过的话"
    row.save()
    assert where() == [thread.number]


def test_nothing_is_half_written() -> None:
    with pytest.raises(ZeroDivisionError), writing(by=SYSTEM, now=NOON) as writer:  # noqa: PT012 - the block is the subject
        thread = writer.open(kind="test", place_code="GH", place_path="BG/GH/", state="open", year=2026)
        writer.entry(thread, "said", {"n": 1 // 0})
    assert (Thread.objects.count(), Entry.objects.count()) == (0, 0)
    assert numbering.next_number("GH", 2026).startswith("GH-2026-000001")


def test_an_inner_action_that_fails_leaves_nothing_of_itself() -> None:
    with writing(by=SYSTEM, now=NOON) as writer:
        thread = writer.open(kind="test", place_code="GH", place_path="BG/GH/", state="open", year=2026)
        writer.entry(thread, "said", {"n": 1})
        with pytest.raises(RuntimeError), writing(by=SYSTEM, now=NOON) as inner:  # noqa: PT012 - the same
            inner.entry(thread, "said", {"n": 2})
            raise RuntimeError
        writer.entry(thread, "said", {"n": 3})
    assert list(Entry.objects.order_by("seq").values_list("payload", flat=True)) == ['{"n":1}', '{"n":3}']
    assert where() == []
