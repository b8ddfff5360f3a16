"""Items for tests, kept by the product's own actions, and small files of each kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import typst

from plait.adapters.evidence_files import read_file
from plait.domain.evidence import ItemKind, Strength
from plait.evidence import actions
from plait.evidence.actions import ItemInput
from tests.world import AT, World

GIVEN = ItemInput("What we have seen", "Seen.", "", date(2026, 9, 1), None, Strength.IMPROVED, "")


def keep(world: World, *, name: str = "ada", urn: int = 0, kind: ItemKind = ItemKind.NOTE, **said: Any) -> int:
    """An item in the library of the first school, or of another one."""
    given = replace(GIVEN, **said)
    return actions.add(viewer=world.viewer(name), urn=urn or world.urns[0], kind=kind, given=given, at=AT)


def keep_file(
    world: World, file_name: str = "plan.pdf", data: bytes = b"", *, name: str = "ada", urn: int = 0, **said: Any
) -> int:
    """A file in the library of the first school, or of another one."""
    return actions.add(
        viewer=world.viewer(name),
        urn=urn or world.urns[0],
        kind=ItemKind.FILE,
        given=replace(GIVEN, **said),
        at=AT,
        file=read_file(data or pdf("A plan"), file_name),
        file_name=file_name,
    )


def pdf(text: str) -> bytes:
    """A PDF of one page with this text; the same bytes for the same text."""
    source = f'#set document(date: none)\n#set text(lang: "en")\n{text}'
    return bytes(typst.compile(source.encode()))
