"""Memberships in time: from one day to another, both included; no end means still."""

from __future__ import annotations

from datetime import date


def overlap(starts: date, ends: date | None, other_starts: date, other_ends: date | None) -> bool:
    """Whether two memberships have a day in common."""
    return (ends is None or other_starts <= ends) and (other_ends is None or starts <= other_ends)
