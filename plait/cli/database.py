"""The database under a command: Django set up, migrations current, or one clear message why not."""

from __future__ import annotations

import os
import warnings

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from plait.cli.output import Stop, warn


def set_up() -> None:
    """Read the settings and load the apps. Raises :class:`Stop` when a setting is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plait.config.settings")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # said better below
            django.setup()
    except ImproperlyConfigured as error:
        raise Stop(f"settings: {error}") from None
    except OSError as error:
        home = os.environ.get("PLAIT_HOME", "~/.plait")
        raise Stop(
            f"{home}: the home folder cannot be used ({(error.strerror or str(error)).lower()}); "
            "name another with --home or PLAIT_HOME."
        ) from None
    if settings.DATABASES["default"].get("ENGINE", "") in ("", "django.db.backends.dummy"):
        raise Stop("DATABASE_URL: this names no database; give postgresql://user:password@host:port/name.")


def pending() -> int:
    """How many migrations the database lacks. Raises :class:`Stop` when it does not answer."""
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        place = "DATABASE_URL" if os.environ.get("DATABASE_URL") else connection.settings_dict["NAME"]
        reason = " ".join(str(error).split())
        raise Stop(f"{place}: the database does not answer ({reason}).") from None
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def with_database() -> None:
    """Make the database ready: on first use its tables are made, after an upgrade its migrations run."""
    try:
        if pending():
            warn("Preparing the database…")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)  # nothing where it is there
    except DatabaseError as error:
        raise Stop(f"the database could not be prepared ({' '.join(str(error).split())}).") from None
