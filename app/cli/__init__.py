"""The command line: ``coldtrace demo | serve | trace | rebuild | policy | settings``."""

from app.cli.commands import main

__all__ = ["main"]
