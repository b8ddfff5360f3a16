"""Which kinds of mail there are. An app adds its own in ``AppConfig.ready``: ``register(Kind("invitation", …))``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plait.domain.letters import Letter


class Choice(StrEnum):
    """Whether its reader may do without it."""

    ALWAYS = "always"
    OPTIONAL = "optional"
    DIGEST = "digest"  # as often as its reader says, or not at all


@dataclass(frozen=True, slots=True)
class About:
    """What a mail is about, for those who may ask later. ``kind`` as in the audit trail."""

    kind: str
    id: str
    urn: int | None = None


Compose = Callable[[int, About, datetime], Letter | None]
"""Words made when the mail goes: person, what it is about, the moment → the letter; ``None`` when nothing is left to
say, and no mail goes."""

ComposeToAddress = Callable[[About, datetime], Letter | None]
"""The same for an address: what the mail is about, the moment → the letter."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mail.

    ``urgent`` goes at any hour, because its reader waits for it; everything else waits for a working day.
    ``compose`` makes the words at the last moment, for a person; ``compose_to_address`` does for an address that is no
    person here yet. Without them the words are given when the mail is queued.
    """

    name: str
    title: str
    about: str
    choice: Choice = Choice.ALWAYS
    urgent: bool = False
    compose: Compose | None = None
    compose_to_address: ComposeToAddress | None = None

    @property
    def made_late(self) -> bool:
        """Whether the words are made when the mail goes, so that none lies in the outbox."""
        return self.compose is not None or self.compose_to_address is not None


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind. Raises ``ValueError`` for a name that is taken by another one."""
    taken = _KINDS.setdefault(kind.name, kind)
    if taken != kind:
        raise ValueError(f"There is a kind of mail called {kind.name} already.")


def kind_named(name: str) -> Kind:
    """Raises ``ValueError`` for a kind that no app has added."""
    if name not in _KINDS:
        raise ValueError(f"No kind of mail is called {name}: add it with plait.mail.kinds.register.")
    return _KINDS[name]


def kinds() -> tuple[Kind, ...]:
    """Every kind, in the order in which they were added."""
    return tuple(_KINDS.values())
