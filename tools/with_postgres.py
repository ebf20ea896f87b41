"""Run a command with DATABASE_URL set to a throw-away PostgreSQL cluster.

Without PostgreSQL: says how to install it and ends with 0, in CI with 1.
"""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.cluster import NoPostgres, cluster

try:
    with cluster() as url:
        status = subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode  # noqa: S603
except NoPostgres as reason:
    print(f"Not run on PostgreSQL: {reason}")
    status = 1 if os.environ.get("CI") else 0
raise SystemExit(status)
