"""Several people first: whom the school asks, how many are in, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from plait.domain.contract_words import people as readers_in_words
from plait.domain.raters import DAYS
from plait.domain.roles import ROLES, Role
from plait.domain.verdicts import NotVisible, Verdict, no
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.domain.wording import count_word, day_in_words, listed, opening
from plait.partnerships.school_people import SchoolPerson, people_of
from plait.selfevaluation import rater_queries as raters
from plait.selfevaluation import rater_rules as rules
from plait.selfevaluation.rater_queries import VIEW, AskingFacts


@dataclass(frozen=True, slots=True)
class AskedRow:
    """Somebody who is asked; ``take_off``: the address that takes them off, for those who may."""

    name: str
    roles: str
    removed: bool
    gone: bool
    """Holds no role at the school any more."""
    take_off: str


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines of each page about raters' views."""

    evaluation_id: int
    urn: int
    school: str
    where: str
    readers: str
    of_school: bool
    opens_evaluation: bool
    opens_raters: bool

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """From the top, as far as the viewer can open what is there."""
        found = [("Home", "/")]
        if self.of_school:
            found.append((self.school, reverse("journey:school", args=[self.urn])))
        if self.opens_evaluation:
            found.append(("Self-evaluation", reverse("selfevaluation:evaluation", args=[self.evaluation_id])))
        return found


@dataclass(frozen=True, slots=True)
class RatersPage:
    head: Head
    asked: bool
    standing: str
    """How far it is, in words."""
    closes_on: str
    revealed: bool
    rows: tuple[AskedRow, ...]
    choices: tuple[tuple[str, str], ...]
    """People who can be ticked, by number."""
    ticked: tuple[str, ...]
    suggested: date
    may_change: Verdict
    may_open: Verdict
    may_run: Verdict
    named: bool
    enough: str
    instinct: bool
    own: str
    """Where the viewer's own view is, if they are asked."""
    differences: str


def head_of(found: AskingFacts) -> Head:
    facts = found.evaluation
    return Head(
        facts.id,
        facts.urn,
        found.school,
        f"{found.round}: {standing(found)}",
        readers(found),
        found.of_school,
        facts.sight(Artefact.SELF_JUDGEMENT) >= Sight.READ,
        found.sight() >= Sight.EXISTENCE,
    )


def readers(found: AskingFacts) -> str:
    """Who reads views now, and who will."""
    later = found.evaluation.contract.relations(VIEW, Phase.REVEALED, Sight.READ) - {Relation.AUTHOR}
    who = readers_in_words(later)
    if found.revealed:
        how = "" if found.terms.named else ", without names"
        return f"{who}{how}"
    how = "" if found.terms.named else ", without names and only from five people on"
    return f"each person reads their own, and nobody another’s. Once all are in, {who} read them{how}"


def standing(found: AskingFacts) -> str:
    """``3 of 5 are in, until 2 October 2026``."""
    count = found.count
    if count is None:
        return "nobody has been asked"
    if found.revealed:
        return f"the views of {count_word(count.given)} people are open" if count.given != 1 else "one view is open"
    if found.today > count.closes_on:
        return f"{count.given} of {count.asked} were in on the last day, {day_in_words(count.closes_on)}"
    return f"{count.given} of {count.asked} are in, until {day_in_words(count.closes_on)}"


def raters_page(viewer: Viewer, evaluation_id: int, *, today: date) -> RatersPage:
    """Raises ``NotVisible`` also for a rater who may not know how far the others are. Nine queries at most."""
    found = raters.asking(viewer, evaluation_id, today=today)
    if found.sight() < Sight.EXISTENCE:
        raise NotVisible(f"raters of self-evaluation {evaluation_id}")
    run = found.may_run(viewer)
    change = rules.may_change(run, found.count, today)
    here = people_of(viewer, found.evaluation.urn, today=today)
    asked = {item.person_id for item in found.raters if not item.removed_at}
    own, count = found.own, found.count
    return RatersPage(
        head=head_of(found),
        asked=bool(found.id),
        standing=opening(standing(found)),
        closes_on=day_in_words(count.closes_on) if count else "",
        revealed=found.revealed,
        rows=tuple(
            AskedRow(
                item.name,
                _roles(here.get(item.person_id)),
                item.removed_at is not None,
                item.person_id in found.gone,
                reverse("selfevaluation:rater-take-off", args=[evaluation_id, item.id])
                if change and item.removed_at is None
                else "",
            )
            for item in found.raters
        ),
        choices=tuple(
            (str(key), f"{person.name}, {_roles(person).lower()}")
            for key, person in here.items()
            if change and key not in asked
        ),
        ticked=()
        if found.id
        else tuple(
            str(key) for key, person in here.items() if {Role(role) for role in person.roles} & set(found.terms.roles)
        ),
        suggested=_suggested(found),
        may_change=change,
        may_open=rules.may_open(run, count, today) if count else no("Nobody has been asked yet."),
        may_run=run,
        named=found.terms.named,
        enough=count_word(found.terms.enough),
        instinct=found.terms.instinct and not found.evaluation.definition.in_words,
        own=reverse("selfevaluation:rate", args=[evaluation_id]) if own else "",
        differences=reverse("selfevaluation:differences", args=[evaluation_id]) if found.reads_all else "",
    )


def _roles(person: SchoolPerson | None) -> str:
    return listed([ROLES[Role(role)].title for role in person.roles]) if person else ""


def _suggested(found: AskingFacts) -> date:
    """The last day as it stands, or as the programme suggests it; never one that has passed."""
    if found.count is not None and found.count.closes_on > found.today:
        return found.count.closes_on
    suggested = found.opened_on + timedelta(weeks=found.terms.weeks or 0)
    return suggested if suggested > found.today else found.today + timedelta(days=DAYS)
