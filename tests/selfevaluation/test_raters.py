"""Several people judging first: blind until open, first instinct kept, what is agreed and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from inspection import PageClient

from plait.adapters.programme_files import built_in
from plait.audit.models import AuditEntry, Disclosure
from plait.domain.judgements import Words
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import Incomplete, NotVisible, Refused, StaleWrite
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.journey.actions import RoundInput, set_up_round
from plait.mail.kinds import About
from plait.mail.models import OutgoingMail
from plait.partnerships.models import Appointment
from plait.partnerships.programme_actions import start_programme
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation import rater_actions as asking
from plait.selfevaluation import rater_queries as raters
from plait.selfevaluation import rating_actions as rating
from plait.selfevaluation.models import AgreedFromViews, AreaJudgement, Asking, Rater, RaterJudgement
from plait.selfevaluation.pages.differences import differences_area_page, differences_page
from plait.selfevaluation.rater_letters import compose
from plait.selfevaluation.rights_queries import held
from tests.rated_school import ASH, LATER, THREE, UNTIL, ask, first, judge, number, of, read, think, world_of
from tests.world import AT, TODAY, World, small_framework, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return world_of()


def test_nobody_reads_another_before_all_are_in(world: World) -> None:
    ask(world)
    judge(world, "amy", "1", "3")
    judge(world, "gil", "4", "3")
    for name in (*THREE, "bo"):
        with pytest.raises(NotVisible):
            read(world, name)
    assert (of(world, "ada").count.given, of(world, "ada").count.waited) == (2, 1)
    judge(world, "ada", "2", "3")
    assert read(world, "ada") == ["ada says why 1", "amy says why 1", "gil says why 1"]
    assert len(read(world, "bo")) == 3  # by the contract, not for having rated
    for name in ("tia", "ben", "lee", "sam"):
        with pytest.raises(NotVisible):
            of(world, name)
    assert Asking.objects.get().closed_at == AT


def test_the_day_opens_what_is_in_without_any_run(world: World) -> None:
    ask(world)
    for name in ("amy", "gil"):
        judge(world, name)
    assert not of(world, "ada", LATER).revealed  # two of three that are to be enough
    with pytest.raises(Refused, match="can still hand in"):
        asking.open_views(viewer=world.viewer("ada"), evaluation_id=number(world), at=AT, today=TODAY)
    asking.open_views(viewer=world.viewer("ada"), evaluation_id=number(world), at=AT, today=LATER)
    assert len(read(world, "gil", LATER)) == 2
    with pytest.raises(Refused, match="are open"):
        ask(world, "bo", until=LATER + timedelta(days=9), today=LATER)
    with pytest.raises(Refused, match="independent"):
        first(world, "ada")


def test_enough_by_the_day_open_by_themselves_and_the_late_one_stays_unread() -> None:
    world = world_of(enough=2)
    ask(world)
    first(world, "ada")
    think(world, "ada", reason="Not finished.")
    judge(world, "amy")
    judge(world, "gil")
    assert not of(world, "amy", UNTIL).revealed
    assert read(world, "amy", LATER) == ["amy says why 1", "gil says why 1"]
    with pytest.raises(Refused):
        rating.hand_in(viewer=world.viewer("ada"), evaluation_id=number(world), at=AT, today=LATER)
    assert raters.own_words(of(world, "ada", LATER), world.framework)["area-1"].reason == "Not finished."


def test_whoever_is_taken_off_or_leaves_is_not_waited_for_and_what_is_in_stays() -> None:
    world = world_of(enough=2)
    ask(world, "ada", "amy", "gil", "bo")
    judge(world, "amy")
    judge(world, "gil")
    rows = {row.person_id: row.pk for row in Rater.objects.all()}
    off = {"viewer": world.viewer("ada"), "evaluation_id": number(world), "at": AT, "today": TODAY}
    asking.take_off(rater_id=rows[world.people["gil"].pk], **off)  # is in, and stays
    assert (of(world, "ada").count.given, of(world, "ada").count.waited) == (2, 2)
    Appointment.objects.filter(person=world.people["bo"]).update(ends=TODAY - timedelta(days=1))
    assert of(world, "ada").count.waited == 1
    with pytest.raises(NotVisible):
        first(world, "bo")
    asking.take_off(rater_id=rows[world.people["ada"].pk], **off)
    assert read(world, "ada") == ["amy says why 1", "gil says why 1"]
    with pytest.raises(NotVisible):
        asking.take_off(rater_id=0, **off)
    with pytest.raises(Refused, match="are open"):
        asking.take_off(rater_id=rows[world.people["amy"].pk], **off)


def test_a_first_instinct_stands_once_the_descriptors_are_open(world: World) -> None:
    ask(world)
    with pytest.raises(NotAllowedNow, match="First your first instinct"):
        think(world, "amy", version=0)
    with pytest.raises(NotAllowedNow, match="comes to mind"):
        first(world, "amy", answer="")
    first(world, "amy", answer="not-sure", begin=False)
    first(world, "amy", answer="4", version=1)
    first(world, "amy", answer="4", version=1)  # sent twice
    with pytest.raises(NotAllowedNow, match="stands"):
        first(world, "amy", answer="1", version=2)
    with pytest.raises(ValueError, match="not a level"):
        think(world, "amy", answer="9", version=2)
    think(world, "amy", answer="not-applicable", version=2)
    row = RaterJudgement.objects.get(rater__person=world.people["amy"])
    assert (row.instinct, row.answer, row.version) == ("4", "not-applicable", 3)
    with pytest.raises(StaleWrite) as stale:
        think(world, "amy", reason="From another window.", version=2)
    assert (stale.value.theirs["reason"], stale.value.version) == ("Seen in books.", 3)
    with pytest.raises(Incomplete) as incomplete:
        rating.hand_in(viewer=world.viewer("amy"), evaluation_id=number(world), at=AT, today=TODAY)
    assert incomplete.value.missing == (("area-2", "Area number 2"),)


def test_handing_in_twice_is_once_and_final(world: World) -> None:
    ask(world)
    judge(world, "amy")
    rating.hand_in(viewer=world.viewer("amy"), evaluation_id=number(world), at=AT + timedelta(hours=1), today=TODAY)
    assert AuditEntry.objects.filter(kind="rater-view", action="hand in").count() == 1
    with pytest.raises(Refused, match="stands"):
        think(world, "amy", version=2)


def test_only_the_head_asks_and_only_people_of_the_school(world: World) -> None:
    for name in ("amy", "bo"):
        with pytest.raises(Refused, match="headteacher"):
            ask(world, by=name)
    with pytest.raises(NotVisible):
        ask(world, by="gil")
    with pytest.raises(NotAllowedNow, match="hold a role"):
        ask(world, *THREE, "ben")
    with pytest.raises(NotAllowedNow, match="at least"):
        ask(world, "ada", "amy")
    with pytest.raises(NotAllowedNow, match="ahead"):
        ask(world, until=TODAY)
    assert not Asking.objects.exists()
    assert ask(world) == 3
    assert ask(world) == 0
    assert ask(world, "bo", until=UNTIL + timedelta(days=3)) == 1
    row = AuditEntry.objects.filter(kind="asking").latest("pk")
    assert row.changes == {"people": ["", "Bo"], "closes_on": [UNTIL.isoformat(), "2026-09-27"]}


def test_where_the_contract_says_nothing_of_raters_nothing_changes() -> None:
    world = trio()
    with pytest.raises(NotVisible):
        raters.asking(world.viewer("ada"), world.evaluations[ASH], today=TODAY)


def agree(
    world: World, name: str = "amy", answer: str = "2", reason: str = "Books settle it.", version: int = 0
) -> None:
    asking.agree(
        viewer=world.viewer(name),
        evaluation_id=number(world),
        area_id="area-1",
        answer=answer,
        reason=reason,
        version=version,
        at=AT,
        today=TODAY,
    )


def test_what_is_agreed_goes_into_the_evaluation_with_its_reason(world: World) -> None:
    ask(world)
    judge(world, "amy")
    judge(world, "gil")
    with pytest.raises(NotVisible):
        agree(world)
    judge(world, "ada")
    selfevaluation.save_area(
        viewer=world.viewer("ada"),
        evaluation_id=number(world),
        area_id="area-1",
        given=selfevaluation.AreaInput("", "Minutes.", "", {}, 0),
        at=AT,
    )
    with pytest.raises(StaleWrite):
        agree(world)
    with pytest.raises(NotAllowedNow, match="why"):
        agree(world, reason=" ", version=1)
    with pytest.raises(Refused):
        agree(world, "gil", version=1)
    assert not AgreedFromViews.objects.exists()
    agree(world, version=1)
    agree(world, version=2)  # sent twice
    row = AreaJudgement.objects.get(evaluation_id=number(world), area="area-1")
    assert (row.answer, row.evidence, row.version) == ("2", "Minutes.", 2)
    kept = raters.agreed(of(world, "gil"))["area-1"]
    assert (kept.views, kept.answer, kept.reason, kept.agreed_by) == (3, "2", "Books settle it.", "Amy")
    assert AuditEntry.objects.filter(action="agree from views").count() == 1


def test_spreads_are_counted_and_sorted_by_what_there_is_to_talk_about(world: World) -> None:
    ask(world)
    judge(world, "ada", "1", "3")
    judge(world, "amy", "4", "3")
    judge(world, "gil", "not-sure", "3")
    page = differences_page(world.viewer("ada"), number(world), today=TODAY)
    assert [row.id for row in page.rows] == ["area-1", "area-2"]
    assert page.rows[0].says == "From Emerging to Sustainable, three levels apart. One not sure."
    assert page.rows[0].moves == "One moved up, one moved down, one changed otherwise after reading the descriptors."
    assert (page.rows[1].says, page.to_talk) == ("All at Secure.", 1)


def test_without_names_nothing_is_told_of_fewer_than_five() -> None:
    world = world_of(named=False, enough=5)
    five = ("ada", "amy", "bo", "gil", "tia")
    ask(world, *five)
    for name in five[:4]:
        judge(world, name)
    asking.open_views(viewer=world.viewer("ada"), evaluation_id=number(world), at=AT, today=LATER)
    page = differences_page(world.viewer("ada", LATER), number(world), today=LATER)
    assert (page.told, all(not row.marks for row in page.rows)) == (False, True)
    assert read(world, "ada", LATER) == []


def test_without_names_reasons_come_in_an_order_that_tells_nobody() -> None:
    world = world_of(named=False, enough=5)
    five = ("tia", "gil", "bo", "amy", "ada")
    ask(world, *five)
    for name in five:
        judge(world, name)
    page = differences_area_page(world.viewer("ada"), number(world), "area-1", today=TODAY)
    assert {view.who for view in page.views} == {""}
    assert page.reasons == tuple(sorted(page.reasons))
    assert [text for _, _, text in page.marks] == ["five people"]


def test_in_words_there_is_no_level_anywhere(client: PageClient) -> None:
    world = world_of("shared-report")
    ask(world)
    for name in THREE:
        with pytest.raises(ValueError, match="in words"):
            think(world, name, answer="2", version=0)
        rating.save_considered(
            viewer=world.viewer(name),
            evaluation_id=number(world),
            area_id="area-1",
            given=rating.Judged("", 0, {}, "", Words(f"{name} likes it", "More time")),
            at=AT,
            today=TODAY,
        )
        rating.hand_in(viewer=world.viewer(name), evaluation_id=number(world), at=AT, today=TODAY)
    page = differences_page(world.viewer("ada"), number(world), today=TODAY)
    assert page.rows[0].wrote == "three people wrote about it"
    asking.agree(
        viewer=world.viewer("ada"),
        evaluation_id=number(world),
        area_id="area-1",
        answer="",
        words=Words("Liked", ""),
        reason="All said so.",
        version=0,
        at=AT,
        today=TODAY,
    )
    assert AreaJudgement.objects.get(evaluation_id=number(world), area="area-1").strengths == "Liked"
    for name in ("Emerging", "Expanding", "Secure", "Sustainable", "first instinct"):
        assert name not in str(differences_area_page(world.viewer("ada"), number(world), "area-1", today=TODAY))


def test_mails_say_what_stands_when_they_go(world: World) -> None:
    ask(world)
    amy, ada = world.people["amy"].pk, world.people["ada"].pk
    row = Rater.objects.get(person_id=amy)
    asked = About("rater-asked", str(row.pk), ASH)
    reminder, over = About("rater-remind", str(row.pk), ASH), About("rater-over", str(row.asking_id), ASH)
    assert compose(amy, asked, AT) is not None
    assert compose(amy, reminder, AT) is None  # not yet
    soon = AT + timedelta(days=8)
    assert compose(amy, reminder, soon) is not None
    judge(world, "amy")
    assert compose(amy, reminder, soon) is compose(amy, asked, AT) is None
    late = datetime.combine(LATER, AT.time(), AT.tzinfo)
    assert compose(amy, over, late) is None
    assert compose(ada, over, late).subject == "Too few views are in"
    judge(world, "gil")
    judge(world, "ada")
    opened = About("rater-open", str(row.asking_id), ASH)
    assert compose(amy, opened, AT).subject == "The views of your school are open"
    assert compose(ada, over, late) is None  # told already
    mails = OutgoingMail.objects.filter(kind="own-view")
    assert mails.filter(about_kind="rater-open").count() == 3


def test_what_one_person_holds_and_no_other(world: World) -> None:
    ask(world)
    first(world, "amy")
    think(world, "amy", reason="Only mine.")
    mine = str(held(world.people["amy"].pk))
    assert "Only mine." in mine
    assert "Only mine." not in str(held(world.people["ada"].pk))
    assert not AuditEntry.objects.filter(kind="rater-view", school_urn__isnull=False).exists()


def by_contract(**relations: Sight | None) -> World:
    """A school whose contract lets these relations see so much of views that are open (``None``: nothing)."""
    world = trio(small_framework(areas=1))
    definition = built_in()["own-school"]
    contract = definition.contract
    lines = dict(contract.lines)
    for name, sight in relations.items():
        lines[Artefact.RATER_VIEW, Phase.REVEALED, Relation(name)] = sight or Sight.HIDDEN
    changed = replace(definition, contract=replace(contract, lines=lines), frameworks=(("small", "1"),))
    programme = start_programme(partnership_id=world.partnership_id, definition=changed, title="Led", at=AT)
    world.round_id = set_up_round(
        programme_id=programme,
        members=world.urns,
        given=RoundInput("Spring 2027", date(2026, 10, 16), date(2026, 12, 4), 0),
        at=AT,
        today=TODAY,
        actor_id=None,
    )
    world.sign()
    world.find()
    ask(world)
    return world


def test_the_last_view_comes_in_though_its_author_may_not_read_it_once_views_are_open() -> None:
    world = by_contract(author=None, governor=None)
    for name in THREE:
        judge(world, name, "2")
    with pytest.raises(NotVisible):
        of(world, "gil")
    assert len(read(world, "ada")) == 3


def test_the_log_has_it_when_somebody_from_outside_reads_views() -> None:
    world = by_contract(lead=Sight.READ)
    for name in THREE:
        judge(world, name, "2")
        if name != "gil":
            with pytest.raises(NotVisible):
                of(world, "lee")
    assert len(read(world, "lee")) == 3
    row = Disclosure.objects.get(kind="rater-view")
    assert (row.person_id, row.relation, row.school_urn) == (world.people["lee"].pk, "lead", ASH)
