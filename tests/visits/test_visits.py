"""Preparing a visit: who may do what, what is said when it cannot be, what nobody else reads."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from plait.adapters.programme_files import built_in
from plait.audit.models import AuditEntry, Disclosure
from plait.domain.evidence import ItemKind, Strength
from plait.domain.stages import NotAllowedNow
from plait.domain.steps import Planned
from plait.domain.tasks import TaskState
from plait.domain.timetable import VisitForm, VisitSubject
from plait.domain.verdicts import NotVisible, Refused, StaleWrite
from plait.evidence import actions as library
from plait.journey import actions as journey
from plait.journey.queries import school_journey
from plait.partnerships.models import Appointment, Round
from plait.partnerships.queries import round_facts
from plait.visits import actions, focus_actions, hypothesis_actions, queries, timetable_actions
from plait.visits.actions import VisitInput
from plait.visits.models import Activity, ActivityPerson, Focus, FocusChange, Hypothesis, Visit
from plait.visits.round_queries import prepared
from plait.visits.timetable_actions import Unfit
from tests.races import at_once, kinds
from tests.visits.planned import ASH, BECK, CLIFF, DAY, add, arrange, choose, of, shared, think, triad
from tests.world import AT, TODAY, World, trio

MARKER = "Heron-lantern-5208"
pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return triad()


def trail(kind: str = "visit") -> list[tuple[str, int]]:
    return list(AuditEntry.objects.filter(kind=kind).order_by("pk").values_list("action", "school_urn"))


class TestArranging:
    @pytest.mark.parametrize(("name", "school"), [("ada", ASH), ("amy", ASH), ("ben", BECK), ("liz", CLIFF)])
    def test_the_school_and_those_who_come_arrange_it(self, world: World, name: str, school: int) -> None:
        uuid = arrange(world, name)
        assert of(world, name, uuid).starts_on == DAY
        assert trail() == [("arrange", school)]
        assert arrange(world, "ada") == uuid  # asked for twice, it is the same
        assert Visit.objects.count() == 1

    @pytest.mark.parametrize("name", ["gil", "sue"])
    def test_others_of_the_school_read_and_do_not_arrange(self, world: World, name: str) -> None:
        with pytest.raises(Refused, match="headteacher and senior leaders"):
            arrange(world, name)
        assert of(world, name, arrange(world)).host_urn == ASH

    @pytest.mark.parametrize("name", ["sam", "lee"])
    def test_whoever_the_contract_does_not_name_finds_nothing(self, world: World, name: str) -> None:
        uuid = arrange(world)
        for ask in (lambda: arrange(world, name, BECK), lambda: of(world, name, uuid)):
            with pytest.raises(NotVisible):
                ask()

    def test_no_visit_where_the_contract_speaks_of_none(self) -> None:
        without = trio()
        with pytest.raises(NotVisible):
            arrange(without)
        assert not Visit.objects.exists()

    def test_nobody_from_outside_after_the_school_withdrew_and_nothing_new(self, world: World) -> None:
        uuid = arrange(world)
        journey.withdraw(viewer=world.viewer("ada"), round_id=world.round_id, urn=ASH, reason="Not now.", at=AT)
        with pytest.raises(NotVisible):
            of(world, "ben", uuid)
        with pytest.raises(Refused, match="withdrawn"):
            choose(world, uuid)
        assert trail() == [("arrange", ASH)]

    def test_a_closed_round_is_only_read(self, world: World) -> None:
        uuid = arrange(world)
        Round.objects.filter(pk=world.round_id).update(closed_on=TODAY)
        for write in (lambda: choose(world, uuid), lambda: add(world, uuid, "ben")):
            with pytest.raises(Refused, match="closed"):
                write()

    def test_days_that_cannot_be(self, world: World) -> None:
        with pytest.raises(NotAllowedNow, match="before the first"):
            arrange(world, ends_on=date(2026, 11, 10))
        with pytest.raises(NotAllowedNow, match="both"):
            arrange(world, ends_on=None)
        assert not Visit.objects.exists()
        assert trail() == []

    def test_the_second_of_two_changes_nothing(self, world: World) -> None:
        uuid = arrange(world)
        given = VisitInput(VisitForm.HALF_DAY, VisitSubject.DEPARTMENT, "Mathematics", DAY, DAY, 1)
        actions.change_plan(viewer=world.viewer("ben"), uuid=uuid, given=given, at=AT)
        late = VisitInput(VisitForm.REMOTE, VisitSubject.SCHOOL, "", DAY, DAY, 1)
        with pytest.raises(StaleWrite) as stale:
            actions.change_plan(viewer=world.viewer("ada"), uuid=uuid, given=late, at=AT)
        assert stale.value.theirs["subject_name"] == "Mathematics"
        assert of(world, "ada", uuid).form is VisitForm.HALF_DAY


class TestFocus:
    def test_those_who_come_read_it_once_the_head_has_shared_it(self, world: World) -> None:
        uuid = arrange(world)
        choose(world, uuid, "amy", questions=(MARKER,))
        with pytest.raises(NotVisible):
            queries.focus(world.viewer("ben"), of(world, "ben", uuid))
        with pytest.raises(Refused, match="headteacher decides"):
            focus_actions.share_focus(viewer=world.viewer("amy"), uuid=uuid, at=AT)
        focus_actions.share_focus(viewer=world.viewer("ada"), uuid=uuid, at=AT)
        words = queries.focus(world.viewer("ben"), of(world, "ben", uuid))
        assert [item.text for item in words.standing] == ["Area number 1", "Statement 1 of area 2", MARKER]
        assert trail()[1:] == [("choose", ASH), ("share focus", ASH)]
        row = Disclosure.objects.filter(artefact="focus").get()
        assert (row.person_id, row.phase, row.school_urn) == (world.people["ben"].pk, "submitted", ASH)

    def test_nothing_chosen_is_not_shared(self, world: World) -> None:
        uuid = arrange(world)
        with pytest.raises(Refused, match="Choose an area"):
            focus_actions.share_focus(viewer=world.viewer("ada"), uuid=uuid, at=AT)

    def test_only_the_school_chooses(self, world: World) -> None:
        uuid = shared(world)
        for name in ("ben", "gil", "sue"):
            with pytest.raises(Refused, match="The school chooses"):
                choose(world, uuid, name, note=MARKER)
        with pytest.raises(NotVisible):
            choose(world, uuid, "sam", version=1)
        assert Visit.objects.get().note == "Come by the side door."

    def test_what_is_not_of_the_framework_or_of_another_library(self, world: World) -> None:
        uuid = arrange(world)
        mine = library.ItemInput("Reading ages", "They rise.", "", TODAY, None, Strength.IMPROVED, "")
        theirs = library.add(viewer=world.viewer("ben"), urn=BECK, kind=ItemKind.NOTE, given=mine, at=AT)
        with pytest.raises(NotAllowedNow, match="not in the framework"):
            choose(world, uuid, chosen=("area:nowhere",))
        with pytest.raises(NotVisible):
            choose(world, uuid, items=(theirs,))
        assert not Focus.objects.exists()

    def test_too_much_is_no_focus(self, world: World) -> None:
        uuid = arrange(world)
        every = tuple(f"statement:area-{area}-statement-{number}" for area in (1, 2, 3) for number in (1, 2))
        with pytest.raises(NotAllowedNow, match="6 areas or statements at most"):
            choose(world, uuid, chosen=(*every, "area:area-1"))

    def test_changed_after_the_visitors_began_only_with_a_word_on_it(self, world: World) -> None:
        uuid = shared(world)
        think(world, uuid)
        with pytest.raises(NotAllowedNow, match="what you changed"):
            choose(world, uuid, chosen=("area:area-3",))
        assert not Focus.objects.filter(ref="area-3").exists()
        choose(world, uuid, chosen=("area:area-3",), what_changed="Reading is done; now attendance.")
        assert FocusChange.objects.get().text == "Reading is done; now attendance."
        gone = Focus.objects.get(ref="area-1")
        assert gone.dropped_at is not None  # with what was written about it
        assert Hypothesis.objects.get().focus_id == gone.pk
        choose(world, uuid, chosen=("area:area-1", "area:area-3"), what_changed="Both after all.")
        gone.refresh_from_db()
        assert gone.dropped_at is None

    def test_the_second_of_two_saves_is_held_back(self, world: World) -> None:
        uuid = arrange(world)
        choose(world, uuid, questions=("First?",))
        with pytest.raises(StaleWrite) as stale:
            choose(world, uuid, "amy", questions=("Second?",), version=0)
        assert stale.value.theirs["questions"] == "First?"
        assert len(trail()) == 2


class TestHypotheses:
    def test_the_schools_own_read_them_only_when_they_are_shared(self, world: World) -> None:
        uuid = shared(world)
        think(world, uuid, thinks=MARKER)
        for name in ("ada", "amy", "gil", "sue"):
            with pytest.raises(NotVisible):
                queries.hypotheses(world.viewer(name), of(world, name, uuid))
        assert [item.thinks for item in _thoughts(world, "cat", uuid)] == [MARKER]  # one team
        hypothesis_actions.share_hypotheses(viewer=world.viewer("liz"), uuid=uuid, at=AT)
        assert [item.thinks for item in _thoughts(world, "ada", uuid)] == [MARKER]
        with pytest.raises(NotVisible):
            _thoughts(world, "sue", uuid)

    def test_the_trail_never_has_a_word_of_them(self, world: World) -> None:
        uuid = shared(world)
        think(world, uuid, thinks=MARKER)
        assert trail("hypothesis") == [("save", BECK)]
        assert not any(MARKER in str(row) for row in AuditEntry.objects.values_list())

    def test_not_before_the_focus_is_shared_and_not_by_the_school(self, world: World) -> None:
        uuid = arrange(world)
        choose(world, uuid)
        with pytest.raises(NotVisible):
            think(world, uuid)
        focus_actions.share_focus(viewer=world.viewer("ada"), uuid=uuid, at=AT)
        with pytest.raises(NotVisible):
            think(world, uuid, "ada")
        with pytest.raises(Refused, match="Nothing is written"):
            hypothesis_actions.share_hypotheses(viewer=world.viewer("ben"), uuid=uuid, at=AT)
        assert not Hypothesis.objects.exists()

    def test_the_second_of_two_saves_is_held_back(self, world: World) -> None:
        uuid = shared(world)
        think(world, uuid, thinks="First.")
        with pytest.raises(StaleWrite) as stale:
            think(world, uuid, "cat", thinks="Second.")
        assert stale.value.theirs["thinks"] == "First."
        think(world, uuid, "cat", version=1, thinks="Both.")
        assert Hypothesis.objects.get().version == 2


def _thoughts(world: World, name: str, uuid: UUID) -> list[Any]:
    return list(queries.hypotheses(world.viewer(name), of(world, name, uuid)).values())


def _timetable(world: World, uuid: UUID, name: str = "ada") -> list[Any]:
    return list(queries.activities_for(world.viewer(name), of(world, name, uuid), today=TODAY))


class TestTimetable:
    def test_both_sides_build_it(self, world: World) -> None:
        uuid = arrange(world)
        add(world, uuid, "ada", hosts=("amy",), room="Hall")
        add(world, uuid, "ben", starts=time(10), ends=time(11), visitors=("ben", "cat"), hosts=("amy", "sue"))
        first, second = _timetable(world, uuid, "sue")
        assert (first.open, second.open) == (True, False)
        assert [one.name for one in second.hosts] == ["Amy", "Sue"]
        assert trail()[1:] == [("change timetable", ASH), ("change timetable", BECK)]

    def test_every_clash_is_said_at_once_and_nothing_is_saved(self, world: World) -> None:
        uuid = arrange(world)
        add(world, uuid, visitors=("ben", "cat"), hosts=("amy",), room="Hall")
        with pytest.raises(Unfit) as unfit:
            add(world, uuid, starts=time(9, 30), ends=time(10, 30), visitors=("ben",), hosts=("amy",), room=" hall ")
        assert sorted(text.partition(":")[0] for text in unfit.value.reasons) == [
            "Amy is in two places",
            "Ben is in two places",
            "hall is used twice",
        ]
        assert len(_timetable(world, uuid)) == 1
        add(world, uuid, starts=time(10), ends=time(11), visitors=("ben",), hosts=("amy",), room="Hall")

    def test_times_and_days_that_cannot_be(self, world: World) -> None:
        uuid = arrange(world)
        with pytest.raises(Unfit) as unfit:
            add(world, uuid, starts=time(11), ends=time(10), day=date(2026, 11, 12))
        assert len(unfit.value.reasons) == 2
        assert not Activity.objects.exists()

    def test_moved_and_held_back_for_the_second(self, world: World) -> None:
        uuid = arrange(world)
        one = add(world, uuid)
        add(world, uuid, activity=one, starts=time(13), ends=time(14), version=1)
        with pytest.raises(StaleWrite) as stale:
            add(world, uuid, "ben", activity=one, version=1)
        assert "13:00 to 14:00" in stale.value.theirs["activity"]
        with pytest.raises(StaleWrite):
            timetable_actions.take_off(
                viewer=world.viewer("ben"), uuid=uuid, activity=one, version=1, at=AT, today=TODAY
            )
        timetable_actions.take_off(viewer=world.viewer("ben"), uuid=uuid, activity=one, version=2, at=AT, today=TODAY)
        assert _timetable(world, uuid) == []

    def test_nobody_who_has_nothing_to_do_with_it(self, world: World) -> None:
        uuid = arrange(world)
        for side in ("visitors", "hosts"):
            with pytest.raises(NotVisible):
                add(world, uuid, **{side: ("sam",)})
        with pytest.raises(NotVisible):
            add(world, uuid, activity=uuid4())
        other = arrange(world, "ben", BECK)
        foreign = add(world, other, "ben")
        with pytest.raises(NotVisible):
            add(world, uuid, activity=foreign, version=1)

    def test_somebody_cannot_come_in_the_morning(self, world: World) -> None:
        uuid = arrange(world)
        both = add(world, uuid, visitors=("ben", "cat"))
        alone = add(world, uuid, starts=time(10), ends=time(11), visitors=("ben",))
        busy = add(world, uuid, starts=time(10), ends=time(11), visitors=("cat",), title="Elsewhere")
        count = timetable_actions.step_back(viewer=world.viewer("ben"), uuid=uuid, at=AT, today=TODAY)
        assert count == 2
        assert {item.uuid: item.open for item in _timetable(world, uuid)} == {both: False, alone: True, busy: False}
        take = {"uuid": uuid, "activity": alone, "at": AT, "today": TODAY}
        with pytest.raises(Unfit, match="Cat is in two places"):
            timetable_actions.take_over(viewer=world.viewer("cat"), **take)
        timetable_actions.take_over(viewer=world.viewer("liz"), **take)
        with pytest.raises(Unfit, match="Liz has taken"):
            timetable_actions.take_over(viewer=world.viewer("cat"), **take)
        assert [one.name for one in _timetable(world, uuid)[1].visitors] == ["Liz"]
        assert ("step back", BECK) in trail()

    def test_a_role_that_ended_leaves_its_activities_open(self, world: World) -> None:
        uuid = arrange(world)
        add(world, uuid, visitors=("liz",), hosts=("sue",))
        Appointment.objects.filter(person__in=[world.people["liz"], world.people["sue"]]).delete()
        (item,) = _timetable(world, uuid)
        assert (item.open, item.hosts) == (True, ())
        assert ActivityPerson.objects.count() == 2  # who was meant stays known

    def test_the_usual_timetable_is_put_there_once(self, world: World) -> None:
        uuid = arrange(world)
        to = {"uuid": uuid, "at": AT, "today": TODAY}
        made = timetable_actions.suggest(viewer=world.viewer("ben"), **to)
        assert made == len(_timetable(world, uuid)) > 8
        assert timetable_actions.suggest(viewer=world.viewer("ada"), **to) == 0
        assert len(_timetable(world, uuid)) == made

    def test_no_usual_timetable_without_a_day_or_over_too_few(self, world: World) -> None:
        uuid = arrange(world, starts_on=None, ends_on=None)
        to = {"viewer": world.viewer("ada"), "uuid": uuid, "at": AT, "today": TODAY}
        with pytest.raises(NotAllowedNow, match="no day yet"):
            timetable_actions.suggest(**to)
        Visit.objects.update(starts_on=DAY, ends_on=DAY, form=VisitForm.THREE_DAYS)
        with pytest.raises(NotAllowedNow, match="does not fit"):
            timetable_actions.suggest(**to)
        assert not Activity.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_that_would_clash_are_never_both_saved(transactional_db: None) -> None:
    world = triad()
    uuid = arrange(world)
    made = at_once(
        *(lambda name=name: add(world, uuid, name, visitors=("ben",), title=name) for name in ("ada", "ben", "cat"))
    )
    assert sum(isinstance(item, UUID) for item in made) == 1, kinds(made)
    assert Activity.objects.count() == 1


def test_what_is_prepared_in_plait_is_done_by_itself() -> None:
    """Shared, and over: nobody notes it by hand."""
    world = triad()
    uuid = shared(world)
    definition = built_in()["focus-triad"]
    focus, visit = ({step.key for step in definition.steps if step.plans is plans} for plans in Planned)
    this = round_facts([world.round_id])[world.round_id]
    assert set(prepared(this, today=DAY)[ASH]) == focus
    assert set(prepared(this, today=DAY + timedelta(days=1))[ASH]) == focus | visit
    states = {step.key: step.state for step in school_journey(world.viewer("ada"), ASH).steps}
    assert {states[key] for key in focus} == {TaskState.DONE}
    assert focus
    assert visit
    assert of(world, "ada", uuid).focus_shared_at is not None
