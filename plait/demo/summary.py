"""What the demonstration holds: who can sign in, and where each school stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plait.demo.story import Held, Story
from plait.domain.roles import ROLES, Role
from plait.domain.rounds import ReviewStage
from plait.journey.whole_round import SchoolInRound, partnership_journey
from plait.partnerships.queries import partnerships_of, viewer_for
from plait.people.queries import by_address
from plait.schools.queries import names

PASSWORD = "three-strands-one-plait"  # noqa: S105  known to all, and kept away from real people
NO_ROLE = "No role yet"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as. ``places`` are the schools and partnerships of their roles."""

    name: str
    role: str
    places: tuple[str, ...]
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class DemoSchool:
    """Where a school stands in its partnership's newest round, in words."""

    partnership: str
    round: str
    urn: int
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """``added`` is whether it was put there just now; if not, it was there already and was kept."""

    added: bool
    people: tuple[DemoPerson, ...]
    schools: tuple[DemoSchool, ...]


def summarise(story: Story, *, today: date, added: bool) -> DemoSummary:
    """What is in the database of this story now."""
    there = by_address([actor.email for actor in story.people])
    known = names(story.urns)
    titles = {item.key: item.name for item in story.together}
    people = tuple(
        DemoPerson(actor.name, _role(actor.roles), _places(actor.roles, known, titles), actor.email, PASSWORD)
        for actor in story.people
        if actor.email in there
    )
    schools: list[DemoSchool] = []
    for actor in story.people:
        leads = actor.key == story.alone.head or any(held.role == Role.PARTNERSHIP_LEAD for held in actor.roles)
        if actor.email not in there or not leads:
            continue
        viewer = viewer_for(there[actor.email], today=today)
        for partnership in partnerships_of(viewer):
            journey = partnership_journey(viewer, partnership.id)
            title = journey.round.title if journey.round else ""
            rows = {row.urn: row for row in journey.schools}
            schools += [
                DemoSchool(partnership.name, title, urn, rows[urn].name, state_in_words(rows[urn]))
                for urn in _in_order(story, partnership.name)
                if urn in rows
            ]
    return DemoSummary(added, people, tuple(schools))


def _in_order(story: Story, name: str) -> tuple[int, ...]:
    if name == story.alone.name:
        return (story.alone.urn,)
    found = next((item for item in story.together if item.name == name), None)
    return found.members if found else ()


def state_in_words(row: SchoolInRound) -> str:
    """Where a school stands: the stage, and how far it is in it."""
    if row.signed is False:
        return "its headteacher has not signed who will see what"
    if row.stage is ReviewStage.AGREED:
        return "judgements agreed"
    if row.stage is ReviewStage.CHALLENGE:
        return "every partner’s view is in; talking it through"
    if row.stage is ReviewStage.REVIEWING:
        return f"submitted; {row.handed_in} of {row.views} partners have handed in their view"
    if row.answered:
        return f"evaluating itself; {row.answered} of {row.areas} areas judged"
    return "not begun"


def _role(roles: tuple[Held, ...]) -> str:
    if not roles:
        return NO_ROLE
    return ", ".join(dict.fromkeys(ROLES[Role(held.role)].title for held in roles))


def _places(roles: tuple[Held, ...], schools: dict[int, str], partnerships: dict[str, str]) -> tuple[str, ...]:
    return tuple(schools[held.urn] if held.urn is not None else partnerships[held.partnership or ""] for held in roles)
