"""Reading how people judged short cases: each their own; of a pool who has done it, and how it agrees together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from plait.adapters.framework_files import find
from plait.adapters.vignette_files import all_sets
from plait.domain.calibration import VignetteSet, counting, pool_agreement
from plait.domain.frameworks import Framework
from plait.domain.rater_agreement import RaterAgreement
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.frameworks.queries import titles_of
from plait.partnerships.pool_queries import belonging, frameworks_of, led_partnership
from plait.reviewers.models import CalibrationTurn, Reviewer


@dataclass(frozen=True, slots=True)
class Turn:
    """How the viewer judged a set."""

    answers: dict[str, str]
    done_at: datetime


def in_a_pool(viewer: Viewer) -> None:
    """Raises ``NotVisible`` for anybody who is in no pool of reviewers. One query."""
    if not Reviewer.objects.filter(person_id=viewer.person_id).exists():
        raise NotVisible("cases to judge")


def without_cases(partnership_ids: Collection[int]) -> tuple[str, ...]:
    """The titles of frameworks that these partnerships use and that no set of cases belongs to. Two queries."""
    with_cases = {(item.framework_id, item.framework_version) for item in all_sets()}
    used = [each for each in frameworks_of(partnership_ids) if each not in with_cases]
    return tuple(title or key for (key, _), title in titles_of(used).items())


def sets(viewer: Viewer) -> tuple[tuple[VignetteSet, bool], ...]:
    """Every set, and whether the viewer has judged it. For people in a pool. Two queries."""
    in_a_pool(viewer)
    done = set(CalibrationTurn.objects.filter(person_id=viewer.person_id).values_list("set_id", flat=True))
    return tuple((item, item.id in done) for item in all_sets())


def own_without_cases(viewer: Viewer) -> tuple[str, ...]:
    """The same of the partnerships in whose pools the viewer is. Three queries."""
    mine = Reviewer.objects.filter(person_id=viewer.person_id).values_list("partnership_id", flat=True)
    return without_cases(list(mine))


def one_set(viewer: Viewer, set_id: str) -> tuple[VignetteSet, Framework, Turn | None]:
    """A set with its framework, and how the viewer judged it. Raises ``NotVisible``. Two queries."""
    in_a_pool(viewer)
    found = next((item for item in all_sets() if item.id == set_id), None)
    framework = find(f"{found.framework_id}@{found.framework_version}") if found else None
    if found is None or framework is None:
        raise NotVisible(f"cases {set_id}")
    row = CalibrationTurn.objects.filter(person_id=viewer.person_id, set_id=set_id).first()
    return found, framework, Turn(dict(row.answers), row.done_at) if row else None


def who_has_judged(person_ids: Collection[int]) -> frozenset[int]:
    """Who among these people has judged any set; nothing of how. One query."""
    rows = CalibrationTurn.objects.filter(person_id__in=person_ids, set_id__in=[item.id for item in all_sets()])
    return frozenset(rows.values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class Together:
    """How the people of a pool agree on a set. ``people``: how many are counted together, ``None`` below five;
    ``agreement`` likewise."""

    title: str
    people: int | None
    agreement: RaterAgreement | None


def together(viewer: Viewer, partnership_id: int, *, today: date) -> tuple[Together, ...]:
    """For whoever leads the partnership: each set without names, and only from five people on. Five queries."""
    led_partnership(viewer, partnership_id)
    people = Reviewer.objects.filter(belonging(partnership_id, today), partnership_id=partnership_id)
    rows = CalibrationTurn.objects.filter(person_id__in=people.values("person_id")).order_by("pk")
    turns: dict[str, dict[int, dict[str, str]]] = {}
    for set_id, person_id, answers in rows.values_list("set_id", "person_id", "answers"):
        turns.setdefault(set_id, {})[person_id] = answers
    found = []
    for item in all_sets():
        mine = turns.get(item.id, {})
        agreed = pool_agreement(item, mine)
        found.append(Together(item.title, counting(len(mine)) if agreed else None, agreed))
    return tuple(found)
