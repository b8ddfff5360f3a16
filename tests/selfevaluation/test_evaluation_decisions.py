"""Who may write, submit and take back, and what each decision leaves behind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plait.audit.models import AuditEntry
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import Incomplete, NotVisible, Refused, StaleWrite
from plait.domain.viewer import HeldRole, Viewer
from plait.selfevaluation import actions, queries, rules, upload_queries
from plait.selfevaluation.upload_actions import keep_upload
from tests.world import AT, World, small_framework, trio

HEAD = Viewer(1, "Head", (HeldRole("head", 990001),))
LEADER = Viewer(2, "Leader", (HeldRole("leader", 990001),))
GOVERNOR = Viewer(3, "Governor", (HeldRole("governor", 990001),))
PARTNER = Viewer(4, "Partner", (HeldRole("head", 990002),))
LEAD = Viewer(5, "Lead", (HeldRole("partnership-lead", None, 1),))


SIGNED: dict[Any, dict[str, bool]] = {
    rules.may_write: {"signed": True},
    rules.may_submit: {"signed": True, "signature_stands": True},
}


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (rules.may_write, {HEAD, LEADER}),
        (rules.may_submit, {HEAD}),
    ],
)
def test_who_may_while_it_is_a_draft(rule: Any, allowed: set[Viewer]) -> None:
    for viewer in (HEAD, LEADER, GOVERNOR, PARTNER, LEAD):
        verdict = rule(viewer, urn=990001, state="draft", round_open=True, **SIGNED[rule])
        assert bool(verdict) == (viewer in allowed), viewer.name
        assert bool(verdict) == (verdict.reason == "")
        assert not rule(viewer, urn=990001, state="draft", round_open=True, **SIGNED[rule] | {"signed": False})


def test_after_a_withdrawal_the_school_writes_and_has_nobody_to_submit_to() -> None:
    state = {"urn": 990001, "state": "draft", "round_open": True, "signed": True}
    assert rules.may_write(HEAD, **state)
    assert "withdrawn" in rules.may_submit(HEAD, **state, signature_stands=False).reason


@pytest.mark.parametrize("rule", [rules.may_write, rules.may_submit])
@pytest.mark.parametrize(("state", "open_"), [("submitted", True), ("submitted", False), ("draft", False)])
def test_nobody_may_afterwards(rule: Any, state: str, open_: bool) -> None:
    assert not any(
        rule(viewer, urn=990001, state=state, round_open=open_, **SIGNED[rule])
        for viewer in (HEAD, LEADER, GOVERNOR, PARTNER, LEAD)
    )


@pytest.mark.parametrize(
    ("viewer", "state", "open_", "begun", "allowed"),
    [
        (HEAD, "submitted", True, False, True),
        (LEADER, "submitted", True, False, False),
        (PARTNER, "submitted", True, False, False),
        (HEAD, "draft", True, False, False),
        (HEAD, "submitted", False, False, False),
        (HEAD, "submitted", True, True, False),
    ],
)
def test_who_may_take_it_back(viewer: Viewer, state: str, open_: bool, begun: bool, allowed: bool) -> None:
    verdict = rules.may_reopen(viewer, urn=990001, state=state, round_open=open_, partners_have_begun=begun)
    assert bool(verdict) is allowed


@pytest.fixture
def world() -> World:
    return trio()


def given(version: int = 0, **fields: Any) -> actions.AreaInput:
    start = actions.AreaInput("3", "Seen in May.", "Train mentors.", {"area-1-statement-1": "2"}, version)
    return replace(start, **fields)


def save(world: World, name: str = "ada", area: str = "area-1", **fields: Any) -> actions.Saved:
    return actions.save_area(
        viewer=world.viewer(name),
        evaluation_id=world.evaluations[990001],
        area_id=area,
        given=given(**fields),
        at=AT,
    )


def stored(world: World, area: str = "area-1") -> queries.SavedArea:
    return queries.get(world.viewer("ada"), world.evaluations[990001]).area(area)


def trail(world: World) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(kind=actions.KIND, object_id=str(world.evaluations[990001])))


@pytest.mark.engine
@pytest.mark.django_db
class TestSaving:
    def test_a_save_is_stored_with_its_trail(self, world: World) -> None:
        saved = save(world)
        found = stored(world)
        assert (found.entry.answer, found.entry.evidence) == (world.framework.scale.at(3), "Seen in May.")
        assert (found.version, found.saved_by) == (1, "Ada")
        assert saved.version == 1
        newest = trail(world)[0]
        assert newest.action == "save"
        assert newest.changes["area-1.answer"] == ["", "3"]
        assert newest.changes["area-1.area-1-statement-1"] == ["", "2"]

    def test_the_answer_tells_what_the_rule_concludes(self, world: World) -> None:
        saved = save(world, statements={"area-1-statement-1": "4", "area-1-statement-2": "4"})
        assert saved.derived is not None
        assert saved.derived.level == world.framework.scale.at(4)

    def test_a_leader_of_the_school_saves_a_governor_does_not(self, world: World) -> None:
        save(world, "amy")
        with pytest.raises(Refused):
            save(world, "gil", version=1)
        assert stored(world).version == 1

    @pytest.mark.parametrize("name", ["ben", "lee", "sam"])
    def test_outsiders_find_nothing_to_save_into(self, world: World, name: str) -> None:
        with pytest.raises(NotVisible):
            save(world, name)
        assert stored(world).version == 0

    def test_a_partner_who_may_read_may_not_write(self, world: World) -> None:
        world.submit(990001)
        with pytest.raises(Refused):
            save(world, "ben", version=1)

    def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(self, world: World) -> None:
        save(world, "amy", evidence="Amy's evidence")
        with pytest.raises(StaleWrite) as told:
            save(world, "ada", evidence="Ada's evidence")
        assert "Amy" in str(told.value)
        assert told.value.theirs["evidence"] == "Amy's evidence"
        assert told.value.version == 1
        assert stored(world).entry.evidence == "Amy's evidence"
        assert len([entry for entry in trail(world) if entry.action == "save"]) == 1

    def test_a_statement_that_somebody_chose_meanwhile_is_guarded_too(self, world: World) -> None:
        save(world, "amy", statements={"area-1-statement-1": "4"})
        with pytest.raises(StaleWrite):
            save(world, "ada", statements={"area-1-statement-1": "1"})
        found = queries.get(world.viewer("ada"), world.evaluations[990001])
        assert found.statement("area-1-statement-1") == world.framework.scale.at(4)

    def test_two_people_in_two_areas_do_not_meet(self, world: World) -> None:
        save(world, "amy")
        save(world, "ada", area="area-2", statements={})
        assert stored(world, "area-2").saved_by == "Ada"

    def test_the_same_sent_twice_is_one_save(self, world: World) -> None:
        save(world)
        again = save(world)
        assert again.version == 1
        assert stored(world).version == 1
        assert len([entry for entry in trail(world) if entry.action == "save"]) == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"answer": "9"},
            {"statements": {"area-1-statement-1": "9"}},
            {"statements": {"area-2-statement-1": "2"}},
            {"statements": {"made-up": "2"}},
        ],
    )
    def test_what_the_framework_does_not_know_is_refused_whole(self, world: World, wrong: Any) -> None:
        with pytest.raises(ValueError):
            save(world, **wrong)
        assert stored(world).version == 0
        assert stored(world).entry.evidence == ""

    def test_an_area_that_is_not_there_is_not_found(self, world: World) -> None:
        with pytest.raises(NotVisible):
            save(world, area="area-9", statements={})

    def test_without_its_trail_nothing_is_stored(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(**_: object) -> None:
            raise RuntimeError("the trail cannot be written")

        monkeypatch.setattr(actions, "record", broken)
        with pytest.raises(RuntimeError):
            save(world)
        found = queries.get(world.viewer("ada"), world.evaluations[990001])
        assert found.area("area-1").version == 0
        assert found.statements == ()

    def test_the_number_of_queries_does_not_grow(self, world: World) -> None:
        counts = []
        for size in (1, 2):
            answers = {f"area-1-statement-{number}": str(size) for number in range(1, size + 1)}
            with CaptureQueriesContext(
                connection,
            ) as caught:
                save(world, statements=answers, version=size - 1)
            counts.append(len(caught))
        assert counts[0] == counts[1] <= 10  # of which two open and close the transaction


@pytest.mark.engine
@pytest.mark.django_db
class TestSubmitting:
    def submit(self, world: World, name: str = "ada") -> None:
        actions.submit(viewer=world.viewer(name), evaluation_id=world.evaluations[990001], at=AT)

    def test_submitting_freezes(self, world: World) -> None:
        world.judge(990001)
        self.submit(world)
        found = queries.facts(world.viewer("ada"), world.evaluations[990001])
        assert found.submitted
        assert (found.submitted_by, found.submitted_at) == ("Ada", AT)
        assert trail(world)[0].changes["state"] == ["draft", "submitted"]
        with pytest.raises(Refused, match="submitted"):
            save(world, version=1)

    def test_open_areas_are_named_and_nothing_moves(self, world: World) -> None:
        save(world)
        with pytest.raises(Incomplete) as told:
            self.submit(world)
        assert [name for name, _ in told.value.missing] == ["area-2", "area-3"]
        assert not queries.facts(world.viewer("ada"), world.evaluations[990001]).submitted

    def test_not_sure_and_not_applicable_are_answers(self, world: World) -> None:
        for number, answer in ((1, "not-sure"), (2, "not-applicable"), (3, "1")):
            save(world, area=f"area-{number}", answer=answer, statements={})
        self.submit(world)

    def test_a_leader_does_not_submit(self, world: World) -> None:
        world.judge(990001)
        with pytest.raises(Refused):
            self.submit(world, "amy")

    def test_twice_is_refused_and_leaves_one_trail(self, world: World) -> None:
        world.judge(990001)
        self.submit(world)
        with pytest.raises((Refused, NotAllowedNow)):
            self.submit(world)
        assert [entry.action for entry in trail(world)].count("submit") == 1

    def test_an_enquiry_framework_needs_no_levels(self) -> None:
        framework = small_framework()
        asking = replace(
            framework,
            id="asking",
            scale=type(framework.scale)(),
            areas=tuple(replace(area, scale=type(framework.scale)()) for area in framework.areas),
        )
        world = trio(asking)
        self.submit(world)
        assert queries.facts(world.viewer("ben"), world.evaluations[990001]).submitted


@pytest.mark.engine
@pytest.mark.django_db
class TestSeeing:
    def test_a_draft_is_for_its_own_school(self, world: World) -> None:
        save(world, evidence="Only for us")
        for name in ("ada", "amy", "gil"):
            assert queries.get(world.viewer(name), world.evaluations[990001])
        for name in ("ben", "cat", "lee", "sam"):
            with pytest.raises(NotVisible):
                queries.get(world.viewer(name), world.evaluations[990001])

    def test_once_submitted_partners_read_it_and_nobody_else(self, world: World) -> None:
        world.submit(990001)
        for name in ("ben", "cat"):
            assert queries.get(world.viewer(name), world.evaluations[990001])
        for name in ("lee", "sam"):
            with pytest.raises(NotVisible):
                queries.get(world.viewer(name), world.evaluations[990001])

    def test_an_upload_belongs_to_who_made_it(self, world: World) -> None:
        number = keep_upload(
            viewer=world.viewer("ada"),
            subject=actions.KIND,
            subject_id=world.evaluations[990001],
            filename="w.xlsx",
            sha256="0" * 64,
            entries={"area-1": {"answer": "3"}},
            statements={},
            versions={"area-1": 0},
            at=AT,
        )
        evaluation = world.evaluations[990001]
        assert upload_queries.upload(world.viewer("ada"), number, subject=actions.KIND, subject_id=evaluation)
        with pytest.raises(NotVisible):
            upload_queries.upload(world.viewer("amy"), number, subject=actions.KIND, subject_id=evaluation)
        with pytest.raises(NotVisible):
            upload_queries.upload(world.viewer("ada"), number, subject="peer-view", subject_id=evaluation)
        with pytest.raises(NotVisible):
            upload_queries.upload(
                world.viewer("ada"), number, subject=actions.KIND, subject_id=world.evaluations[990002]
            )
