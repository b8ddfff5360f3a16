"""What tests about notes of visits share: who notes, where, and what is there afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from plait.audit.models import AuditEntry
from plait.domain.observing import Edit, Method, NoteState, Seen
from plait.observations import actions, queries
from tests.peerreview.test_peer_pages import ASH, BECK, Visitor
from tests.world import AT, World

MARKER = "Kestrel-harbour-7719"
FORM = {"kind": "learning-walk", "place": "Corridor", "text": MARKER, "seen": "seen"}
DEVICE, TABLET = UUID(int=1), UUID(int=2)


class Reviewer(Visitor):
    """Somebody signed in, with the addresses of the notes that Beck Lane takes about the first school."""

    def at(self, path: str = "") -> str:
        if path.startswith(("notes/", "photos/")):
            return f"/observations/{path}"
        return f"/observations/{self.world.reviews[ASH]}/{BECK}/{path}"


def state(text: str = MARKER, *tags: tuple[str, str], place: str = "Year 4", gone: bool = False) -> NoteState:
    kind = Method.LESSON_VISIT
    return NoteState(kind, "" if gone else place, "" if gone else text, Seen.SEEN, tags, AT, gone=gone)


def where(world: World, name: str = "ben", urn: int = BECK) -> dict[str, Any]:
    return {"viewer": world.viewer(name), "review_id": world.reviews[ASH], "urn": urn}


def send(
    world: World,
    uid: UUID,
    number: int,
    given: NoteState,
    *,
    base: int = 0,
    device: UUID = DEVICE,
    name: str = "ben",
    urn: int = BECK,
    at: datetime = AT,
) -> Any:
    edit = Edit(uid, device, number, base, given)
    return actions.receive(edit=edit, at=at, **where(world, name, urn))


def texts(world: World, name: str = "ben") -> list[str]:
    found = queries.team(**where(world, name))
    return [item.state.text for item in queries.notes(found)]


def trail() -> list[str]:
    return list(AuditEntry.objects.filter(kind="observation").order_by("pk").values_list("action", flat=True))
