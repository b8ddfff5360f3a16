"""Tables whose rows name the row that they belong to: what holds others is an area, the innermost are statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plait.adapters.framework_files.blocks import quoted
from plait.adapters.framework_files.doubts import DoubtKind
from plait.adapters.framework_files.draft import Draft, DraftArea, DraftStatement, Said

_TITLE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Nested:
    """A row: what it was read as, every code that names it, and the code of what it belongs to."""

    area: DraftArea
    statement: DraftStatement
    codes: tuple[str, ...]
    parent: Said | None


def nest(draft: Draft, rows: Sequence[Nested]) -> None:
    """Hang the rows under each other and put areas in place of those that hold others. Needs one parent at least."""
    if not any(row.parent for row in rows):
        return
    known = {code: row for row in rows for code in row.codes}
    children: dict[int, list[Nested]] = {}
    above: dict[int, Nested] = {}
    for row in rows:
        parent = known.get(row.parent.text) if row.parent is not None else None
        if row.parent is not None and parent is None:
            seen = f"{quoted(row.statement.text.text)} belongs to {quoted(row.parent.text)}, which is no row here."
            draft.doubt(DoubtKind.REFERENCE, row.parent.place, seen, "Name a row that is there.")
        elif parent is not None and _circles(row, parent, above):
            seen = f"{quoted(row.statement.text.text)} would belong to itself; it was left at the top."
            draft.doubt(DoubtKind.REFERENCE, row.statement.text.place, seen, "Name the row that it belongs to.")
        elif parent is not None:
            above[id(row)] = parent
            children.setdefault(id(parent), []).append(row)
    home = rows[0].area
    hung = {id(row.statement) for row in rows}
    for area in {id(row.area): row.area for row in rows}.values():
        area.statements = [statement for statement in area.statements if id(statement) not in hung]
    deep = False
    for row in rows:
        leaves = [child for child in children.get(id(row), []) if id(child) not in children]
        if leaves:
            path = _path(row, above)
            deep = deep or len(path) > 1
            title = " – ".join(path)
            made = DraftArea(
                Said(title if len(title) <= _TITLE_LIMIT else path[-1], row.statement.text.place), home.scale
            )
            made.statements += [leaf.statement for leaf in leaves]
            made.prompts, made.evidence = row.statement.prompts, row.statement.evidence
            draft.areas.append(made)
        elif id(row) not in children and id(row) not in above:
            home.statements.append(row.statement)
            seen = (
                f"{quoted(row.statement.text.text)} belongs to nothing and holds nothing; it was read as a statement."
            )
            draft.doubt(DoubtKind.LAYOUT, row.statement.text.place, seen, "If it is an area, give it statements.")
    if deep:
        seen = "Rows hold rows that hold others; each that holds statements was read as an area of its own."
        settle = "A framework has areas and statements; choose which step is which."
        draft.doubt(DoubtKind.LAYOUT, rows[0].statement.text.place, seen, settle)


def _circles(row: Nested, parent: Nested, above: dict[int, Nested]) -> bool:
    here: Nested | None = parent
    while here is not None:
        if here is row:
            return True
        here = above.get(id(here))
    return False


def _path(row: Nested, above: dict[int, Nested]) -> list[str]:
    path: list[str] = []
    here: Nested | None = row
    while here is not None:
        path.insert(0, here.statement.text.text)
        here = above.get(id(here))
    return path
