"""The answer to "may this person do this to this thing now?": yes, or no with the reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is a sentence for the person; empty when allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(reason: str) -> Verdict:
    """A refusal with its reason in words."""
    return Verdict(False, reason)


class Refused(Exception):
    """An action was asked for that its rule does not allow. Carries the reason shown to the person."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


class StaleWrite(Exception):
    """Somebody else saved first. ``theirs`` is what is stored now, field by field, in words."""

    def __init__(self, message: str, theirs: dict[str, str], version: int) -> None:
        super().__init__(message)
        self.theirs = theirs
        self.version = version


def require(verdict: Verdict) -> None:
    """Raise :class:`Refused` unless the verdict allows."""
    if not verdict:
        raise Refused(verdict)


class NotVisible(LookupError):
    """There is no such thing, as far as this viewer may know."""


class Incomplete(Exception):
    """Something is missing before this step can be taken. ``missing`` pairs an id with its name for the page."""

    def __init__(self, message: str, missing: tuple[tuple[str, str], ...]) -> None:
        super().__init__(message)
        self.missing = missing
