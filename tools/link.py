"""Put src/ on the path of the environment that runs this file, and the `mulin` command beside its python."""

import sys
import sysconfig
from pathlib import Path

root = Path(__file__).resolve().parent.parent
Path(sysconfig.get_path("purelib"), "mulin.pth").write_text(f"{root / 'src'}\n", encoding="utf-8")
command = Path(sys.executable).parent / "mulin"
command.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m mulin \"$@\"\n", encoding="utf-8")
command.chmod(0o755)
