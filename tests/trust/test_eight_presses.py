"""Every form sent eight times at once is done once; and the same act by several people at once."""

from __future__ import annotations

import re
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.utils import timezone

from mulin.apps.voice.actions import answering, intake, judging, matters
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Commitment, Evaluation
from mulin.core.gate import Viewer
from mulin.core.records import checks
from mulin.core.records.days import local_day
from mulin.core.records.models import Entry
from mulin.core.refusals import Refusal
from tests.trust.walking import Form, Ground, filled, send
from tests.world import World, build, photo

pytestmark = pytest.mark.django_db(transaction=True)

PRESSES = 8
OWN = ("id", "uuid", "at", "hash", "previous", "seq", "key", "number", "path", "secret", "mac", "pin", "password")
# counters, sessions and looks are written for each request, as they should be
BESIDE = {"django_session", "access_attempt", "access_look", "records_once", "records_sealkey"}


@pytest.fixture
def ground(transactional_db: None, walked: Callable[[], Ground], settings: object) -> Iterator[Ground]:
    settings.PASSWORD_HASHERS = ["tests.quick.QuickArgon2"]  # type: ignore[attr-defined]
    stands = walked()
    shutil.copytree(stands.files, settings.MEDIA_ROOT, dirs_exist_ok=True)  # type: ignore[attr-defined]
    yield stands
    cache.clear()


def at_once(work: Callable[[int], object], times: int = PRESSES) -> list[object]:
    """What came of each, started together; an exception is what came of it."""
    came: list[object] = []
    start = threading.Barrier(times)

    def one(number: int) -> None:
        try:
            start.wait()
            came.append(work(number))
        except Exception as fault:  # noqa: BLE001 - looked at by the test
            came.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def rows() -> dict[str, dict[object, tuple[object, ...]]]:
    """Every row by table and key, without what differs in every row."""
    found: dict[str, dict[object, tuple[object, ...]]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in BESIDE:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the database's own names
            names = [column[0] for column in cursor.description]
            plain = [index for index, name in enumerate(names) if not name.endswith(OWN) and name not in OWN]
            found[table] = {row[0]: tuple(_plain(row[index]) for index in plain) for row in cursor.fetchall()}
    return found


def _plain(value: object) -> object:
    text = value if isinstance(value, str) else repr(value)
    return re.sub(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|[0-9a-f]{64}", "·", text)


def doubled(before: dict[str, dict[object, tuple[object, ...]]]) -> list[str]:
    """New rows that stand there twice."""
    return [
        f"{table}: {row} × {count}"
        for table, now in rows().items()
        for row, count in Counter(row for key, row in now.items() if key not in before[table]).items()
        if count > 1
    ]


def once_only(form: Form) -> bool:
    """A form that carries a token of its own, or the version it was read from."""
    return bool({"key", "based_on"} & set(form.fields)) and "gallery" not in form.action


def test_every_form_with_a_token_is_done_once(ground: Ground) -> None:
    """Eight equal requests in parallel, for each form that has one: no new row twice, no fault, the register whole."""
    forms = [form for form in ground.posts() if once_only(form)]
    assert len(forms) > 25
    done = 0
    for form in forms:
        sent, before = filled(form), rows()
        answers = at_once(lambda _number, form=form, sent=sent: send(form, rewound(sent)).status_code)
        assert all(isinstance(code, int) and code < 500 for code in answers), f"{form} {answers}"
        assert not doubled(before), form
        done += any(code in {200, 302} for code in answers)
    assert done > len(forms) * 0.5
    assert list(checks.findings()) == []


def rewound(sent: dict[str, object]) -> dict[str, object]:
    """The same fields; each request reads a file from its beginning."""
    return {
        name: type(value)(value.getvalue()) if hasattr(value, "getvalue") else value for name, value in sent.items()
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    return build()


def test_of_eight_judgements_with_one_slip_one_counts_and_of_two_units_one_accepts(world: World) -> None:
    now = timezone.now()
    slip = intake.record(
        by=world.worker, now=now, words="灯不亮", channel="counter", place=world.door, speaker=Speaker(name="王")
    )
    number = slip.voice.thread.number
    matters.open_matter(
        number=number, title="楼道灯", description="坏了", category="shared", klass="ordinary", ask=world.property,
        by=world.worker, now=now,
    )  # fmt: skip

    def accept(by: Viewer) -> object:
        return answering.accept(number=number, by=by, now=now)

    came = at_once(lambda turn: accept((world.unit, world.water_unit)[turn % 2]))
    assert Entry.objects.filter(verb="accepted").count() == 1
    assert sum(not isinstance(one, Exception) for one in came) == 1

    due = local_day(now) + timedelta(days=2)
    came = at_once(lambda turn: answering.promise(number=number, what=f"换灯{turn}", due=due, by=world.unit, now=now))
    assert not [one for one in came if isinstance(one, Exception) and not isinstance(one, Refusal)]
    left = list(Commitment.objects.filter(delivered_at=None, dropped_at=None))
    for promise in left:
        answering.deliver(
            number=number,
            commitment=promise.uuid,
            text="换了",
            photos=[answering.Photo(photo())],
            by=world.unit,
            now=now,
        )
    holder = Viewer(slips=frozenset([number]))

    def judge(turn: int) -> object:
        return judging.judge(
            voice=number, heard=True, solved=turn % 2 == 0, satisfied=5, how="slip", by=holder, now=now, key=f"j{turn}"
        )

    came = at_once(judge)
    assert not [one for one in came if isinstance(one, Exception) and not isinstance(one, Refusal)]
    assert Evaluation.objects.count() == 1
    assert sum(not isinstance(one, Exception) for one in came) == 1
    assert list(checks.findings()) == []
