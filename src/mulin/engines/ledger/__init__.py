"""The ledger of the love savings card: a pure, deterministic state machine in whole minutes."""

from mulin.engines.ledger.account import Account
from mulin.engines.ledger.audit import Finding, audit
from mulin.engines.ledger.command import Command, Settings, Visit
from mulin.engines.ledger.kinds import TRANSFERS
from mulin.engines.ledger.memory import MemoryStore
from mulin.engines.ledger.minting import creditable
from mulin.engines.ledger.policy import Flaw, Policy, flaws, in_force, local_day
from mulin.engines.ledger.postgres import PostgresStore
from mulin.engines.ledger.posting import apply, apply_batch
from mulin.engines.ledger.proof import HoursProof, Seal, certificate, proves, seal
from mulin.engines.ledger.replay import replay
from mulin.engines.ledger.result import REFUSALS, Exists, Posted, Refused, Result
from mulin.engines.ledger.row import Row
from mulin.engines.ledger.split import pool_split
from mulin.engines.ledger.sqlite import SqliteStore
from mulin.engines.ledger.state import State, head
from mulin.engines.ledger.statement import Statement, lapsing, statement
from mulin.engines.ledger.store import Needs, Store, TornError, needs, post
from mulin.engines.ledger.turnstile import Turnstile

__all__ = [
    "REFUSALS",
    "TRANSFERS",
    "Account",
    "Command",
    "Exists",
    "Finding",
    "Flaw",
    "HoursProof",
    "MemoryStore",
    "Needs",
    "Policy",
    "Posted",
    "PostgresStore",
    "Refused",
    "Result",
    "Row",
    "Seal",
    "Settings",
    "SqliteStore",
    "State",
    "Statement",
    "Store",
    "TornError",
    "Turnstile",
    "Visit",
    "apply",
    "apply_batch",
    "audit",
    "certificate",
    "creditable",
    "flaws",
    "head",
    "in_force",
    "lapsing",
    "local_day",
    "needs",
    "pool_split",
    "post",
    "proves",
    "replay",
    "seal",
    "statement",
]
