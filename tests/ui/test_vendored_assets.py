"""The committed stylesheet, scripts and fonts: all there, small enough, in the colours that documents use."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from plait.adapters import palette
from plait.ui.assets import FOLDER, names

ROOT = Path(__file__).resolve().parents[2]
SCSS = (ROOT / "assets" / "scss" / "_palette.scss").read_text(encoding="utf-8")
CSS = (FOLDER / names()["plait.css"]).read_text(encoding="utf-8")


def test_the_list_names_exactly_what_is_there() -> None:
    assert sorted([*names().values(), "manifest.json"]) == sorted(path.name for path in FOLDER.iterdir())


def test_every_name_but_the_favicon_carries_a_version_or_hash() -> None:
    for name in set(names().values()) - {"favicon.svg"}:
        assert re.search(r"-([0-9a-f]{10}|\d+\.\d+\.\d+)\.\w+$", name), name


def test_sizes_are_bearable() -> None:
    assert len(CSS.encode()) <= 130 * 1024
    scripts = {name: (FOLDER / names()[name]).stat().st_size for name in names() if name.endswith(".js")}
    of_the_day = {"idb.js", *(name for name in scripts if name.startswith("day"))}  # loaded by one page only
    assert sum(size for name, size in scripts.items() if name not in of_the_day) <= 110 * 1024
    assert sum(scripts[name] for name in of_the_day) <= 48 * 1024


def test_what_the_stylesheet_asks_for_is_there() -> None:
    asked = set(re.findall(r"url\(\"?([^)\"]+)\"?\)", CSS))
    assert asked
    assert {one for one in asked if not one.startswith("data:")} <= set(names().values())


def test_nothing_that_belongs_to_gov_uk_alone() -> None:
    assert "GDS Transport" not in CSS
    assert "crown" not in CSS.lower()
    assert not re.search(r"(url\(\W*|@import\W*)https?:", CSS)


def test_scripts_name_the_file_that_is_there() -> None:
    script = (FOLDER / names()["plait.js"]).read_text(encoding="utf-8")
    assert f'"./{names()["govuk-frontend.min.js"]}"' in script


def scss(name: str) -> str:
    found = re.search(rf"^\${name}: (#[0-9a-f]{{6}});", SCSS, re.MULTILINE)
    assert found, name
    return found.group(1)


@pytest.mark.parametrize(
    "name", ["ink", "accent", "paper", "white", "quiet", "line", "edge", "wash", "self", "peer", "support"]
)
def test_pages_and_documents_share_their_colours(name: str) -> None:
    assert scss(name) == getattr(palette, name.upper())


def test_pages_and_documents_share_the_levels() -> None:
    block = SCSS[SCSS.index("$levels: (") : SCSS.index("$steps: (")]
    assert tuple(re.findall(r"#[0-9a-f]{6}", block)) == palette.LEVELS
    steps = SCSS[SCSS.index("$steps: (") : SCSS.index("$dark: (")]
    found = {
        int(count): tuple(int(one) for one in re.findall(r"\d", inner))
        for count, inner in re.findall(r"(\d): \(([\d, ]+)\)", steps)
    }
    assert found == palette.STEPS


def test_pages_and_documents_share_the_dark() -> None:
    block = SCSS[SCSS.index("$dark: (") :]
    found = dict(re.findall(r"^  ([\w-]+): (#[0-9a-f]{6})", block, re.MULTILINE))
    found["white"] = found["surface"]
    assert {name: found[name] for name in palette.DARK} == palette.DARK


LIGHT_TEXT = ["ink", "accent", "quiet", "error", "visited", "support"]


@pytest.mark.parametrize(("text", "ground"), list(itertools.product(LIGHT_TEXT, ["paper", "white"])))
def test_text_can_be_read_in_the_light(text: str, ground: str) -> None:
    assert palette.contrast(scss(text), scss(ground)) >= 4.5


def test_edges_of_controls_can_be_seen() -> None:
    assert palette.contrast(scss("edge"), scss("paper")) >= 3
    assert palette.contrast(scss("accent"), scss("paper")) >= 3  # the focus ring


def test_text_can_be_read_on_every_level() -> None:
    for count in range(1, 7):
        for ground, text in palette.level_colours(count):
            assert palette.contrast(ground, text) >= 4.5


def test_licences_of_what_is_vendored_lie_beside() -> None:
    kept = {path.name for path in (ROOT / "LICENSES").iterdir()}
    assert {"govuk-frontend-MIT.txt", "htmx-0BSD.txt", "idb-ISC.txt", "source-sans-3-OFL-1.1.txt"} <= kept
