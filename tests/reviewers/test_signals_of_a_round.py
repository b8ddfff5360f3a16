"""The lead's page about signals of a round: only what the contract lets the lead read or be told, only questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import Disclosure
from plait.domain.programmes import ProgrammeDefinition
from plait.domain.roles import Role
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships import actions as partnerships
from plait.partnerships.bulk_actions import sign_all
from plait.partnerships.models import Contract, Pairing, Round, Signature
from plait.partnerships.programme_actions import start_programme
from plait.peerreview.bulk_actions import look_all, talk_all
from plait.peerreview.models import PeerView
from plait.selfevaluation.bulk_actions import write_all
from tests.reviewers.test_pool import sign_in
from tests.world import AT, TODAY, World, peer_trio, person, school, small_framework, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
LINES = (
    (Artefact.SELF_JUDGEMENT, Phase.SUBMITTED),
    (Artefact.PEER_VIEW, Phase.REVEALED),
    (Artefact.CHALLENGE, Phase.RECORDED),
    (Artefact.EVIDENCE, Phase.SUBMITTED),
)


def led(definition: ProgrammeDefinition, *, but: Artefact | None = None) -> ProgrammeDefinition:
    """The same, whose contract lets the lead read all that signals come from, perhaps ``but`` one thing."""
    more = {(*line, Relation.LEAD): Sight.READ for line in LINES if line[0] is not but}
    return replace(definition, contract=replace(definition.contract, lines={**definition.contract.lines, **more}))


def unsigned_for(definition: ProgrammeDefinition) -> ProgrammeDefinition:
    """The same as its first version had it: heads sign for no signals."""
    lines = {line: sight for line, sight in definition.contract.lines.items() if line[0] is not Artefact.SIGNAL}
    return replace(definition, version="1", contract=replace(definition.contract, lines=lines))


def as_published(definition: ProgrammeDefinition) -> ProgrammeDefinition:
    """Heads sign that the lead is told of signals, and the lead reads nothing."""
    return definition


class Dale:
    """Twelve schools in four trios. ``lena`` leads them."""

    def __init__(
        self,
        *,
        but: Artefact | None = None,
        schools: int = 12,
        terms: Callable[[ProgrammeDefinition], ProgrammeDefinition] | None = None,
    ) -> None:
        self.world: World = trio()
        self.urns = tuple(school(990300 + at, f"Dale School {at:02}") for at in range(schools))
        self.id = partnerships.found_partnership(
            name="Dale", kind="council-area", urns=self.urns, joined=date(2026, 1, 1), at=AT
        )
        self.world.people["lena"] = person("lena", role=Role.PARTNERSHIP_LEAD, partnership_id=self.id)
        self.world.people["hed"] = person("hed", role=Role.HEAD, urn=self.urns[0])
        self.by = dict.fromkeys(self.urns, self.world.people["hed"].pk)
        plain = peer_trio(self.world.framework)
        definition = terms(plain) if terms else led(plain, but=but)
        self.programme = start_programme(partnership_id=self.id, definition=definition, at=AT)
        self.areas = [area.id for area in self.world.framework.areas]
        self.round = 0
        self.open("Autumn 2026", 0)

    def group(self, urn: int) -> int:
        return (urn - 990300) // 3

    def open(self, title: str, after: int) -> None:
        given = RoundInput(title, date(2026, 10, 16), date(2026, 12, 4), after)
        where = {"programme_id": self.programme, "members": self.urns, "given": given}
        self.round = set_up_round(at=AT, today=TODAY, actor_id=None, **where)
        views = PeerView.objects.filter(review__round_id=self.round).values_list("pk", "review__host_id", "school_id")
        across = [pk for pk, host, reviewer in views if self.group(host) != self.group(reviewer)]
        PeerView.objects.filter(pk__in=across).delete()
        pairs = Pairing.objects.filter(round_id=self.round)
        across = [row.pk for row in pairs if self.group(row.host_id) != self.group(row.reviewer_id)]
        pairs.filter(pk__in=across).delete()
        sign_all(round_id=self.round, heads=self.by, at=AT)

    def judge(self, own: str = "2", evidence: str = "SECRET as it was.") -> None:
        written = {(urn, area): (own, evidence, "") for urn in self.urns for area in self.areas}
        write_all(round_id=self.round, written=written, submitted=list(self.urns), by=self.by, at=AT)

    def look(self, cosy: int | None, *, others: str = "313") -> None:
        """The group ``cosy`` says what the school says; elsewhere one says ``others``, one the same turned round."""
        seen = {}
        for row in PeerView.objects.filter(review__round_id=self.round).select_related("review"):
            host, reviewer = row.review.host_id, row.school_id
            first = min(urn for urn in self.urns if urn != host and self.group(urn) == self.group(host))
            turned = others if reviewer == first else others[::-1]
            for area, level in zip(self.areas, "222" if self.group(host) == cosy else turned, strict=True):
                seen[host, reviewer, area] = (level, "SECRET comment")
        look_all(round_id=self.round, seen=seen, by=self.by, at=AT)

    def talk(self, agreed: Mapping[int, str]) -> None:
        """Each school's conversation agrees its own level, but these schools another one in every area."""
        talked = {(urn, area): ("2", agreed.get(urn, "2"), "SECRET why") for urn in self.urns for area in self.areas}
        talk_all(round_id=self.round, talked=talked, agreed=self.urns, by=self.by, at=AT)

    @property
    def address(self) -> str:
        return f"/partnerships/{self.id}/rounds/{self.round}/signals/"

    def page(self, client: PageClient) -> str:
        answer = sign_in(client, self.world, "lena").get(self.address)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())


def test_a_group_that_always_agrees_is_asked_about_and_no_other(client: PageClient) -> None:
    dale = Dale()
    dale.judge()
    dale.look(1)
    page = dale.page(client)
    assert "Dale School 03, Dale School 04 and Dale School 05" in page
    assert page.count("Dale School") == 3  # no other school, and no table of groups
    assert "A partner’s level is the school’s own in 18 of 18 (100%" in page
    assert "in the other groups in 0 of 54 (0%" in page
    assert "No partner’s level lies below it." in page
    assert "Is it worth a conversation" in page
    assert "Conversations that are agreed" not in page  # there is none yet
    assert "SECRET" not in page
    assert not Disclosure.objects.exists()  # counts, no words
    dale.talk({990303: "3"})
    assert "Conversations that are agreed changed 3 of 9 areas." in dale.page(client)
    gone = Signature.objects.filter(round_id=dale.round, school_id__in=dale.urns[3:5])
    gone.update(withdrawn_at=AT, withdrawn_by=dale.world.people["hed"], reason="SECRET")
    page = dale.page(client)  # a school that has withdrawn is not counted, and so its group is no group any more
    assert "Dale School" not in page
    assert "Plait looked at three groups" in page


def test_partners_agreement_with_one_another_without_names(client: PageClient) -> None:
    dale = Dale()
    dale.judge()
    dale.look(None, others="231")
    page = dale.page(client)
    assert re.search(r"33% \(\d+% to \d+%\) of 36 pairs of ratings are the same\.", page)
    assert "Krippendorff’s alpha is" in page
    assert "Dale School" not in page


def test_levels_that_rise_with_nothing_new(client: PageClient) -> None:
    dale = Dale()
    dale.judge()
    dale.look(None)
    assert "There is no earlier round of this programme" in dale.page(client)
    dale.talk({})
    dale.open("Spring 2027", 1)
    dale.judge()
    dale.look(None)
    dale.talk(dict.fromkeys(dale.urns[:6], "3"))
    page = dale.page(client)
    assert "Since Autumn 2026, with nothing new to see: 18 areas up and no areas down, of 36 areas" in page
    assert "The round as a whole" in page
    assert "in fewer than one round in twenty" in page


def test_new_evidence_is_something_new(client: PageClient) -> None:
    dale = Dale()
    dale.judge()
    dale.look(None)
    dale.talk({})
    dale.open("Spring 2027", 1)
    dale.judge(evidence="SECRET and more.")
    dale.look(None)
    dale.talk(dict.fromkeys(dale.urns, "3"))
    page = dale.page(client)
    assert "no areas up and no areas down, of no areas in no schools" in page
    assert "So far none has." in page
    assert "The round as a whole" not in page.replace("round as a whole, never", "")


def test_heads_sign_that_the_lead_is_told_and_no_number_tells_of_one_school(client: PageClient) -> None:
    dale = Dale(terms=as_published)
    dale.judge()
    dale.look(1, others="231")
    page = dale.page(client)
    assert "Dale School 03, Dale School 04 and Dale School 05" in page
    assert page.count("Dale School") == 3
    assert (
        "A partner’s level is the school’s own in nearly all cases; in the other groups in about three in ten." in page
    )
    assert "gave it the same level in about five in ten cases" in page  # 18 of 18, and 9 of 27
    assert "SECRET" not in page
    for told in ("lies below", "lie below", " of 18", "of 54", "%", "alpha", "pairs", "Conversations that are agreed"):
        assert told not in page
    assert not Disclosure.objects.exists()
    dale.talk({990303: "3"})
    assert "Conversations that are agreed" not in dale.page(client)
    gone = Signature.objects.filter(round_id=dale.round, school_id=dale.urns[4])
    gone.update(withdrawn_at=AT, withdrawn_by=dale.world.people["hed"])
    page = dale.page(client)  # a group counts with all of its schools, or not at all
    assert "Dale School" not in page
    assert "Plait looked at three groups." in page


def test_nothing_is_told_while_numbers_could_grow_by_one_school(client: PageClient) -> None:
    dale = Dale(terms=as_published)
    dale.judge()
    dale.look(1, others="231")
    late = PeerView.objects.filter(review__round_id=dale.round, review__host_id=dale.urns[0])[:1].get()
    PeerView.objects.filter(pk=late.pk).update(handed_in_at=None, handed_in_by=None)
    page = dale.page(client)
    assert page.count("Nothing is told until the views of every school that takes part are in") == 2
    assert "Dale School" not in page
    Round.objects.filter(pk=dale.round).update(closed_on=TODAY)  # and what is not in will not come
    page = dale.page(client)
    assert "Dale School 03, Dale School 04 and Dale School 05" in page
    assert "Plait looked at three groups." in page


def test_levels_that_rise_are_told_where_heads_of_both_rounds_signed(client: PageClient) -> None:
    dale = Dale(terms=as_published)
    dale.judge()
    dale.look(None)
    dale.talk({})
    dale.open("Spring 2027", 1)
    dale.judge()
    dale.look(None)
    assert "Nothing is told until the conversation of every school" in dale.page(client)
    dale.talk(dict.fromkeys(dale.urns[:9], "3"))
    page = dale.page(client)
    assert "Since Autumn 2026, with nothing new to see, more areas rose than fell." in page
    assert "areas up" not in page
    assert "27" not in page.split("<main")[1].replace("Spring 2027", "")
    first = Round.objects.filter(programme_id=dale.programme).order_by("number")[0]
    old = unsigned_for(peer_trio(dale.world.framework))
    first.definition = old.as_data()
    first.contract = Contract.objects.create(fingerprint=old.contract.fingerprint, data=old.contract.as_data())
    first.save(update_fields=["contract", "definition"])
    page = dale.page(client)
    assert "more areas rose than fell" not in page
    assert page.count("This cannot be worked out") == 1


def test_an_earlier_contract_tells_nothing_though_there_is_much_to_tell(client: PageClient) -> None:
    dale = Dale(terms=unsigned_for)
    dale.judge()
    dale.look(1, others="231")
    dale.talk({})
    dale.open("Spring 2027", 1)
    dale.judge()
    dale.look(1, others="231")
    dale.talk(dict.fromkeys(dale.urns, "3"))
    page = dale.page(client)
    assert page.count("This cannot be worked out") == 3
    for leak in ("Dale School", "nearly all cases", "in ten", "more areas rose", "Plait looked at"):
        assert leak not in page


@pytest.mark.parametrize("artefact", [Artefact.SELF_JUDGEMENT, Artefact.PEER_VIEW, Artefact.CHALLENGE])
def test_where_the_lead_reads_one_side_the_other_is_not_told(client: PageClient, artefact: Artefact) -> None:
    line = next(item for item in LINES if item[0] is artefact)

    def terms(plain: ProgrammeDefinition) -> ProgrammeDefinition:
        lines = {**plain.contract.lines, (*line, Relation.LEAD): Sight.READ}
        return replace(plain, contract=replace(plain.contract, lines=lines))

    dale = Dale(terms=terms)
    dale.judge()
    dale.look(1, others="231")
    page = dale.page(client)
    assert "Dale School" not in page
    assert page.count("This cannot be worked out") == 1


@pytest.mark.parametrize("but", [Artefact.SELF_JUDGEMENT, Artefact.PEER_VIEW])
def test_what_the_contract_does_not_show_is_not_worked_out(client: PageClient, but: Artefact) -> None:
    dale = Dale(but=but)
    dale.judge()
    dale.look(1)
    page = dale.page(client)
    assert "This cannot be worked out" in page
    assert "Dale School" not in page
    assert "lies below it" not in page
    assert ("pairs of ratings are the same" in page) is (but is not Artefact.PEER_VIEW)


def test_without_the_records_nothing_is_said_of_what_changed(client: PageClient) -> None:
    dale = Dale(but=Artefact.CHALLENGE)
    dale.judge()
    dale.look(1)
    dale.talk({})
    page = dale.page(client)
    assert "No partner’s level lies below it." in page
    assert "Conversations that are agreed" not in page


def test_a_contract_of_before_gives_existence_and_the_page_says_so(client: PageClient) -> None:
    world = trio(programme=unsigned_for(peer_trio(small_framework())))
    for urn in world.urns:
        world.reveal(urn)
    address = f"/partnerships/{world.partnership_id}/rounds/{world.round_id}/signals/"
    page = sign_in(client, world, "lee").get(address).content.decode()
    assert page.count("This cannot be worked out") == 2
    assert "There is no earlier round" in page
    for name in ("ada", "amy", "gil", "sam"):
        assert sign_in(client, world, name).get(address).status_code == 404
    other = address.replace(f"rounds/{world.round_id}/", "rounds/987654/")
    assert sign_in(client, world, "lee").get(other).status_code == 404


@pytest.mark.parametrize("terms", [as_published, unsigned_for])
def test_heads_read_what_they_sign_for(
    client: PageClient, terms: Callable[[ProgrammeDefinition], ProgrammeDefinition]
) -> None:
    framework = small_framework()
    world = trio(framework, programme=terms(peer_trio(framework)))
    address = f"/my-schools/{world.urns[0]}/rounds/{world.round_id}/who-sees-what/"
    page = sign_in(client, world, "ada").get(address).content.decode()
    told = "Your partnership lead is asked whether a group of schools, by name, may be worth a conversation" in page
    assert told is (terms is as_published)


def test_a_round_in_words_has_no_levels_to_compare(client: PageClient) -> None:
    world = trio(programme="cluster-cycle")
    address = f"/partnerships/{world.partnership_id}/rounds/{world.round_id}/signals/"
    page = sign_in(client, world, "lee").get(address).content.decode()
    assert page.count("This round is judged in words") == 3


@pytest.mark.parametrize("terms", [led, as_published])
@pytest.mark.parametrize("schools", [3, 12])
def test_as_many_queries_for_more_schools(
    client: PageClient, schools: int, terms: Callable[[ProgrammeDefinition], ProgrammeDefinition]
) -> None:
    dale = Dale(schools=schools, terms=terms)
    for title, after in (("Autumn 2026", 0), ("Spring 2027", 1)):
        if after:
            dale.open(title, after)
        dale.judge()
        dale.look(1)
        dale.talk({})
    sign_in(client, dale.world, "lena").get(dale.address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(dale.address).status_code == 200
    assert len(caught) == 17
