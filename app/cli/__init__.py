"""The command line: ``coldtrace demo | serve | trace | import | rebuild | policy | settings``."""

from __future__ import annotations

import os
import sys

from app.cli.commands import app
from app.cli.failures import FORESEEN, told


def main() -> None:
    """Run a command. What was foreseen is one plain sentence and exit status 1; Ctrl-C is 130."""
    language = "zh" if os.environ.get("COLDTRACE_LANGUAGE") == "zh" else "en"
    try:
        app()
    except FORESEEN as error:
        sys.exit(told(error, language))


__all__ = ["main"]
