"""The two PostgreSQL functions of the ledger: lock and load, and flush.

Both do one thing after another in one call. A single statement with data-modifying CTEs is never used: under
READ COMMITTED it loses updates of rows that another transaction changed while it waited.
"""

from __future__ import annotations

from mulin.engines.ledger.account import Account
from mulin.engines.ledger.assemble import ACCOUNT_COLUMNS, ROW_COLUMNS, dead
from mulin.engines.ledger.row import FIELDS

_TEXTS = frozenset(
    {"key", "kind", "phase", "visit", "helper", "served", "policy", "made_by", "approved_by", "basis", "hash"}
    | {"owner", "status"}
)

_LOAD = """
CREATE OR REPLACE FUNCTION {p}_load(v_accounts bigint[], v_keys text[], v_refs text[], v_visits text[],
 v_helpers text[], v_since bigint, v_roles boolean, v_grouped boolean) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
 v_firsts bigint[]; v_ids bigint[] := v_accounts; v_numbers bigint[]; v_head json; v_known json; v_balances json;
 v_answers json; v_uses json; v_services json;
BEGIN
 IF v_grouped THEN SET LOCAL synchronous_commit = off; END IF;
 -- Which accounts: what is read here never changes, so it may be read before the locks are taken.
 IF cardinality(v_refs) > 0 THEN
  SELECT v_ids || array_agg(src) || array_agg(dst) INTO v_ids FROM {p}_row WHERE dst IS NOT NULL AND first IN
   (SELECT first FROM {p}_row WHERE key = ANY(v_refs));
  v_ids := coalesce(v_ids, v_accounts);
 END IF;
 IF v_roles THEN
  SELECT v_ids || coalesce(array_agg(id), '{{}}') INTO v_ids FROM {p}_account WHERE kind IN ('issue', 'debt');
 END IF;
 SELECT v_ids || coalesce(array_agg(DISTINCT pool), '{{}}') INTO v_ids
  FROM {p}_account WHERE id = ANY(v_ids) AND pool IS NOT NULL;
 SELECT json_agg(json_build_array({accounts})) INTO v_balances FROM
  (SELECT * FROM {p}_account WHERE id = ANY(v_ids) ORDER BY id FOR NO KEY UPDATE) t;
 SELECT json_build_array(number, hash) INTO v_head FROM {p}_head FOR UPDATE;
 -- The head is ours: nothing below can change any more.
 IF v_roles THEN -- an account opened while we waited has no lock of ours, but is there now
  SELECT json_agg(json_build_array({accounts})) INTO v_balances FROM
   (SELECT * FROM {p}_account WHERE id = ANY(v_ids) OR kind IN ('issue', 'debt') ORDER BY id) t;
 END IF;
 SELECT array_agg(DISTINCT first) INTO v_firsts FROM {p}_row WHERE key = ANY(v_keys);
 IF v_firsts IS NOT NULL THEN
  SELECT array_agg(number) INTO v_numbers FROM {p}_row WHERE first = ANY(v_firsts);
  SELECT array_agg(DISTINCT n) INTO v_numbers FROM (SELECT unnest(v_numbers) AS n UNION
   SELECT settles FROM {p}_row WHERE number = ANY(v_numbers) AND settles IS NOT NULL) o;
  SELECT json_agg({row}) INTO v_known FROM
   (SELECT * FROM {p}_row WHERE number = ANY(v_numbers) ORDER BY number) t;
  SELECT json_agg(json_build_array(reverses, settles, number)) INTO v_answers FROM {p}_row
   WHERE reverses = ANY(v_numbers) OR settles = ANY(v_numbers);
 END IF;
 IF cardinality(v_visits) > 0 THEN
  SELECT json_agg(json_build_array(t.visit, t.turn, NOT {dead}) ORDER BY t.visit, t.turn) INTO v_uses
   FROM {p}_row t WHERE t.visit = ANY(v_visits);
 END IF;
 IF cardinality(v_helpers) > 0 THEN
  SELECT json_agg(json_build_array(t.helper, t.number, t.served, t.began, t.ended, t.minutes, t.at) ORDER BY t.number)
   INTO v_services FROM {p}_row t WHERE t.helper = ANY(v_helpers) AND t.began >= v_since AND NOT {dead};
 END IF;
 RETURN json_build_array(v_head, v_balances, v_known, v_answers, v_uses, v_services)::text;
END $$"""

_FLUSH = """
CREATE OR REPLACE FUNCTION {p}_flush(v_rows text, v_accounts text, v_before bigint, v_number bigint, v_hash text)
RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE v_count bigint; v_wrote bigint;
BEGIN
 INSERT INTO {p}_row ({row_columns}) SELECT {row_columns} FROM json_to_recordset(v_rows::json) AS t({row_types});
 GET DIAGNOSTICS v_wrote = ROW_COUNT;
 IF v_wrote <> v_number - v_before THEN RAISE EXCEPTION 'wrote % rows of %', v_wrote, v_number - v_before; END IF;
 INSERT INTO {p}_account AS a ({account_columns})
  SELECT {account_columns} FROM json_to_recordset(v_accounts::json) AS t({account_types}) ORDER BY id
  ON CONFLICT (id) DO UPDATE SET floor = excluded.floor, ceiling = excluded.ceiling, pool = excluded.pool,
  status = excluded.status, seq = excluded.seq, posted = excluded.posted, held_out = excluded.held_out,
  held_in = excluded.held_in, owed = excluded.owed WHERE a.seq < excluded.seq;
 GET DIAGNOSTICS v_count = ROW_COUNT;
 UPDATE {p}_head SET number = v_number, hash = v_hash WHERE number = v_before;
 IF NOT FOUND THEN RAISE EXCEPTION 'the head is not at %', v_before; END IF;
 RETURN v_count;
END $$"""


def _types(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {'text' if name in _TEXTS else 'bigint'}" for name in names)


def functions(prefix: str = "ledger") -> list[str]:
    """Statements that create `<prefix>_load` and `<prefix>_flush`.

    Examples
    --------
    >>> [statement.split("(")[0].split()[-1] for statement in functions("bank")]
    ['bank_load', 'bank_flush']

    """
    load = _LOAD.format(
        p=prefix,
        accounts=ACCOUNT_COLUMNS,
        row=f"json_build_array({ROW_COLUMNS})",
        dead=dead(prefix),
    )
    flush = _FLUSH.format(
        p=prefix,
        row_columns=ROW_COLUMNS,
        row_types=_types(FIELDS),
        account_columns=ACCOUNT_COLUMNS,
        account_types=_types(Account._fields),
    )
    return [load, flush]
