"""What lies on a device opens with its PIN alone, in the place where it was put; wrong tries have to wait."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path


def test_the_vault() -> None:
    node = shutil.which("node")
    assert node, "Node is needed: install nodejs."
    ran = subprocess.run([node, Path(__file__).with_name("vault.mjs")], capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout)
    assert found["opened"] == "Kestrel-harbour-7719"
    assert (found["elsewhere"], found["wrong"], found["other"]) == (None, None, None)
    assert found["hidden"]
    assert found["differs"]  # the same words twice do not look the same
    assert not found["extractable"]
    assert found["rounds"] >= 600_000
    assert found["least"] >= 6
    assert found["waits"] == [0, 0, 30, 60, 3600]
