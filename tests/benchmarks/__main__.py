"""``python -m tests.benchmarks`` and a name: what counts are ratios within one run."""

from __future__ import annotations

import sys

from tests.benchmarks import facts, importing, incident, labels, scans, trace

MEASURED = {
    "facts": facts.main,
    "import": importing.main,
    "incident": incident.main,
    "labels": labels.main,
    "scans": scans.main,
    "trace": trace.main,
}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in MEASURED:
        sys.exit(f"usage: python -m tests.benchmarks {' | '.join(MEASURED)}")
    MEASURED[sys.argv[1]]()
