"""What tests of mail stand on: a post room, a kind of mail of their own, a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from plait.mail import kinds
from tests.postroom import PostRoom, post_room

TEST_KINDS = (
    kinds.Kind("test-notice", "Notices", "Something happened."),
    kinds.Kind("test-code", "Codes", "Somebody waits for it.", urgent=True),
    kinds.Kind("test-news", "News", "Nice to know.", choice=kinds.Choice.OPTIONAL),
)


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds that exist in these tests only, and of those that can be done without no other."""
    kept = {name: kind for name, kind in kinds._KINDS.items() if kind.choice is not kinds.Choice.OPTIONAL}
    monkeypatch.setattr(kinds, "_KINDS", kept)
    for kind in TEST_KINDS:
        kinds.register(kind)


@pytest.fixture
def room(settings: Any) -> Iterator[PostRoom]:
    with post_room(settings) as running:
        yield running


@pytest.fixture
def ada(db: None) -> Any:
    from tests.world import person  # noqa: PLC0415  models are loaded only now

    return person("ada")
