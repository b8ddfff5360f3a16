"""What a check of a framework file finds."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.frameworks import Framework


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and what would be right. ``line`` counts from 1; ``None`` where no line can be named.

    ``cell``: the place in a file that has no lines, such as ``Leadership!C5`` or ``paragraph 12``.
    """

    line: int | None
    message: str
    cell: str = ""

    def __str__(self) -> str:
        if self.line is not None:
            return f"line {self.line}: {self.message}"
        return f"{self.cell}: {self.message}" if self.cell else self.message


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file seems to hold, as far as it can be told; counts are of areas, statements and levels."""

    id: str = ""
    version: str = ""
    title: str = ""
    areas: int = 0
    statements: int = 0
    levels: int = 0


@dataclass(frozen=True, slots=True)
class FrameworkCheck:
    """``framework`` is ``None`` exactly when there are ``errors``; ``warnings`` never stand in the way."""

    framework: Framework | None
    errors: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    outline: Outline = Outline()


class NotAFramework(Exception):
    """A mapping that was taken for a framework is none. ``faults`` say why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults[:5]))
        self.faults = faults
