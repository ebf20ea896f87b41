"""`python -m mulin`: the command line."""

from mulin.project.cli import main

raise SystemExit(main())
