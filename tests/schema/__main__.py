"""``python -m tests.schema``: Schemathesis against both databases, the long form."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.databases import PostgresqlFactory, SqliteFactory, opened
from tests.schema.campaign import Outcome, run


def told(found: Outcome) -> None:
    """Print what came of a run."""
    print(found.output)
    done = len(found.operations) - len(found.missing)
    print(
        f"== {found.database}: {done} of {len(found.operations)} operations exercised with 2xx, "
        f"{found.cases} cases, {sum(found.probes.values())} requests of a peer for what is another's, "
        f"{found.seconds:.0f} s, exit {found.code}"
    )
    for operation, why in found.missing.items():
        print(f"   never 2xx: {operation}  {why}")


def main() -> int:
    """Run, print, and fail if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.schema", description=__doc__)
    parser.add_argument("--examples", type=int, default=50, help="generated cases for each operation")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database alone")
    parser.add_argument("rest", nargs="*", help="more arguments for schemathesis run, after --")
    asked = parser.parse_args()
    arguments = ["--max-examples", str(asked.examples), *asked.rest]
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("sqlite", "postgresql"):
            if asked.only in (None, name):
                place = Path(folder) / name
                (place / "data").mkdir(parents=True)
                outcomes.append(_on(name, place, arguments))
                told(outcomes[-1])
    return int(any(found.code or not found.probes for found in outcomes))


def _on(name: str, folder: Path, arguments: list[str]) -> Outcome:
    if name == "sqlite":
        with opened(SqliteFactory(folder / "data")) as store:
            return run(store, name, folder, arguments)
    with tempfile.TemporaryDirectory(prefix="coldtrace-pg-") as data:
        Path(data).chmod(0o755)
        factory = PostgresqlFactory(Path(data), f"schema{os.getpid()}")
        try:
            with opened(factory) as store:
                return run(store, name, folder, arguments)
        finally:
            factory.admin.close()


if __name__ == "__main__":
    sys.exit(main())
