"""The README's ten requests, run by a shell against a freshly told demonstration."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import orjson
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demonstration that serves."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    env = os.environ | {"COLDTRACE_HOME": str(home), "COLDTRACE_PORT": str(port)}
    command = [sys.executable, "-c", "from app.cli import main; main()", "demo"]
    serving = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    where = f"http://127.0.0.1:{port}"
    try:
        _wait(where, serving)
        yield where
    finally:
        serving.terminate()
        serving.wait(30)


def _wait(where: str, serving: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert serving.poll() is None
        try:
            httpx.get(f"{where}/healthz").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the demonstration did not begin to serve")


def test_ten_requests_lead_from_a_packing_list_to_a_trace(address: str, tmp_path: Path) -> None:
    (story,) = re.findall(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    script = story.replace("http://127.0.0.1:8642", address)
    told = subprocess.run(
        ["bash", "-eu"], input=script, capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (told.returncode, told.stderr) == (0, "")
    answers = [orjson.loads(line) for line in told.stdout.splitlines()]
    manifest, arrived, unloaded, coded, scanned, refused, hidden, trace, hold, holds = answers
    assert (manifest["outcome"], manifest["rows"]) == ("imported", 2)
    assert arrived["fact"] < unloaded["fact"]
    assert (coded["count"], scanned["carton"], scanned["held"]) == (12, 1, False)
    missing = {each["code"] for each in refused["reasons"]}
    assert {"not_disinfected", "plan_missing", "not_released"} <= missing
    assert (hidden["status"], hidden["title"]) == (404, "not_found")
    assert trace["batches"][0]["origin"]["declaration"] == "350120210000126"
    assert hold["hold"] in [each["hold"] for each in holds["rows"]]
