"""Every variable that the settings read is on the page that lists them, and the other way round."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def read_by(source: str) -> set[str]:
    return set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', source)) | (
        {"DATABASE_URL"} if "env.db_url" in source else set()
    ) | ({"EMAIL_URL"} if "env.email_url" in source else set())  # fmt: skip


def told(page: str) -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))


def test_settings_and_their_page_agree() -> None:
    settings = (ROOT / "plait" / "config" / "settings.py").read_text()
    assert read_by(settings) == told((ROOT / "docs" / "settings.md").read_text())


def test_an_untold_setting_is_seen() -> None:
    assert read_by('env.bool("PLAIT_NEW", False)') == {"PLAIT_NEW"}
