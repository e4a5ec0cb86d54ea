"""The command line: ``coldtrace demo | serve | trace | import | rebuild | policy | settings``."""

from app.cli.commands import main

__all__ = ["main"]
