"""Every route states who may use it. ``tests/house`` refuses a route that does not."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Access(StrEnum):
    """The three decisions there are. What a signed-in person finds is decided by scoped queries and rules."""

    ANYONE = "anyone"
    SIGNED_IN = "signed-in"
    """Any signed-in person; the page shows only what is theirs or public."""
    SCOPED = "scoped"
    """The object in the address is looked up through what the viewer may see; anyone else gets a 404."""


def access(decision: Access, why: str) -> Callable[[View], View]:
    """State who may use a view, and why that is right."""

    def mark(view: View) -> View:
        view.access = decision  # type: ignore[attr-defined]
        view.access_reason = why  # type: ignore[attr-defined]
        # said outright, because views of other packages may bring an opinion of their own
        view.login_required = decision is not Access.ANYONE  # type: ignore[attr-defined]
        return view

    return mark
