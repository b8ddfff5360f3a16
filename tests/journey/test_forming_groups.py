"""Groups that a lead has worked out, changes by hand, and gives to a round."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry
from plait.domain.grouping import work_out
from plait.domain.groups import GroupSettings
from plait.domain.programmes import Pairing
from plait.domain.rounds import everyone_reviews_everyone
from plait.domain.stages import NotAllowedNow
from plait.domain.trios import CannotForm, Mode, Stopwatch
from plait.domain.verdicts import NotVisible, Refused
from plait.journey import actions as journey
from plait.journey.forming import actions
from plait.observations.models import Observation
from plait.partnerships import forming_actions, forming_queries, queries
from plait.partnerships.actions import join, leave
from plait.partnerships.models import Proposal
from plait.peerreview import actions as peerreview
from plait.peerreview.models import PeerJudgement, PeerReview, PeerView
from plait.schools.models import School
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation.models import AreaJudgement, SelfEvaluation
from tests.grouped import Cluster, cluster
from tests.world import AT, TODAY, peer_trio, small_framework

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def six() -> Cluster:
    return cluster(6)


def threes(made: Cluster) -> list[tuple[int, ...]]:
    return [made.urns[at : at + 3] for at in range(0, len(made.urns), 3)]


def everyone_in(groups: list[tuple[int, ...]]) -> set[tuple[int, int]]:
    return {two for group in groups for two in everyone_reviews_everyone(group)}


def begin_view(made: Cluster, round_id: int) -> None:
    """The first school submits, and the second saves an area of its view of it."""
    fingerprint = queries.round_facts([round_id])[round_id].contract.fingerprint
    for name, urn in (("ada", made.urns[0]), ("ben", made.urns[1])):
        journey.sign(viewer=made.viewer(name), round_id=round_id, urn=urn, fingerprint=fingerprint, at=AT)
    evaluation = SelfEvaluation.objects.get(round_id=round_id, school=made.urns[0])
    for row in AreaJudgement.objects.filter(evaluation=evaluation):
        given = selfevaluation.AreaInput("2", "Seen.", "", {}, row.version)
        selfevaluation.save_area(
            viewer=made.viewer("ada"), evaluation_id=evaluation.pk, area_id=row.area, given=given, at=AT
        )
    selfevaluation.submit(viewer=made.viewer("ada"), evaluation_id=evaluation.pk, at=AT)
    review = PeerReview.objects.get(round_id=round_id, host=made.urns[0])
    row = PeerJudgement.objects.filter(view__review=review, view__school=made.urns[1]).first()
    assert row is not None
    given = peerreview.PeerInput("2", "We saw it.", row.version)
    peerreview.save_area(
        viewer=made.viewer("ben"), review_id=review.pk, urn=made.urns[1], area_id=row.area, given=given, at=AT
    )


def test_groups_of_neighbours_are_kept_as_a_draft_and_the_next_round_takes_them(six: Cluster) -> None:
    six.form()
    assert six.groups() == threes(six)
    assert actions.take_over(told=six.told()) is None
    assert forming_queries.proposal(six.programme_id).ready
    round_id = six.open()
    assert set(queries.pairings(round_id)) == everyone_in(threes(six))
    views = PeerView.objects.filter(review__round_id=round_id).values_list("review__host_id", "school_id")
    assert set(views) == everyone_in(threes(six))
    assert forming_queries.proposal(six.programme_id) is None, "the round has it"
    trail = AuditEntry.objects.filter(kind="groups").order_by("pk").values_list("action", flat=True)
    assert list(trail) == ["work out", "take over"]


def test_more_schools_than_can_all_look_at_each_other_begin_with_groups() -> None:
    twelve = cluster(12)
    School.objects.create(urn=990199, name="Z Road Primary School", phase="Primary", easting=402000, northing=302000)
    join(viewer=twelve.viewer(), partnership_id=twelve.partnership_id, urn=990199, joined=TODAY, at=AT)
    with pytest.raises(NotAllowedNow, match="Form groups first"):
        twelve.open()
    twelve.form()
    assert sorted(map(len, twelve.groups())) == [3, 3, 3, 4]
    actions.take_over(told=twelve.told())
    assert len(queries.pairings(twelve.open())) == 3 * 6 + 12


def test_a_round_under_way_takes_them_until_somebody_has_written_a_view(six: Cluster) -> None:
    round_id = six.open()
    assert len(queries.pairings(round_id)) == 30
    six.form(round_id)
    assert actions.take_over(told=six.told()) == round_id
    assert set(queries.pairings(round_id)) == everyone_in(threes(six))
    assert PeerView.objects.filter(review__round_id=round_id).count() == 12
    assert PeerJudgement.objects.filter(view__review__round_id=round_id).count() == 24
    told = AuditEntry.objects.get(kind="partners", school_urn=six.urns[0]).changes["partners"]
    assert told[1] == "B Road Primary School, C Road Primary School"
    six.form(round_id)
    begin_view(six, round_id)
    with pytest.raises(NotAllowedNow, match="has written a view"):
        actions.take_over(told=six.told())
    with pytest.raises(NotAllowedNow, match="Form those of the next"):
        six.form(round_id)
    assert set(queries.pairings(round_id)) == everyone_in(threes(six))
    assert PeerJudgement.objects.filter(comment="We saw it.").count() == 1


def test_nobody_meets_a_partner_of_last_time(six: Cluster) -> None:
    six.form()
    actions.take_over(told=six.told())
    first = six.open()
    six.form(trusts_apart=False)
    before = {frozenset(two) for two in queries.pairings(first)}
    assert six.groups() == [], "of two threes nobody can be new to everybody"
    proposal = forming_queries.proposal(six.programme_id)
    assert set(proposal.value.alone) == set(six.urns)
    assert "partner of last time" in proposal.value.forming.left_over[0].reason
    assert "--" not in "".join(item.reason + item.relax for item in proposal.value.forming.left_over)
    with pytest.raises(NotAllowedNow, match="no group in this proposal"):
        actions.take_over(told=six.told())
    six.form(size=2)
    together = {frozenset(two) for group in six.groups() for two in combinations(group, 2)}
    assert len(six.groups()) == 3
    assert not together & before


def test_by_hand_with_a_price_and_what_is_pinned_stays(six: Cluster) -> None:
    six.form()
    a, b = six.urns[0], six.urns[3]
    actions.swap(told=six.told(), a=a, b=b)
    assert six.groups() == [(a, *six.urns[4:]), (*six.urns[1:3], b)]
    actions.pin(told=six.told(), urns=(a, six.urns[4]))
    actions.again(told=six.told())
    assert any({a, six.urns[4]} <= set(group) for group in six.groups())
    actions.unpin(told=six.told(), urn=a)
    actions.again(told=six.told())
    assert six.groups() == threes(six)
    actions.keep_apart(told=six.told(), a=six.urns[1], b=a, why="They share a headteacher.")
    assert not any({a, six.urns[1]} <= set(group) for group in six.groups())
    with pytest.raises(CannotForm, match="A Road Primary School and B Road Primary School are pinned together"):
        actions.pin(told=six.told(), urns=(a, six.urns[1]))
    trail = AuditEntry.objects.filter(kind="groups").order_by("pk").values_list("action", flat=True)
    assert list(trail) == ["work out", "swap", "pin", "work out", "unpin", "work out", "work out"]


def test_the_second_of_two_leads_is_told_and_changes_nothing(six: Cluster) -> None:
    six.form()
    seen = six.told()
    actions.swap(told=seen, a=six.urns[0], b=six.urns[3])
    before = six.groups()
    for late in (
        lambda: actions.swap(told=seen, a=six.urns[1], b=six.urns[4]),
        lambda: actions.again(told=seen),
        lambda: actions.take_over(told=seen),
        lambda: forming_actions.discard(
            viewer=seen.viewer,
            partnership_id=six.partnership_id,
            programme_id=six.programme_id,
            version=seen.version,
            at=AT,
            today=TODAY,
        ),
    ):
        with pytest.raises(NotAllowedNow, match="changed these groups meanwhile"):
            late()
    assert six.groups() == before
    assert Proposal.objects.get().version == 2


def test_only_whoever_opens_rounds_forms_groups(six: Cluster) -> None:
    for name, error in (("ada", Refused), ("sam", NotVisible)):
        with pytest.raises(error):
            actions.form_groups(told=six.told(name=name), settings=GroupSettings(), round_id=None)
    assert not Proposal.objects.exists()
    assert not AuditEntry.objects.filter(kind="groups").exists()


def test_a_school_that_the_register_does_not_place_is_put_by_hand(six: Cluster) -> None:
    School.objects.filter(urn=six.urns[5]).update(easting=0, northing=0)
    six.form()
    assert six.groups() == [six.urns[:5]]
    proposal = forming_queries.proposal(six.programme_id)
    assert proposal.value.alone == (six.urns[5],)
    with pytest.raises(NotAllowedNow, match="holds 5 schools at most"):
        actions.put(told=six.told(), urn=six.urns[5], beside=six.urns[0])
    six.form(size=2)
    assert sorted(map(len, six.groups())) == [2, 3]
    pair = next(group for group in six.groups() if len(group) == 2)
    actions.put(told=six.told(), urn=six.urns[5], beside=pair[0])
    assert sorted(map(len, six.groups())) == [3, 3]
    assert actions.take_over(told=six.told()) is None


def test_groups_for_other_schools_than_take_part_are_worked_out_again(six: Cluster) -> None:
    six.form()
    actions.take_over(told=six.told())
    leave(viewer=six.viewer(), partnership_id=six.partnership_id, left=TODAY, at=AT, urn=six.urns[5])
    with pytest.raises(NotAllowedNow, match="F Road Primary School"):
        six.open()


def test_pages_from_rules_to_partners(six: Cluster, client: PageClient) -> None:
    base = f"/partnerships/{six.partnership_id}/programmes/{six.programme_id}/groups/"
    client.force_login(six.people["lee"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "No groups worked out yet" in client.get(base).content.decode()
    given = {"version": "0", "which": "next", "size": "3", "contrast": "", "contrast_km": "2", "max_km": "x"}
    answer = client.post(f"{base}rules/", given)
    assert answer.status_code == 422
    assert "Give the distance as a number of km" in answer.content.decode()
    answer = client.post(f"{base}rules/", given | {"max_km": "25", "not_again": "on"})
    assert answer.status_code == 302
    page = client.get(base).content.decode()
    assert "Nothing that these rules allow is shorter." in page
    assert "Group 2: 3 schools" in page
    page = client.get(f"{base}schools/{six.urns[0]}/").content.decode()
    assert "Swap with D Road Primary School" in page
    assert "km more in all" in page
    change = {"version": "1", "urn": six.urns[0], "other": six.urns[3], "do": "swap"}
    assert client.post(f"{base}change/", change).status_code == 302
    assert client.post(f"{base}change/", change).status_code == 409
    assert "longer than worked out" in client.get(base).content.decode()
    answer = client.post(f"{base}change/", {"version": "2", "urn": six.urns[0], "do": "apart", "why": ""}, follow=True)
    assert "Choose the other school. Nothing was changed." in answer.content.decode()
    assert client.get(f"{base}take-over/").status_code == 200
    assert client.post(f"{base}take-over/", {"version": "2"}).status_code == 422
    assert client.post(f"{base}take-over/", {"version": "2", "sure": "on"}).status_code == 302
    round_id = six.open()
    client.force_login(six.people["ada"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/my-schools/{six.urns[0]}/rounds/{round_id}/partners/").content.decode()
    assert "E Road Primary School" in page
    assert "B Road Primary School" not in page
    assert client.get(f"/my-schools/{six.urns[1]}/rounds/{round_id}/partners/").status_code == 404
    assert client.get(base).status_code == 403


def test_a_ring_goes_round(client: PageClient) -> None:

    ring = cluster(6, replace(peer_trio(small_framework(areas=2, statements=1)), pairing=Pairing.RING))
    ring.form()
    actions.take_over(told=ring.told())
    pairs = queries.pairings(ring.open())
    assert len(pairs) == 6
    assert {host for host, _ in pairs} == {reviewer for _, reviewer in pairs} == set(ring.urns)
    assert not {(b, a) for a, b in pairs} & set(pairs)


@pytest.mark.one_engine
def test_the_pages_take_as_many_queries_for_four_groups_as_for_one(client: PageClient) -> None:
    made = cluster(12)
    client.force_login(made.people["lee"], backend="allauth.account.auth_backends.AuthenticationBackend")
    base = f"/partnerships/{made.partnership_id}/programmes/{made.programme_id}/groups/"

    def asked() -> tuple[int, ...]:
        found = []
        for where in (base, f"{base}schools/{made.urns[0]}/", f"{base}take-over/"):
            with CaptureQueriesContext(connection) as queries_of_page:
                assert client.get(where).status_code == 200
            found.append(len(queries_of_page))
        return tuple(found)

    made.form(max_km=3.0)
    four = asked()
    value = forming_queries.proposal(made.programme_id).value
    one = replace(value, forming=replace(value.forming, groups=value.forming.groups[:1]))
    Proposal.objects.update(groups=one.as_data())
    assert asked() == four
    assert max(four) <= 20


def test_a_search_that_was_ended_early_prices_no_rule(six: Cluster) -> None:
    schools = forming_queries.schools_for(six.partnership_id, None)
    over = Stopwatch(lambda: 1.0, 0.5)
    hurried = work_out(schools, GroupSettings(), Mode.MUTUAL, (), priced=True, watch=over)
    calm = work_out(schools, GroupSettings(), Mode.MUTUAL, (), priced=True)
    assert (hurried.prices == {}) == hurried.forming.cut_short
    assert set(calm.prices or ()) == {"phase", "trust", "again"}


@pytest.mark.parametrize(
    ("count", "changed", "says"),
    [
        (2, {}, "there is only one other school"),
        (4, {"phase": "Secondary"}, "of its phase"),
        (6, {"trust": "Riverside Trust"}, "no two schools of one trust"),
    ],
)
def test_too_few_schools_or_too_many_rules_are_said_in_words(count: int, changed: dict[str, str], says: str) -> None:
    made = cluster(count)
    School.objects.filter(urn__in=made.urns if count != 4 else made.urns[:1]).update(**changed or {"town": "Mill"})
    made.form()
    proposal = forming_queries.proposal(made.programme_id).value
    left = next(item for item in proposal.forming.left_over if item.urn == made.urns[0])
    assert says in f"{left.reason} {left.relax}".casefold().replace("“", "")
    assert "--" not in f"{left.reason} {left.relax}"


def test_a_school_alone_forms_no_group(six: Cluster) -> None:
    for urn in six.urns[1:]:
        leave(viewer=six.viewer(), partnership_id=six.partnership_id, left=TODAY, at=AT, urn=urn)
    with pytest.raises(NotAllowedNow, match="at least two schools"):
        six.form()


def test_the_round_as_a_whole_says_who_looks_at_whom_and_by_when(client: PageClient) -> None:
    made = cluster(12)
    made.form()
    actions.take_over(told=made.told())
    round_id = made.open()
    begin_view(made, round_id)
    client.force_login(made.people["lee"], backend="allauth.account.auth_backends.AuthenticationBackend")
    where = f"/partnerships/{made.partnership_id}/"
    page = client.get(where).content.decode()
    row = page[page.index("A Road Primary School") :].split("</tr>")[0]
    assert "B Road Primary School, C Road Primary School" in row
    assert "4 December 2026" in row
    assert "We saw it." not in page
    behind = client.get(f"{where}?order=stage").content.decode()
    heads = re.findall(r'<th scope="row"[^>]*>(?:<a[^>]*>)?(\w) Road', behind)
    assert heads[-2:] == ["B", "A"], "those who have not signed come first, whoever is being looked at last"
    assert client.get(f"{where}?order=forged").status_code == 200


def test_a_view_for_which_something_was_noted_on_a_visit_stays(six: Cluster) -> None:
    round_id = six.open()
    view = PeerView.objects.get(review__round_id=round_id, review__host=six.urns[0], school=six.urns[3])
    six.form(round_id)
    Observation.objects.create(
        view=view,
        uid=uuid4(),
        kind="learning-walk",
        text="Seen on the way in.",
        seen="seen",
        author=six.people["ben"],
        noted_at=AT,
        received_at=AT,
        saved_at=AT,
    )
    with pytest.raises(NotAllowedNow, match="has written a view"):
        actions.take_over(told=six.told())
    with pytest.raises(NotAllowedNow, match="its groups stay"):
        six.form(round_id)
    assert Observation.objects.filter(view=view).exists()
    assert len(queries.pairings(round_id)) == 30
