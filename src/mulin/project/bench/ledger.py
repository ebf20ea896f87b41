"""The ledger beside the plain Django ORM way and pgbench, on a durable PostgreSQL; writers on SQLite; crashes."""

from __future__ import annotations

import os
import pwd
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from mulin.engines import ledger
from mulin.project.bench import Figure, Missing, Options

TITLE = "Ledger: single posts, batches, the hot pool, eight writers on SQLite, crashes under load"

POLICIES = (ledger.Policy("bench", date(2020, 1, 1), relatives=frozenset({"parent"})),)
ACCOUNTS, FIRST, POOL, AT, BATCH = 2_000, 1_000, 3, 1_780_000_000, 1_000

# The peers: a transfer, two legs, two balances, written the way a Django tutorial would, and the same in one function.
PEER_TABLES = """
CREATE TABLE peer_account (id bigint PRIMARY KEY, posted bigint NOT NULL CHECK (posted >= -1000000000));
CREATE TABLE peer_transfer (id bigserial PRIMARY KEY, key text NOT NULL UNIQUE, minutes bigint NOT NULL);
CREATE TABLE peer_leg (id bigserial PRIMARY KEY, transfer_id bigint NOT NULL REFERENCES peer_transfer,
 account_id bigint NOT NULL REFERENCES peer_account, minutes bigint NOT NULL, after bigint NOT NULL);
CREATE INDEX ON peer_leg (account_id); CREATE INDEX ON peer_leg (transfer_id);
CREATE TABLE func_account (id bigint PRIMARY KEY, seq bigint NOT NULL, posted bigint NOT NULL
 CHECK (posted >= -1000000000)) WITH (fillfactor = 70);
CREATE TABLE func_transfer (id bigserial PRIMARY KEY, key text NOT NULL UNIQUE, src bigint NOT NULL,
 dst bigint NOT NULL, minutes bigint NOT NULL CHECK (minutes > 0), src_seq bigint, dst_seq bigint, src_after bigint,
 dst_after bigint, CHECK (src <> dst), UNIQUE (src, src_seq), UNIQUE (dst, dst_seq));
CREATE FUNCTION func_post(k text, a bigint, b bigint, m bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE t func_transfer; s1 bigint; p1 bigint; s2 bigint; p2 bigint; r bigint;
 sign int := CASE WHEN a < b THEN 1 ELSE -1 END;
BEGIN
 SELECT * INTO t FROM func_transfer WHERE key = k;
 IF FOUND AND (t.src, t.dst, t.minutes) = (a, b, m) THEN RETURN t.id; END IF;
 UPDATE func_account SET seq = seq + 1, posted = posted - sign * m WHERE id = least(a, b)
  RETURNING seq, posted INTO STRICT s1, p1;
 UPDATE func_account SET seq = seq + 1, posted = posted + sign * m WHERE id = greatest(a, b)
  RETURNING seq, posted INTO STRICT s2, p2;
 IF a > b THEN SELECT s1, p1, s2, p2 INTO s2, p2, s1, p1; END IF;
 INSERT INTO func_transfer (key, src, dst, minutes, src_seq, dst_seq, src_after, dst_after)
  VALUES (k, a, b, m, s1, s2, p1, p2) RETURNING id INTO r;
 RETURN r;
END $$;
"""
PEER_ROWS = f"""  -- own figures only
CREATE TEMP TABLE n AS SELECT generate_series({FIRST}, {FIRST + ACCOUNTS - 1}) AS id UNION SELECT {POOL};
INSERT INTO peer_account SELECT id, 0 FROM n; INSERT INTO func_account SELECT id, 0, 0 FROM n; ANALYZE;
"""  # noqa: S608
PGBENCH = f"""\\set a random({FIRST}, {FIRST + ACCOUNTS - 1})
\\set b {FIRST} + (:a - {FIRST} + random(1, {ACCOUNTS - 1})) % {ACCOUNTS}
SELECT func_post(gen_random_uuid()::text, :a, :b, 5);
"""


def run(options: Options) -> Iterator[Figure]:
    """Measure."""
    rounds, seconds = (1, 2.0) if options.quick else (3, 4.0)
    with tempfile.TemporaryDirectory(prefix="mulin-bench-") as folder, Server.started() as server:
        _populate(server.url)
        yield from _rates(server, rounds, seconds)
        yield from _sqlite(Path(folder), seconds * 2)
        yield from _crashes(server, Path(folder), 2 if options.quick else 10)


def _rates(server: Server, rounds: int, seconds: float) -> Iterator[Figure]:
    """Transfers per second of every way, turn by turn."""
    contestants = {"post": 4, "orm": 4, "batch": 1, "hot_orm": 4, "hot": 1, "plain": 4}  # processes
    rates = {name: list[float]() for name in (*contestants, "pgbench")}
    for turn in range(rounds):
        for name, workers in contestants.items():
            rates[name].append(_together(name, server.url, workers, seconds, f"{name}{turn}").rate)
        rates["pgbench"].append(server.pgbench(seconds))
    per, orm = {name: statistics.median(values) for name, values in rates.items()}, "Django ORM, 4 processes"
    for name, peer, target in (("post", "orm", 15), ("batch", "orm", 50), ("hot", "hot_orm", 100)):
        yield Figure(f"{name}.per_s", per[name], "1/s", rounds, orm, per[peer])
        yield Figure(f"{name}.ratio_orm", per[name] / per[peer], "x", rounds, target=target, at_most=False)
    yield Figure("pgbench.per_s", per["pgbench"], "1/s", rounds, note="8 clients, one function, no chain, no rules")
    yield Figure("batch.ratio_pgbench", per["batch"] / per["pgbench"], "x", rounds, target=0.4, at_most=False)
    yield Figure("post_ungrouped.per_s", per["plain"], "1/s", rounds, note="head held until the disk has answered")
    store = ledger.PostgresStore(_connect(server.url), POLICIES)
    found = ledger.audit(store.rows(), store.accounts(), store.head())
    yield Figure("audit.findings", float(len(found)), "", target=0, note=f"{store.head()[0]:,} rows replayed")


def _sqlite(folder: Path, seconds: float) -> Iterator[Figure]:
    path = folder / "ledger.db"
    store = ledger.SqliteStore(_sqlite_connection(path), POLICIES)
    store.create()
    _accounts(store)
    single = _together("sqlite", str(path), 1, seconds, "s1")
    eight = _together("sqlite", str(path), 8, seconds, "s8")
    batch = _together("sqlite_batch", str(path), 1, seconds, "sb")
    found = ledger.audit(store.rows(), store.accounts(), store.head())
    yield Figure("sqlite8.errors", float(eight.errors + len(found)), "", target=0)
    yield Figure("sqlite8.worst_wait_s", eight.worst, "s", target=1)
    yield Figure("sqlite8.per_s", eight.rate, "1/s", peer="one writer", peer_value=single.rate, note="synchronous=FULL")
    yield Figure("sqlite_batch.per_s", batch.rate, "1/s", peer="single posts", peer_value=single.rate)


def _crashes(server: Server, folder: Path, crashes: int) -> Iterator[Figure]:
    """Stop the server as a power cut would, under eight writers; ask again for what was not answered."""
    lost = doubled = drift = unanswered = acknowledged = 0
    draw = random.Random(7)  # noqa: S311 - seeded, so that a run can be repeated
    for crash in range(crashes):
        notes = [folder / f"ack-{crash}-{n}" for n in range(8)]
        writers = [_worker("crash", server.url, f"c{crash}-{n}", 60, notes[n]) for n in range(8)]
        _go(writers)
        time.sleep(0.2 + draw.random() * 0.6)
        server.crash()
        for writer in writers:
            writer.communicate()
        store = ledger.PostgresStore(_connect(server.url), POLICIES)
        asked = [line.split() for note in notes for line in note.read_text().splitlines()]
        answered = {key for word, key in asked if word == "done"}
        open_keys = [key for word, key in asked if word == "ask" and key not in answered]
        lost += len(answered - store.find(sorted(answered)).keys())
        acknowledged, unanswered = acknowledged + len(answered), unanswered + len(open_keys)
        for _ in range(2):
            ledger.post(store, [_command(key) for key in open_keys])
        rows = list(store.rows())
        doubled += len(rows) - len({row.key for row in rows}) + len(open_keys) - len(store.find(open_keys))
        drift += len(ledger.audit(rows, store.accounts(), store.head()))
        store.connection.close()
    note = f"{acknowledged:,} acknowledged, {unanswered} unanswered and asked again twice"
    yield Figure("crash.lost", float(lost), "", crashes, target=0, note=note)
    yield Figure("crash.doubled", float(doubled), "", crashes, target=0)
    yield Figure("crash.drift", float(drift), "", crashes, target=0, note="findings of the audit")


def _command(key: str, src: int | None = None) -> ledger.Command:
    """A transfer; which accounts it joins follows from its key, so that asking again asks the same."""
    first, step = divmod(zlib.crc32(key.encode()), ACCOUNTS - 1)
    one = first % ACCOUNTS
    one, two = FIRST + one, FIRST + (one + step + 1) % ACCOUNTS
    kind = "gift" if src is None else "grant"
    return ledger.Command(
        key, kind, one if src is None else src, two, 5, at=AT, made_by="w1", approved_by="w2", relation="parent"
    )


def _accounts(store: ledger.Store) -> None:
    opened = [(1, "issue", None), (2, "debt", None), (POOL, "pool", -1_000_000_000)]
    opened += [(FIRST + n, "person", -1_000_000_000) for n in range(ACCOUNTS)]
    blank = ledger.Command("", "open", at=AT, made_by="w1", approved_by="w2")
    commands = [
        blank._replace(key=f"open{account}", src=account, settings=ledger.Settings(kind, f"o{account}", floor))
        for account, kind, floor in opened
    ]
    ledger.post(store, commands)


def _connect(url: str) -> Any:
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is measured

    return psycopg.connect(url, autocommit=True)


def _populate(url: str) -> None:
    connection = _connect(url)
    store = ledger.PostgresStore(connection, POLICIES)
    store.create()
    _accounts(store)
    connection.execute(PEER_TABLES + PEER_ROWS)


# A PostgreSQL of its own


@dataclass
class Server:
    """A throw-away cluster with durable commits, over a Unix socket."""

    folder: Path
    binaries: Path
    prefix: list[str]
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = f"postgresql://mulin@/postgres?host={quote(str(self.folder), safe='')}"

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Server]:
        """Start one; it is gone afterwards."""
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
        initdb = str(found[0]) if found else shutil.which("initdb")
        if initdb is None:
            raise Missing("PostgreSQL is not installed. On Debian, as root: apt-get install postgresql")
        prefix: list[str] = []
        folder = Path(tempfile.mkdtemp(prefix="mulin-pg-"))
        if os.geteuid() == 0:  # initdb refuses to be root
            prefix = ["runuser", "-u", "postgres", "--"]
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        server = cls(folder, Path(initdb).parent, prefix)
        try:
            server.call("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "mulin", "-E", "UTF8", "--locale=C")
            server.start()
            yield server
        finally:
            server.call("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop", check=False)
            shutil.rmtree(folder, ignore_errors=True)

    def call(self, program: str, *arguments: str, check: bool = True) -> str:
        """Run one of its programs."""
        done = subprocess.run(  # noqa: S603 - its own programs
            [*self.prefix, str(self.binaries / program), *arguments],
            check=check,
            capture_output=True,
            text=True,
            cwd="/",
        )
        return done.stdout

    def start(self) -> None:
        """Start serving."""
        settings = f"-k {self.folder} -c listen_addresses='' -c fsync=on -c synchronous_commit=on"
        data = str(self.folder / "data")
        self.call("pg_ctl", "-D", data, "-w", "-o", settings, "-l", str(self.folder / "log"), "start")

    def crash(self) -> None:
        """Stop without a checkpoint and start again."""
        self.call("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        self.start()

    def pgbench(self, seconds: float) -> float:
        """Transactions per second of eight clients."""
        script = self.folder / "transfer.sql"
        script.write_text(PGBENCH)
        script.chmod(0o644)
        where = ("-h", str(self.folder), "-U", "mulin")
        told = self.call(
            "pgbench", *where, "-n", "-c8", "-j2", f"-T{max(1, round(seconds))}", "-f", str(script), "postgres"
        )
        return float(told.split("tps = ")[1].split()[0])


# Writers in processes of their own


class Sum(NamedTuple):
    """What some writers did together."""

    rate: float
    errors: int
    worst: float


def _worker(mode: str, where: str, name: str, seconds: float, notes: Path | None = None) -> subprocess.Popen[str]:
    arguments = [mode, where, name, str(seconds), str(notes or "")]
    return subprocess.Popen(  # noqa: S603 - this very module
        [sys.executable, "-m", __name__, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def _go(writers: list[subprocess.Popen[str]]) -> None:
    """Wait until all are ready, then let all loose."""
    for writer in writers:
        if writer.stdout is None or writer.stdout.readline() != "ready\n":
            raise Missing("a writer did not start")
    for writer in writers:
        print("go", file=writer.stdin, flush=True)


def _together(mode: str, where: str, workers: int, seconds: float, name: str) -> Sum:
    writers = [_worker(mode, where, f"{name}-{n}", seconds) for n in range(workers)]
    _go(writers)
    told = [writer.communicate()[0].split() for writer in writers]
    return Sum(
        sum(int(done) / float(took) for done, took, _, _ in told),
        sum(int(errors) for _, _, errors, _ in told),
        max(float(worst) for _, _, _, worst in told),
    )


def _sqlite_connection(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _django(url: str) -> Any:
    """Django's own connection to the cluster."""
    from django.apps import apps  # noqa: PLC0415 - only in a writer's process
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    host = unquote(url.split("host=")[1])
    database = {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": "mulin", "HOST": host}
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=[], USE_TZ=True)
    apps.populate([])
    connection.ensure_connection()
    return connection


def _orm(url: str, *, hot: bool) -> Any:
    """The plain way: models, sorted select_for_update, save, bulk_create."""
    _django(url)
    from django.db import models, transaction  # noqa: PLC0415

    def table(name: str, **columns: Any) -> Any:
        meta = type("Meta", (), {"app_label": "peer", "db_table": f"peer_{name}", "managed": False})
        return type(name.title(), (models.Model,), {"__module__": __name__, "Meta": meta, **columns})

    integer = models.BigIntegerField
    account = table("account", id=models.BigAutoField(primary_key=True), posted=integer())
    transfer = table(
        "transfer", id=models.BigAutoField(primary_key=True), key=models.TextField(unique=True), minutes=integer()
    )
    leg = table(
        "leg", id=models.BigAutoField(primary_key=True), minutes=integer(), after=integer(),
        transfer=models.ForeignKey(transfer, models.PROTECT), account=models.ForeignKey(account, models.PROTECT),
    )  # fmt: skip

    def post(key: str) -> int:
        wanted = _command(key, POOL if hot else None)
        with transaction.atomic():
            if transfer.objects.filter(key=key).exists():
                return 0
            rows = account.objects.select_for_update().filter(id__in=[wanted.src, wanted.dst]).order_by("id")
            held = {row.id: row for row in rows}
            held[wanted.src].posted -= wanted.minutes
            held[wanted.dst].posted += wanted.minutes
            made = transfer.objects.create(key=key, minutes=wanted.minutes)
            account.objects.bulk_update(held.values(), ["posted"])
            signed = ((held[wanted.src], -wanted.minutes), (held[wanted.dst], wanted.minutes))
            leg.objects.bulk_create(
                [leg(transfer=made, account=row, minutes=minutes, after=row.posted) for row, minutes in signed]
            )
        return 1

    return post


def _poster(mode: str, where: str) -> Any:
    """How this writer posts one key."""
    if mode in {"orm", "hot_orm"}:
        return _orm(where, hot=mode == "hot_orm")
    src = POOL if mode == "hot" else None
    size = BATCH if mode in {"batch", "hot", "sqlite_batch"} else 1
    store: ledger.Store
    if mode.startswith("sqlite"):
        store, queue = ledger.SqliteStore(_sqlite_connection(Path(where)), POLICIES), ledger.Turnstile(Path(where))
    else:
        store, queue = ledger.PostgresStore(_django(where).connection, POLICIES, grouped=mode != "plain"), None

    def post(key: str) -> int:
        commands = [_command(f"{key}-{n}" if size > 1 else key, src) for n in range(size)]
        with queue.turn() if queue else nullcontext():
            results = ledger.post(store, commands)
        return sum(isinstance(result, ledger.Posted | ledger.Exists) for result in results)

    return post


def main(mode: str, where: str, name: str, seconds: float, notes: str) -> None:
    """Post until the time is over; say how many, in how long, how many errors, the longest wait."""
    post = _poster(mode, where)
    post(f"{name}-first")
    out = Path(notes or os.devnull).open("w", buffering=1)  # noqa: SIM115 - open until the end of the process
    print("ready", flush=True)
    sys.stdin.readline()
    done = errors = count = 0
    worst, start = 0.0, time.perf_counter()
    while (now := time.perf_counter()) - start < seconds:
        key, count = f"{name}-{count}", count + 1
        out.write(f"ask {key}\n")
        try:
            posted = post(key)
        except sqlite3.Error:
            posted, errors = 0, errors + 1
        done += posted
        worst = max(worst, time.perf_counter() - now)
        if posted:
            out.write(f"done {key}\n")
    print(done, time.perf_counter() - start, errors, worst, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]), sys.argv[5])
