"""Codes that stand before the words of statements, such as “1a:” or “LL3:”, are their ids."""

from __future__ import annotations

import re

from plait.adapters.framework_files.blocks import quoted
from plait.adapters.framework_files.doubts import DoubtKind
from plait.adapters.framework_files.draft import Draft, Said

_CODE = re.compile(
    r"\(?([A-Z]{1,4}[-. ]?\d{1,3}(?:\.\d{1,3})*[a-z]?|\d{1,2}[a-z]|\d{1,2}(?:\.\d{1,3}){1,3})(?:[:.)]|\s[–-])?\s+\S"
)
_LEAST = 2


def take_codes(draft: Draft) -> None:
    """Give every statement without an id its code, where at least two have one and no code stands twice."""
    found = [
        (statement, match.group(1))
        for area in draft.areas
        for statement in area.statements
        if statement.id is None and (match := _CODE.match(statement.text.text)) is not None
    ]
    given = {item.id.text for area in draft.areas for item in area.statements if item.id is not None}
    codes = {code for _, code in found}
    if len(found) < _LEAST or len(codes) < len(found) or codes & given:
        return
    for statement, code in found:
        statement.id = Said(code, statement.text.place)
    statement, code = found[0]
    seen = f"The codes before {len(found)} statements were taken for their ids, such as {quoted(code)}."
    draft.doubt(
        DoubtKind.IDS, statement.text.place, seen, "Give ids in a column of their own if they are something else."
    )
