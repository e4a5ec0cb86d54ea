"""The short form of the campaign: what the document promises, asked over HTTP by two peers."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.store.session import Store
from tests.schema.campaign import run

#: Coverage, and more than one generated case for each operation, are the long form's.
SHORT = ["--phases", "examples,fuzzing,stateful", "--max-examples", "1", "--seed", "20201114"]


@pytest.mark.slow
def test_the_service_keeps_to_its_document(store: Store, tmp_path: Path) -> None:
    kind = "sqlite" if store.sqlite else "postgresql"
    found = run(store, kind, tmp_path, SHORT, told=False)
    assert found.code == 0, found.output
    assert found.missing == {}
    assert found.probes
