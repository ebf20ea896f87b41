"""Set before Django reads its settings (a plugin named in pyproject.toml): tests never touch a real home folder."""

import os
import tempfile

os.environ["MULIN_MODE"] = "test"
os.environ["MULIN_HOME"] = tempfile.mkdtemp(prefix="mulin-test-")
