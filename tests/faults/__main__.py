"""``python -m tests.faults outbox``. Campaigns too long for every run; each has a short form."""

from __future__ import annotations

import sys

from tests.faults import outbox

CAMPAIGNS = {"outbox": outbox.main}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in CAMPAIGNS:
        sys.exit(f"usage: python -m tests.faults {' | '.join(CAMPAIGNS)}")
    CAMPAIGNS[sys.argv[1]]()
