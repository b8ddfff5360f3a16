"""Writing a view, handing it in, recording and agreeing: who may, and what each decision leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plait.audit import actions as audit
from plait.audit.models import AuditEntry
from plait.domain.roles import Role
from plait.domain.rounds import ReviewStage
from plait.domain.verdicts import Incomplete, NotVisible, Refused, StaleWrite
from plait.partnerships import actions as partnerships
from plait.peerreview import actions, queries
from plait.peerreview.actions import ChallengeInput, PeerInput, ReasonNeeded
from plait.selfevaluation import queries as evaluations
from tests.world import AT, SCALE, TODAY, World, trio

ASH, BECK, CLIFF = 990001, 990002, 990003
WRITERS = {Role.HEAD, Role.LEADER}


@pytest.fixture
def world() -> World:
    return trio()


def save(world: World, name: str = "ben", urn: int = BECK, area: str = "area-1", **fields: Any) -> Any:
    wanted = {"answer": "3", "comment": "Seen in lessons.", "version": 0} | fields
    return actions.save_area(
        viewer=world.viewer(name),
        review_id=world.reviews[ASH],
        urn=urn,
        area_id=area,
        given=PeerInput(**wanted),
        at=AT,
    )


def record(world: World, area: str = "area-1", name: str = "ada", **fields: Any) -> Any:
    wanted = {"agreed": "2", "reason": "", "version": 0} | fields
    return actions.record_challenge(
        viewer=world.viewer(name),
        review_id=world.reviews[ASH],
        area_id=area,
        given=ChallengeInput(**wanted),
        at=AT,
    )


def hand_in(world: World, name: str = "ben", urn: int = BECK) -> None:
    actions.hand_in(viewer=world.viewer(name), review_id=world.reviews[ASH], urn=urn, at=AT)


def agree(world: World, name: str = "ada") -> None:
    actions.agree(viewer=world.viewer(name), review_id=world.reviews[ASH], at=AT)


def review(world: World, name: str = "ada") -> queries.ReviewFacts:
    return queries.get(world.viewer(name), world.reviews[ASH])


def written(world: World, name: str = "ben", urn: int = BECK, area: str = "area-1") -> queries.SavedPeerArea:
    return queries.words(world.viewer(name), review(world, name), world.framework)[urn].area(area)


def records(world: World) -> dict[str, queries.ChallengeRecord]:
    return queries.challenges(world.viewer("ada"), review(world), world.framework)


def newest() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk")[0]


@pytest.mark.django_db
@pytest.mark.engine
class TestWriting:
    def test_a_save_is_stored_with_its_trail(self, world: World) -> None:
        world.submit(ASH)
        saved = save(world)
        found = written(world)
        assert (found.answer, found.comment, found.saved_by) == (SCALE.at(3), "Seen in lessons.", "Ben")
        assert found.version == saved.version == 1
        entry = newest()
        assert (entry.kind, entry.action, entry.school_urn) == (actions.VIEW, "save", BECK)
        assert entry.changes == {"area-1.answer": ["", "3"], "area-1.comment": ["", "Seen in lessons."]}

    def test_before_the_host_submits_there_is_nothing_to_write(self, world: World) -> None:
        with pytest.raises(Refused, match="not submitted"):
            save(world)
        assert written(world).version == 0

    @pytest.mark.parametrize(
        ("name", "urn", "raised"),
        [
            ("ben", CLIFF, NotVisible),  # another partner's view
            ("ben", ASH, NotVisible),  # the host writes none
            ("ada", BECK, NotVisible),
            ("gil", BECK, NotVisible),
            ("lee", BECK, NotVisible),
            ("sam", BECK, NotVisible),
            ("sam", 990009, NotVisible),
        ],
    )
    def test_forged_schools_find_nothing(self, world: World, name: str, urn: int, raised: type) -> None:
        world.submit(ASH)
        with pytest.raises(raised):
            save(world, name, urn)
        assert written(world).version == 0

    def test_a_governor_of_a_partner_neither_reads_nor_writes(self, world: World) -> None:
        world.submit(ASH)
        save(world)
        person = world.people["gil"]
        partnerships.appoint(person_id=person.pk, role=Role.GOVERNOR, urn=BECK, starts=TODAY, at=AT)
        assert queries.words(world.viewer("gil"), review(world, "gil"), world.framework) == {}
        with pytest.raises(NotVisible):
            save(world, "gil", version=1)

    def test_an_answer_that_is_not_on_the_scale(self, world: World) -> None:
        world.submit(ASH)
        with pytest.raises(ValueError, match="not a level"):
            save(world, answer="7")
        with pytest.raises(NotVisible):
            save(world, area="area-99")
        assert written(world).version == 0

    def test_the_second_of_two_writers_is_told(self, world: World) -> None:
        world.submit(ASH)
        save(world, comment="First.")
        with pytest.raises(StaleWrite) as told:
            save(world, comment="Second.")
        assert told.value.theirs == {"answer": "3", "strengths": "", "consider": "", "beside": "", "comment": "First."}
        assert (told.value.version, "Ben" in str(told.value)) == (1, True)
        assert written(world).comment == "First."

    def test_the_same_sent_twice_changes_nothing(self, world: World) -> None:
        world.submit(ASH)
        first, count = save(world), AuditEntry.objects.count()
        assert save(world) == first
        assert (written(world).version, AuditEntry.objects.count()) == (1, count)

    def test_an_empty_save_is_no_beginning(self, world: World) -> None:
        world.submit(ASH)
        save(world, answer="", comment="")
        assert not queries.partners_have_begun(world.reviews[ASH])


@pytest.mark.django_db
@pytest.mark.engine
class TestHandingIn:
    def test_names_what_is_missing(self, world: World) -> None:
        world.submit(ASH)
        save(world)
        with pytest.raises(Incomplete) as told:
            hand_in(world)
        assert [area for area, _ in told.value.missing] == ["area-2", "area-3"]
        assert review(world, "ben").handed_in == 0

    def test_is_final_and_leaves_its_trail(self, world: World) -> None:
        world.submit(ASH)
        world.hand_in(ASH, BECK)
        assert (newest().action, newest().kind) == ("hand in", actions.VIEW)
        count = AuditEntry.objects.count()
        for again in (lambda: hand_in(world), lambda: save(world, version=1)):
            with pytest.raises(Refused, match="handed in"):
                again()
        assert AuditEntry.objects.count() == count

    def test_only_the_partners_headteacher(self, world: World) -> None:
        world.submit(ASH)
        world.look(ASH, BECK)
        person = world.people["amy"]
        partnerships.appoint(person_id=person.pk, role=Role.LEADER, urn=BECK, starts=TODAY, at=AT)
        with pytest.raises(Refused, match="headteacher"):
            hand_in(world, "amy")
        for name in ("ada", "cat", "sam", "lee"):
            with pytest.raises(NotVisible):
                hand_in(world, name)
        assert review(world, "ben").handed_in == 0

    def test_nobody_learns_whose_view_is_in(self, world: World) -> None:
        world.submit(ASH)
        world.hand_in(ASH, BECK)
        for name in ("ada", "gil", "cat"):
            found = review(world, name)
            assert found.handed_in == 1
            assert all(view.handed_in_at is None and not view.handed_in_by for view in found.views)
        own = review(world, "ben").view_of(BECK)
        assert own is not None
        assert own.handed_in_by == "Ben"
        listed = queries.stages(world.viewer("lee"), world.round_id)[ASH]
        assert listed.handed_in == 1
        assert not any(view.handed_in_by for view in listed.views)
        world.hand_in(ASH, CLIFF)
        assert [view.handed_in_by for view in review(world).views] == ["Ben", "Cat"]

    @pytest.mark.parametrize(
        ("name", "before", "after"),
        [
            ("ada", set(), {BECK, CLIFF}),
            ("gil", set(), {BECK, CLIFF}),
            ("ben", {BECK}, {BECK, CLIFF}),
            ("cat", {CLIFF}, {BECK, CLIFF}),
            ("lee", set(), set()),
            ("sam", set(), set()),
        ],
    )
    def test_the_query_hands_out_only_what_is_open(
        self, world: World, name: str, before: set[int], after: set[int]
    ) -> None:
        """Whoever holds the facts of a review gets no more words from it than they may read."""
        world.submit(ASH)
        world.look(ASH, CLIFF)

        def open_to() -> set[int]:
            facts = review(world, "ada" if name in ("lee", "sam") else name)  # these two could get none of their own
            return set(queries.words(world.viewer(name), facts, world.framework))

        assert open_to() == before
        world.hand_in(ASH, BECK)
        assert open_to() == before
        world.hand_in(ASH, CLIFF)
        assert open_to() == after


@pytest.mark.django_db
@pytest.mark.engine
class TestRecording:
    def test_not_before_every_view_is_in(self, world: World) -> None:
        world.submit(ASH)
        world.hand_in(ASH, BECK)
        for act in (
            lambda: record(world),
            lambda: agree(world),
            lambda: actions.keep_unquestioned(viewer=world.viewer("ada"), review_id=world.reviews[ASH], at=AT),
        ):
            with pytest.raises(Refused, match="every partner"):
                act()

    @pytest.mark.parametrize("name", ["amy", "gil", "ben", "cat"])
    def test_readers_do_not_record(self, world: World, name: str) -> None:
        world.reveal(ASH)
        with pytest.raises(Refused, match="headteacher of the school that was reviewed"):
            record(world, name=name)
        for other in ("lee", "sam"):
            with pytest.raises(NotVisible):
                record(world, name=other)
        assert records(world) == {}

    def test_kept_without_a_word_where_all_agree(self, world: World) -> None:
        world.reveal(ASH)
        record(world)
        found = records(world)["area-1"]
        assert (found.changed, found.recorded_by, found.version) == (False, "Ada", 1)
        assert newest().changes == {"area-1.agreed": ["", "2"]}

    def test_a_change_wants_its_reason(self, world: World) -> None:
        world.reveal(ASH, answer="3")
        with pytest.raises(ReasonNeeded, match="changed"):
            record(world, agreed="3", reason="  ")
        with pytest.raises(ReasonNeeded, match="kept"):
            record(world, agreed="2")
        assert records(world) == {}
        record(world, agreed="3", reason="We had been too careful.")
        found = records(world)["area-1"]
        assert found.changed
        assert (found.before, found.agreed) == (SCALE.at(2), SCALE.at(3))
        assert newest().changes["area-1.reason"] == ["", "We had been too careful."]

    def test_something_must_be_chosen_and_on_the_scale(self, world: World) -> None:
        world.reveal(ASH)
        for agreed in ("", "9"):
            with pytest.raises(ValueError, match="Choose"):
                record(world, agreed=agreed)
        with pytest.raises(NotVisible):
            record(world, area="area-99")
        assert records(world) == {}

    def test_two_records_at_once(self, world: World) -> None:
        world.reveal(ASH)
        record(world, reason="First.")
        with pytest.raises(StaleWrite) as told:
            record(world, agreed="3", reason="Second.")
        assert told.value.theirs == {"agreed": "2", "strengths": "", "consider": "", "reason": "First."}
        record(world, agreed="3", reason="Second.", version=told.value.version)
        assert (records(world)["area-1"].reason, records(world)["area-1"].version) == ("Second.", 2)
        assert newest().changes == {"area-1.agreed": ["2", "3"], "area-1.reason": ["First.", "Second."]}

    def test_keeping_what_nobody_questions(self, world: World) -> None:
        world.submit(ASH)
        world.hand_in(ASH, BECK)
        save(world, "cat", CLIFF, "area-1", answer="4")
        world.hand_in(ASH, CLIFF)
        viewer, review_id = world.viewer("ada"), world.reviews[ASH]
        record(world, area="area-2", reason="Talked through.")
        assert actions.keep_unquestioned(viewer=viewer, review_id=review_id, at=AT) == 1
        assert newest().changes == {"area-3.agreed": ["", "2"]}
        assert sorted(records(world)) == ["area-2", "area-3"]
        assert records(world)["area-2"].reason == "Talked through."
        count = AuditEntry.objects.count()
        assert actions.keep_unquestioned(viewer=viewer, review_id=review_id, at=AT) == 0
        assert AuditEntry.objects.count() == count

    def test_agreeing_names_what_is_open_then_freezes(self, world: World) -> None:
        world.reveal(ASH)
        record(world)
        with pytest.raises(Incomplete) as told:
            agree(world)
        assert [area for area, _ in told.value.missing] == ["area-2", "area-3"]
        for area in ("area-2", "area-3"):
            record(world, area=area)
        agree(world)
        assert review(world).stage is ReviewStage.AGREED
        assert newest().changes == {"stage": ["challenge", "agreed"]}
        for again in (lambda: agree(world), lambda: record(world, agreed="3", reason="Late.", version=1)):
            with pytest.raises(Refused, match="agreed"):
                again()
        assert records(world)["area-1"].agreed == SCALE.at(2)


@pytest.mark.django_db
@pytest.mark.engine
class TestTakingBack:
    def take_back(self, world: World, name: str = "ada") -> None:
        actions.take_back(viewer=world.viewer(name), evaluation_id=world.evaluations[ASH], at=AT)

    def test_while_nobody_has_begun(self, world: World) -> None:
        world.submit(ASH)
        self.take_back(world)
        assert review(world).stage is ReviewStage.WAITING
        with pytest.raises(NotVisible):
            evaluations.facts(world.viewer("ben"), world.evaluations[ASH])
        with pytest.raises(Refused, match="not submitted"):
            save(world)

    def test_not_once_a_partner_has_written(self, world: World) -> None:
        world.submit(ASH)
        save(world)
        with pytest.raises(Refused, match="begun"):
            self.take_back(world)
        assert review(world).stage is ReviewStage.REVIEWING

    def test_only_the_schools_own_headteacher(self, world: World) -> None:
        world.submit(ASH)
        for name in ("amy", "gil", "ben"):
            with pytest.raises(Refused):
                self.take_back(world, name)
        for name in ("lee", "sam"):
            with pytest.raises(NotVisible):
                self.take_back(world, name)
        assert review(world).stage is ReviewStage.REVIEWING


def keep(world: World) -> None:
    actions.keep_unquestioned(viewer=world.viewer("ada"), review_id=world.reviews[ASH], at=AT)


def take_back(world: World) -> None:
    actions.take_back(viewer=world.viewer("ada"), evaluation_id=world.evaluations[ASH], at=AT)


@pytest.mark.django_db
@pytest.mark.engine
@pytest.mark.parametrize(
    ("until", "act"),
    [
        (lambda world: world.submit(ASH), save),
        (lambda world: (world.submit(ASH), world.look(ASH, BECK)), hand_in),
        (lambda world: world.reveal(ASH), record),
        (lambda world: world.reveal(ASH), keep),
        (lambda world: (world.reveal(ASH), keep(world)), agree),
        (lambda world: world.submit(ASH), take_back),
    ],
    ids=["save", "hand in", "record", "keep", "agree", "take back"],
)
def test_no_change_without_its_trail(
    world: World, monkeypatch: pytest.MonkeyPatch, until: Callable[..., Any], act: Callable[..., Any]
) -> None:
    until(world)

    def broken(**_: Any) -> None:
        raise RuntimeError("the trail cannot be written")

    def state() -> tuple[Any, ...]:
        found = review(world, "ben")
        return found, written(world), records(world)

    before, count = state(), AuditEntry.objects.count()
    monkeypatch.setattr(audit.AuditEntry.objects, "create", broken)
    with pytest.raises(RuntimeError):
        act(world)
    monkeypatch.undo()
    assert (state(), AuditEntry.objects.count()) == (before, count)
    act(world)
    # agreeing notes on the self-evaluation what stands, with a row of its own
    assert AuditEntry.objects.count() == count + (2 if act is agree else 1)
    assert state() != before
