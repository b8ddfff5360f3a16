"""The rules of the house that a linter cannot say, each with an example that proves it bites."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAIT = ROOT / "plait"
LINE_LIMIT = 400
BANNED_NAMES = {"utils", "helpers", "common", "tools", "core", "misc"}
MODEL_FREE = {"views", "forms", "pages"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("plait", cache_dir=None)


def foreign_models(imports: Iterable[tuple[str, str]]) -> list[str]:
    """Imports of another app's models. ``imports`` pairs importer and imported module."""
    return [
        f"{importer} imports {imported}"
        for importer, imported in imports
        if imported.split(".")[-1] == "models" and importer.split(".")[1] != imported.split(".")[1]
    ]


def models_in_pages(imports: Iterable[tuple[str, str]]) -> list[str]:
    """Views, forms and pages that reach for models instead of queries and actions."""
    return [
        f"{importer} imports {imported}"
        for importer, imported in imports
        if imported.split(".")[-1] == "models" and MODEL_FREE & set(importer.split(".")[2:])
    ]


def pairs(graph: grimp.ImportGraph) -> list[tuple[str, str]]:
    return [(module, found) for module in graph.modules for found in graph.find_modules_directly_imported_by(module)]


def test_nobody_imports_a_foreign_model(graph: grimp.ImportGraph) -> None:
    assert len(pairs(graph)) > 100, "the import graph was not found"
    assert foreign_models(pairs(graph)) == []


def test_foreign_model_is_seen() -> None:
    assert foreign_models([("plait.journey.queries", "plait.peerreview.models")])
    assert not foreign_models([("plait.peerreview.queries", "plait.peerreview.models")])


def test_views_forms_and_pages_know_no_models(graph: grimp.ImportGraph) -> None:
    assert models_in_pages(pairs(graph)) == []


def test_model_in_a_view_is_seen() -> None:
    assert models_in_pages([("plait.schools.views", "plait.schools.models")])
    assert models_in_pages([("plait.schools.pages.search", "plait.schools.models")])


def python_files() -> list[Path]:
    return [path for path in PLAIT.rglob("*.py") if "migrations" not in path.parts]


def too_long(files: Iterable[tuple[str, int]]) -> list[str]:
    return [f"{name}: {lines} lines" for name, lines in files if lines > LINE_LIMIT]


def test_no_file_is_too_long_to_hold() -> None:
    files = python_files() + list((ROOT / "tests").rglob("*.py"))
    assert too_long((str(path.relative_to(ROOT)), len(path.read_text().splitlines())) for path in files) == []


def test_long_file_is_seen() -> None:
    assert too_long([("views.py", LINE_LIMIT + 1)])
    assert not too_long([("views.py", LINE_LIMIT)])


def says_nothing(names: Iterable[str]) -> list[str]:
    return [name for name in names if Path(name).stem in BANNED_NAMES or set(Path(name).parts[:-1]) & BANNED_NAMES]


def test_every_name_says_something() -> None:
    assert says_nothing(str(path.relative_to(PLAIT)) for path in python_files()) == []


def test_name_that_says_nothing_is_seen() -> None:
    assert says_nothing(["schools/utils.py", "common/views.py"]) == ["schools/utils.py", "common/views.py"]


def clock_readers(source: str) -> list[str]:
    """Calls in ``domain`` that read a clock or make up numbers by themselves."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called = ast.unparse(node.func)
            if called.endswith("random.default_rng") and node.args:
                continue  # chance that a seed decides
            if re.search(r"\b(date\.today|datetime\.(now|utcnow)|time\.(time|monotonic)|random\.\w+)$", called):
                found.append(called)
    return found


def test_time_and_chance_come_into_domain_as_arguments() -> None:
    assert {
        path.name: found for path in (PLAIT / "domain").rglob("*.py") if (found := clock_readers(path.read_text()))
    } == {}


def test_clock_in_domain_is_seen() -> None:
    assert clock_readers("from datetime import date\nx = date.today()") == ["date.today"]
    assert clock_readers("x = np.random.default_rng()") == ["np.random.default_rng"]
    assert clock_readers("x = np.random.default_rng(seed)") == []


def unexplained(pyproject: str) -> list[str]:
    """Direct dependencies that have no comment line of their own, or of the group just above, saying why."""
    missing: list[str] = []
    explained = inside = False
    for line in pyproject.splitlines():
        text = line.strip()
        if re.match(r"^(dependencies|test|lint|bench) = \[", text):
            inside, explained = True, False
        elif inside and text == "]":
            inside = False
        elif inside and text.startswith("#"):
            explained = True
        elif inside and text.startswith('"'):
            if not explained:
                missing.append(text)
            explained = False
    return missing


def test_every_dependency_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    assert len(tomllib.loads(text)["project"]["dependencies"]) > 10
    assert unexplained(text) == []


def test_unexplained_dependency_is_seen() -> None:
    assert unexplained('dependencies = [\n    "leftpad>=1",\n]') == ['"leftpad>=1",']


def local_paths(text: str) -> list[str]:
    """Paths of somebody's machine."""
    return re.findall(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/[\w./-]*", text)


def test_no_path_of_a_machine_is_written_down() -> None:
    suffixes = {".py", ".md", ".yaml", ".html", ".js", ".mjs", ".scss", ".toml", ".typ"}
    folders = ("plait", "tests", "docs", "assets", ".ci")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in suffixes]
    files += [*ROOT.glob("*.md"), ROOT / "dev.py", ROOT / ".ci" / "run"]
    found = {
        str(path.relative_to(ROOT)): paths
        for path in files
        if "node_modules" not in path.parts and path != Path(__file__) and (paths := local_paths(path.read_text()))
    }
    assert found == {}


def test_machine_path_is_seen() -> None:
    assert local_paths('open("/home/someone/plait/x.csv")') == ["/home/someone/plait/x.csv"]
