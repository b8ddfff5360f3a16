"""A device whose review a school asked to forget: hands in, forgets, confirms once; however the network is cut."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path


def test_every_way_to_be_cut() -> None:
    node = shutil.which("node")
    assert node, "Node is needed: install nodejs."
    ran = subprocess.run([node, Path(__file__).with_name("leaving.mjs")], capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout)
    assert len(found["tries"]) == 972
    assert {each["cuts"] for each in found["tries"]} == {0, 1, 2}
    for each in found["tries"]:
        assert not each["held"], each
        assert (each["devices"], each["again"]) == (1, 0), each
        handed = each["notes"] if each["may"] else 0
        assert each["kept"] == handed, each
        assert each["said"] == [handed, each["notes"] - handed], each
    assert found["ended"]["kept"] == 1
    assert found["ended"]["held"] is None
    said = found["ended"]["said"]
    assert (said["handed"], said["gone"], said["confirmed"]) == (0, 2, True)
