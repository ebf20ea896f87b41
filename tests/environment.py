"""Set before Django reads its settings (a plugin named in pyproject.toml): tests never touch a real home folder."""

import atexit
import os
import shutil
import tempfile

from hypothesis import settings

os.environ["MULIN_MODE"] = "test"
os.environ["MULIN_HOME"] = tempfile.mkdtemp(prefix="mulin-test-")
atexit.register(shutil.rmtree, os.environ["MULIN_HOME"], ignore_errors=True)

# the same examples each time, and no failure because the machine was busy; long random runs look further
settings.register_profile("mulin", deadline=None, derandomize=not os.environ.get("MULIN_SOAK"))
settings.load_profile("mulin")
