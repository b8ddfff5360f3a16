"""What is held about a person and a school of the library, and when it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from plait.audit.models import AuditEntry
from plait.domain.retention import Kept
from plait.domain.school_copy import Treatment
from plait.evidence import actions as library
from plait.evidence.models import EvidenceContent, EvidenceItem, EvidenceUse
from plait.partnerships.models import Round
from plait.rights import queries as rights
from plait.rights.retention_actions import delete_what_is_over, set_hold, would_go
from plait.rights.school_queries import copy_of_school
from plait.selfevaluation import evidence_actions as evidence
from tests.evidence.kept import GIVEN, keep, keep_file
from tests.world import AT, World, trio

pytestmark = pytest.mark.django_db
LONG_AFTER = datetime(2034, 1, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    """One item that was submitted, one that was not."""
    made = trio()
    number = keep_file(made, title="Attached", shows="As submitted.")
    evidence.attach(
        viewer=made.viewer("ada"), evaluation_id=made.evaluations[made.urns[0]], area_id="area-1",
        item_ids=[number], at=AT,
    )  # fmt: skip
    made.submit(made.urns[0])
    keep(made, title="Loose", shows="Nobody outside has seen it.", name="amy")
    return made


def test_a_person_gets_what_they_added(world: World) -> None:
    def texts(name: str) -> str:
        return repr(rights.copy_of(world.people[name].pk, made_at=AT).parts)

    assert "As submitted." in texts("ada")
    assert "Nobody outside has seen it." not in texts("ada")
    assert "Nobody outside has seen it." in texts("amy")
    loose = EvidenceItem.objects.get(title="Loose").pk
    given = replace(GIVEN, title="Loose", shows="Ada's own words.")
    library.change(viewer=world.viewer("ada"), item_id=loose, given=given, version=1, at=AT)
    held = next(
        part for part in rights.copy_of(world.people["amy"].pk, made_at=AT).parts if part.key == "evidence-library"
    )
    assert "Ada's own words." not in repr(held)


def test_a_school_gives_what_was_submitted_and_lists_the_rest(world: World) -> None:
    parts = {part.key: part for part in copy_of_school(world.urns[0], made_at=AT).parts}
    given, rest = parts["evidence-attached"], parts["evidence-library"]
    assert (given.treatment, rest.treatment) == (Treatment.GIVEN, Treatment.WITHHELD)
    assert [entry.what for entry in given.entries] == ["File: Attached"]
    assert ("File", "plan.pdf") in given.entries[0].facts
    assert [entry.what for entry in rest.entries] == ["Note: Loose"]
    assert "Nobody outside has seen it." not in repr(rest)
    assert "Attached" not in repr(copy_of_school(world.urns[1], made_at=AT).parts)


def test_items_go_when_their_time_is_over_and_not_while_they_are_held(world: World) -> None:
    assert would_go(AT)[Kept.EVIDENCE] == 0
    assert would_go(LONG_AFTER)[Kept.EVIDENCE] == 1, "what is attached stays with its evaluation"
    Round.objects.update(closed_on=date(2027, 1, 1))
    set_hold(viewer=None, round_id=world.round_id, why="An appeal.", at=LONG_AFTER)
    assert delete_what_is_over(LONG_AFTER)[Kept.EVIDENCE] == 1
    assert list(EvidenceItem.objects.values_list("title", flat=True)) == ["Attached"]
    assert EvidenceUse.objects.exists()
    assert "Loose" not in repr(list(AuditEntry.objects.filter(kind="evidence").values_list("changes", flat=True)))


def test_everything_goes_once_the_evaluation_is_emptied(world: World) -> None:
    Round.objects.update(closed_on=date(2027, 1, 1))
    delete_what_is_over(LONG_AFTER)
    assert not EvidenceUse.objects.exists()
    assert not EvidenceItem.objects.exists()
    assert not EvidenceContent.objects.exists()
