"""Tables and migrations say the same, and migrations are one line."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_no_table_waits_for_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_migrations_are_linear() -> None:
    loader = MigrationLoader(connection)
    assert loader.detect_conflicts() == {}
