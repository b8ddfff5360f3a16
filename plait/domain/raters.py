"""Several people of a school judge alone before it is written together: a programme's terms, and when views open.

Whether they are open follows from who is in and from the day on which somebody asks, so no run of anything can be
missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from plait.domain.disclosure import MINIMUM
from plait.domain.roles import ROLES, Role
from plait.domain.visibility import OWN, Artefact, Contract, Flaw, Phase, Relation, Sight

LEAST = 2
"""Views that there is a difference between."""
DAYS = 10
"""Days that people get where a programme does not say until when."""


@dataclass(frozen=True, slots=True)
class RaterTerms:
    """How a programme lets several people judge first. ``roles``: who is suggested; ``enough``: how many have to be in
    before views open; ``weeks``: suggested last day, counted from the day the round opens; ``named``: whether views
    open with the names of those who gave them; ``statements``: every statement is judged, not the area alone."""

    roles: tuple[Role, ...] = (Role.HEAD, Role.LEADER)
    instinct: bool = True
    enough: int = LEAST
    weeks: int | None = None
    named: bool = True
    statements: bool = False

    def as_data(self) -> dict[str, object]:
        return {
            "roles": [role.value for role in self.roles],
            "instinct": self.instinct,
            "enough": self.enough,
            "weeks": self.weeks,
            "named": self.named,
            "statements": self.statements,
        }


USUAL = RaterTerms()
"""Where the head asks and the programme has said nothing."""


def terms_from_data(data: object) -> RaterTerms | None:
    """The terms in plain data that has been checked against the schema; ``None`` where a step names no raters."""
    if not isinstance(data, Mapping):
        return None
    roles, weeks = data.get("roles"), data.get("weeks")
    return RaterTerms(
        roles=tuple(Role(str(item)) for item in roles) if isinstance(roles, list | tuple) else USUAL.roles,
        instinct=data.get("instinct") is not False,
        enough=int(str(data.get("enough", LEAST))),
        weeks=None if weeks is None else int(str(weeks)),
        named=data.get("named") is not False,
        statements=data.get("statements") is True,
    )


def lets_ask(contract: Contract) -> bool:
    """Whether raters can be asked under this contract at all: each reads their own view; the head knows how many are
    in, and reads all in the end."""
    own = contract.sight(Artefact.RATER_VIEW, Phase.OPEN, [Relation.AUTHOR])
    whole = contract.sight(Artefact.RATER_VIEW, Phase.REVEALED, [Relation.HEAD])
    knows = contract.sight(Artefact.RATER_VIEW, Phase.OPEN, [Relation.HEAD])
    return min(own, whole) >= Sight.READ and knows >= Sight.EXISTENCE


def rater_flaws(index: int, terms: RaterTerms, contract: Contract, *, evaluates: bool) -> list[Flaw]:
    """What makes no sense in the raters of step ``index``. ``evaluates``: the step is the self-evaluation."""
    where = ("steps", index, "raters")
    if not evaluates:
        return [Flaw(where, "Several people judge first where a school evaluates itself, and in no other step.")]
    flaws = [
        Flaw((*where, "roles"), f"A {role} is not of the school, and raters are.")
        for role in terms.roles
        if ROLES[role].relation not in OWN
    ]
    if not terms.named and terms.enough < MINIMUM:
        flaws.append(
            Flaw(
                (*where, "enough"),
                f"Views without names are told only of {MINIMUM} people or more: let “enough” be {MINIMUM} at least.",
            )
        )
    if not lets_ask(contract):
        flaws.append(
            Flaw(
                ("visibility", "sees", Artefact.RATER_VIEW.value),
                "Raters must read their own view, and the head must know how many are in and read all once they are: "
                "give author “read” and head “existence” under “rater-view: open”, and head “read” under “revealed”.",
            )
        )
    return flaws


@dataclass(frozen=True, slots=True)
class Count:
    """How far it is: ``given`` views are in, ``waited`` people are still waited for."""

    given: int
    waited: int
    enough: int
    closes_on: date
    closed: bool
    """It is written down that they are open."""

    @property
    def asked(self) -> int:
        return self.given + self.waited

    @property
    def too_few(self) -> bool:
        return self.given < self.enough

    def over(self, today: date) -> bool:
        """Nobody can hand in any more, or nobody is left who could."""
        return today > self.closes_on or not self.waited

    def revealed(self, today: date) -> bool:
        """Whether views are open. Once they are, nothing that anybody does here shuts them again."""
        return self.closed or (self.over(today) and not self.too_few)

    def phase(self, today: date) -> Phase:
        return Phase.REVEALED if self.revealed(today) else Phase.OPEN

    def may_open(self, today: date) -> bool:
        """Whether the head decides that those which are in have to do."""
        return not self.revealed(today) and self.over(today) and self.given > 0
