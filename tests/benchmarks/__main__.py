"""``python -m tests.benchmarks facts | import | labels | scans | trace``: ratios in one run count."""

from __future__ import annotations

import sys

from tests.benchmarks import facts, importing, labels, scans, trace

MEASURED = {
    "facts": facts.main,
    "import": importing.main,
    "labels": labels.main,
    "scans": scans.main,
    "trace": trace.main,
}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in MEASURED:
        sys.exit(f"usage: python -m tests.benchmarks {' | '.join(MEASURED)}")
    MEASURED[sys.argv[1]]()
