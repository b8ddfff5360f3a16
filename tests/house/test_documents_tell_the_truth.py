"""The written pages against the code that they speak of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def glossary_words() -> set[str]:
    """Every word the glossary gives in bold, and every name of a table that it gives in code."""
    text = (ROOT / "GLOSSARY.md").read_text()
    bold = {re.sub(r"[^a-z]", "", word.casefold()) for word in re.findall(r"\*\*([^*]+)\*\*", text)}
    code = {word.casefold() for word in re.findall(r"`(\w+)`", text)}
    return bold | code


def unknown(names: list[str]) -> list[str]:
    return [name for name in names if name.casefold() not in glossary_words()]


def test_every_table_is_in_the_glossary() -> None:
    names = [model.__name__ for model in apps.get_models() if model.__module__.startswith("plait.")]
    assert len(names) > 10
    assert unknown(names) == []


def test_word_outside_the_glossary_is_seen() -> None:
    assert unknown(["Tenant"]) == ["Tenant"]


def broken_links(text: str, folder: Path) -> list[str]:
    """Links of a page to files that are not there."""
    found = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    return [
        link for link in found if "://" not in link and not link.startswith("mailto:") and not (folder / link).exists()
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page.read_text(), page.parent) == []


def test_broken_link_is_seen() -> None:
    assert broken_links("[x](nowhere.md)", ROOT) == ["nowhere.md"]


def test_storeys_of_the_architecture_are_the_packages() -> None:
    told = set(re.findall(r"\b[a-z_]+\b", (ROOT / "ARCHITECTURE.md").read_text().split("```")[1]))
    packages = {path.parent.name for path in (ROOT / "plait").glob("*/__init__.py")}
    assert packages <= told


def test_readme_gives_the_two_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    script = (ROOT / "dev.py").read_text()
    for word in ("demo", "test"):
        assert f"python3 dev.py {word}" in readme
        assert f"def {word}(" in script


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
