"""Tables, constraints and triggers of the ledger for SQLite and PostgreSQL.

One row holds both sides of a transfer, so a half-written transfer cannot be stored.
"""

from __future__ import annotations

from mulin.canon import GENESIS

_COLUMNS = (
    ("number", "{big} PRIMARY KEY"),
    ("key", "{text} NOT NULL UNIQUE"),
    ("kind", "{text} NOT NULL"),
    ("phase", "{text} NOT NULL CHECK (phase IN ('posted', 'held', 'settled', 'voided', 'expired', 'account'))"),
    ("src", "{big} NOT NULL"),
    ("dst", "{big}"),
    ("minutes", "{big} NOT NULL"),
    ("src_seq", "{big} NOT NULL"),
    ("dst_seq", "{big}"),
    ("src_after", "{big} NOT NULL"),
    ("dst_after", "{big}"),
    ("visit", "{text}"),
    ("turn", "{big}"),
    ("helper", "{text}"),
    ("served", "{text}"),
    ("began", "{big}"),
    ("ended", "{big}"),
    ("reverses", "{big} UNIQUE"),
    ("settles", "{big} UNIQUE"),
    ("first", "{big} NOT NULL"),
    ("policy", "{text}"),
    ("made_by", "{text} NOT NULL"),
    ("approved_by", "{text} NOT NULL"),
    ("at", "{big} NOT NULL"),
    ("until", "{big}"),
    ("basis", "{text} NOT NULL"),
    ("hash", "{text} NOT NULL"),
)
_RULES = (
    "UNIQUE (src, src_seq)",
    "UNIQUE (dst, dst_seq)",
    "UNIQUE (visit, turn)",
    "CHECK ((phase = 'account') = (dst IS NULL))",
    "CHECK ((phase = 'account') = (minutes = 0) AND minutes >= 0)",
    "CHECK (src <> dst)",
    "CHECK ((visit IS NULL) = (turn IS NULL))",
    "CHECK (kind <> 'earn' OR phase NOT IN ('posted', 'held') OR visit IS NOT NULL)",
    "CHECK ((kind = 'reversal') = (reverses IS NOT NULL))",
)
_ACCOUNT = """CREATE TABLE {p}_account (
 id {big} PRIMARY KEY, kind {text} NOT NULL, owner {text} NOT NULL, floor {big}, ceiling {big}, pool {big},
 status {text} NOT NULL CHECK (status IN ('open', 'frozen', 'closed')), seq {big} NOT NULL, posted {big} NOT NULL,
 held_out {big} NOT NULL CHECK (held_out >= 0), held_in {big} NOT NULL CHECK (held_in >= 0),
 owed {big} NOT NULL CHECK (owed >= 0), CHECK (floor IS NULL OR posted - held_out >= floor)){storage}"""
_HEAD = "CREATE TABLE {p}_head (id {big} PRIMARY KEY CHECK (id = 1), number {big} NOT NULL, hash {text} NOT NULL)"

_SQLITE_GUARDS = {
    "row_update": "BEFORE UPDATE ON {p}_row BEGIN SELECT RAISE(ABORT, '{p}_row is append-only'); END",
    "row_delete": "BEFORE DELETE ON {p}_row BEGIN SELECT RAISE(ABORT, '{p}_row is append-only'); END",
    "row_gap": "BEFORE INSERT ON {p}_row WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM {p}_row) "
    "BEGIN SELECT RAISE(ABORT, '{p}_row has no gaps'); END",
    "account_delete": "BEFORE DELETE ON {p}_account BEGIN SELECT RAISE(ABORT, '{p}_account is never deleted'); END",
    "head_delete": "BEFORE DELETE ON {p}_head BEGIN SELECT RAISE(ABORT, '{p}_head is never deleted'); END",
}


def tables(dialect: str, prefix: str = "ledger") -> list[str]:
    """Statements that create the tables `<prefix>_account`, `_row` and `_head`.

    Parameters
    ----------
    dialect : str
        `sqlite` or `postgresql`.
    prefix : str
        Of the table names; plain letters and underscores.

    Examples
    --------
    >>> len(tables("sqlite"))
    6

    """
    sqlite = dialect == "sqlite"
    words = {
        "p": prefix,
        "big": "integer" if sqlite else "bigint",
        "text": "text" if sqlite else 'text COLLATE "C"',
        "storage": "" if sqlite else " WITH (fillfactor = 70)",
    }
    columns = [f"{name} {kind.format(**words)}" for name, kind in _COLUMNS]
    return [
        _ACCOUNT.format(**words),
        f"CREATE TABLE {prefix}_row ({', '.join((*columns, *_RULES))})",
        f"CREATE INDEX {prefix}_row_helper ON {prefix}_row (helper, began) WHERE helper IS NOT NULL",
        f"CREATE INDEX {prefix}_row_first ON {prefix}_row (first)",
        _HEAD.format(**words),
        f"INSERT INTO {prefix}_head (id, number, hash) VALUES (1, 0, '{GENESIS}')",  # noqa: S608 - no outside text
    ]


def guards(dialect: str, prefix: str = "ledger") -> list[str]:
    """Statements that (re)install the triggers which make the journal append-only."""
    if dialect == "sqlite":
        return [
            statement
            for name, text in _SQLITE_GUARDS.items()
            for statement in (
                f"DROP TRIGGER IF EXISTS {prefix}_{name}",
                f"CREATE TRIGGER {prefix}_{name} {text.format(p=prefix)}",
            )
        ]
    refuse = "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    made = [f"CREATE OR REPLACE FUNCTION {prefix}_refuse() RETURNS trigger LANGUAGE plpgsql AS {refuse}"]
    for table, events in (("row", "UPDATE OR DELETE"), ("account", "DELETE"), ("head", "DELETE")):
        for name, when in (("change", events), ("truncate", "TRUNCATE")):
            trigger = f"{prefix}_{table}_{name}"
            made += [
                f"DROP TRIGGER IF EXISTS {trigger} ON {prefix}_{table}",
                f"CREATE TRIGGER {trigger} BEFORE {when} ON {prefix}_{table} EXECUTE FUNCTION {prefix}_refuse()",
            ]
    return made


def unguard(dialect: str, prefix: str = "ledger") -> list[str]:
    """Statements that remove the triggers: for rebuilding tables and for flushing test databases."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {prefix}_{name}" for name in _SQLITE_GUARDS]
    return [f"DROP FUNCTION IF EXISTS {prefix}_refuse() CASCADE"]
