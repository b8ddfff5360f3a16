"""What is written of the rungs of a ladder: as it is kept, as a value, and as fields that changed."""

from __future__ import annotations

from collections.abc import Mapping

from plait.domain.frameworks import Area
from plait.domain.judgements import RungText

Kept = Mapping[str, Mapping[str, str]]
"""Key of a rung → "evidence" and "actions", as a row keeps them."""
TEXTS = ("evidence", "actions")


def rung_texts(area: Area, kept: Kept) -> tuple[RungText, ...]:
    """What is written of the rungs of an area, lowest first; rungs without a word are left out."""
    found = (RungText(level, *(kept.get(level.key, {}).get(name, "") for name in TEXTS)) for level, _ in area.rungs)
    return tuple(text for text in found if text.said)


def put_together(area: Area, kept: Kept, given: Kept) -> dict[str, dict[str, str]]:
    """What is kept of each rung: what was written now where anything came, else what was there.

    Nothing goes because its rung is folded away. Raises ``ValueError`` for a rung that the area does not have.
    """
    after = {key: dict(texts) for key, texts in kept.items()}
    known = {level.key for level, _ in area.rungs}
    for key, texts in given.items():
        if key not in known:
            raise ValueError(f"“{key}” is no rung of {area.title}.")
        merged = after.get(key, {}) | {name: texts[name] for name in TEXTS if name in texts}
        if any(merged.values()) or key in after:
            after[key] = merged
    return after


def fields_of(kept: Kept) -> dict[str, str]:
    """The texts as fields: ``rung:expected:evidence``."""
    return {f"rung:{key}:{name}": text for key, texts in kept.items() for name, text in texts.items()}


def changes_of(before: Kept, after: Kept) -> dict[str, tuple[str, str]]:
    """The fields that differ, with both texts."""
    old, new = fields_of(before), fields_of(after)
    return {name: (old.get(name, ""), text) for name, text in new.items() if old.get(name, "") != text}


def evidence_of(kept: Kept) -> dict[str, dict[str, str]]:
    """The evidence alone, which comes along to the next round."""
    return {key: {"evidence": texts["evidence"]} for key, texts in kept.items() if texts.get("evidence")}
