"""Gives every test the client that inspects."""

from __future__ import annotations

import pytest

from inspection.client import PageClient


@pytest.fixture
def client() -> PageClient:
    """A stranger's browser without JavaScript; each page it fetches is inspected."""
    return PageClient()
