"""Clearing a demonstration away, so that it can be built again."""

from __future__ import annotations

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from plait.people.queries import anyone_besides, by_address

KEPT = frozenset({"schools", "contenttypes", "auth"})
"""Apps whose tables stay: the register takes a while to read, and the framework fills the others by itself."""


def clear(emails: list[str]) -> bool:
    """Empty every table but the register's, where only people with these addresses are; whether there were any.

    The caller has made sure, by :func:`plait.demo.build.refuse_real_people`, that nobody else is there; this asks
    once more, because what it does cannot be taken back.
    """
    if not by_address(emails) or anyone_besides(emails):
        return False
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in KEPT and model._meta.managed and not model._meta.proxy
    ]
    connection.check_constraints()  # PostgreSQL empties no table with checks outstanding
    statements = connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=False)
    connection.ops.execute_sql_flush(statements)
    return True
