"""A round that is judged in words: what it asks for, and that no level is anywhere in it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from inspection import PageClient
from pypdf import PdfReader

from plait.adapters import workbook
from plait.adapters.documents import FORMATS
from plait.adapters.framework_files import as_text
from plait.adapters.framework_files import built_in as built_in_frameworks
from plait.audit.models import AuditEntry
from plait.domain.judgements import Words
from plait.domain.programmes import Judging
from plait.domain.verdicts import Incomplete, NotVisible, StaleWrite
from plait.domain.words_only import in_words
from plait.journey import actions as journey
from plait.journey.rounds.numbers import counts_for
from plait.partnerships import programme_actions
from plait.partnerships.queries import round_facts
from plait.peerreview import actions as peerreview
from plait.peerreview import queries as peer_queries
from plait.peerreview.models import Challenge, PeerJudgement, PeerView
from plait.reports import queries as reports
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation import queries
from plait.selfevaluation.models import AreaJudgement, StatementJudgement
from tests.world import AT, SCALE, TODAY, World, small_framework, trio, working_by

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ASH, BECK, CLIFF = 990001, 990002, 990003
LEVELS = re.compile("|".join(level.label for level in SCALE) + "|as it looks at|Just begun|Dependable")
OURS = Words("Pupils read every day.\nStaff read too.", "Which books do boys choose?")
THEIRS = Words("Calm mornings.", "Could the library open at noon?")


@pytest.fixture
def world() -> World:
    return trio(programme="focus-triad")


def write(world: World, area: str = "area-1", words: Words = OURS, answer: str = "", **given: Any) -> None:
    viewer, number = world.viewer("ada"), world.evaluations[ASH]
    version = queries.get(viewer, number).area(area).version
    sent = selfevaluation.AreaInput(answer, "Seen in March.", "Buy books.", {}, version, words)
    selfevaluation.save_area(viewer=viewer, evaluation_id=number, area_id=area, given=replace(sent, **given), at=AT)


def look(world: World, reviewer: int, area: str = "area-1", words: Words = THEIRS, **given: Any) -> None:
    sent = replace(peerreview.PeerInput("", "", 0, words), **given)
    viewer = world.viewer(world.head_of(reviewer))
    peerreview.save_area(viewer=viewer, review_id=world.reviews[ASH], urn=reviewer, area_id=area, given=sent, at=AT)


def reveal(world: World) -> None:
    """Ash Bank writes about one area of three; one partner about the same, the other about the second."""
    write(world)
    selfevaluation.submit(viewer=world.viewer("ada"), evaluation_id=world.evaluations[ASH], at=AT)
    for urn, area in ((BECK, "area-1"), (CLIFF, "area-2")):
        look(world, urn, area)
        viewer = world.viewer(world.head_of(urn))
        peerreview.hand_in(viewer=viewer, review_id=world.reviews[ASH], urn=urn, at=AT)


def record(world: World, area: str, words: Words, reason: str = "", agreed: str = "") -> None:
    given = peerreview.ChallengeInput(agreed, reason, 0, words)
    peerreview.record_challenge(
        viewer=world.viewer("ada"), review_id=world.reviews[ASH], area_id=area, given=given, at=AT
    )


def agree(world: World) -> None:
    reveal(world)
    record(world, "area-1", OURS)
    record(world, "area-2", THEIRS, reason="We had not seen it.")
    peerreview.agree(viewer=world.viewer("ada"), review_id=world.reviews[ASH], at=AT)


def with_levels_left_over(world: World) -> None:
    """Levels that a round may hold from before: they must not come out anywhere."""
    AreaJudgement.objects.update(answer="3", agreed="4")
    PeerJudgement.objects.update(answer="1")
    Challenge.objects.update(before="3", agreed="4")
    StatementJudgement.objects.bulk_create(
        StatementJudgement(evaluation_id=pk, area="area-1", statement="area-1-statement-1", answer="2")
        for pk in world.evaluations.values()
    )


class TestWriting:
    def test_words_are_kept_with_who_and_what_changed(self, world: World) -> None:
        write(world)
        saved = queries.get(world.viewer("ada"), world.evaluations[ASH]).area("area-1")
        assert (saved.entry.words, saved.entry.answer, saved.version) == (OURS, None, 1)
        row = AuditEntry.objects.get(action="save")
        assert row.changes["area-1.strengths"] == ["", OURS.strengths]
        write(world)
        assert AuditEntry.objects.filter(action="save").count() == 1, "the same sent twice changes nothing"

    @pytest.mark.parametrize("given", [{"answer": "3"}, {"statements": {"area-1-statement-1": "3"}}])
    def test_a_level_is_refused_in_words_and_nothing_is_saved(self, world: World, given: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="judged in words and takes no level"):
            write(world, **given)
        assert queries.get(world.viewer("ada"), world.evaluations[ASH]).area("area-1").version == 0
        assert not StatementJudgement.objects.exists()

    def test_words_are_refused_where_there_are_levels(self) -> None:
        world = trio()
        with pytest.raises(ValueError, match="judged by levels"):
            write(world, answer="3")

    def test_the_second_of_two_writers_sees_both(self, world: World) -> None:
        write(world)
        with pytest.raises(StaleWrite) as told:
            write(world, words=THEIRS, version=0)
        assert told.value.theirs["strengths"] == OURS.strengths

    def test_one_area_is_enough_and_none_is_not(self, world: World) -> None:
        viewer, number = world.viewer("ada"), world.evaluations[ASH]
        write(world, words=Words())  # evidence alone says nothing of strengths
        with pytest.raises(Incomplete):
            selfevaluation.submit(viewer=viewer, evaluation_id=number, at=AT)
        write(world)
        selfevaluation.submit(viewer=viewer, evaluation_id=number, at=AT)
        assert queries.get(viewer, number).facts.submitted

    def test_a_form_with_a_level_gets_the_page_back_with_the_reason(self, client: PageClient, world: World) -> None:
        sign_in(client, world, "ada")
        address = f"/self-evaluations/{world.evaluations[ASH]}/areas/area-1/"
        page = client.get(address)
        assert page.status_code == 200, address
        assert 'name="answer"' not in page.content.decode()
        sent = {"answer": "3", "strengths": "We read.", "consider": "", "evidence": "", "actions": "", "version": "0"}
        refused = client.post(address, sent)
        assert refused.status_code == 422
        text = refused.content.decode()
        assert "takes no level" in text
        assert "We read." in text, "what was written is still there"
        assert client.post(address, sent | {"answer": ""}).status_code == 302
        assert queries.get(world.viewer("ada"), world.evaluations[ASH]).area("area-1").entry.words.said


class TestPartners:
    def test_a_view_is_in_words(self, world: World) -> None:
        write(world)
        selfevaluation.submit(viewer=world.viewer("ada"), evaluation_id=world.evaluations[ASH], at=AT)
        with pytest.raises(ValueError, match="takes no level"):
            look(world, BECK, answer="2")
        ben = world.viewer("ben")
        with pytest.raises(Incomplete):
            peerreview.hand_in(viewer=ben, review_id=world.reviews[ASH], urn=BECK, at=AT)
        look(world, BECK)
        peerreview.hand_in(viewer=ben, review_id=world.reviews[ASH], urn=BECK, at=AT)
        review = peer_queries.get(ben, world.reviews[ASH])
        assert peer_queries.words(ben, review, world.framework)  # by any framework the words are the view's own
        assert PeerView.objects.filter(handed_in_at__isnull=False).count() == 1

    def test_every_area_that_somebody_wrote_about_is_talked_through(self, world: World) -> None:
        reveal(world)
        ada, review = world.viewer("ada"), world.reviews[ASH]
        assert peerreview.keep_unquestioned(viewer=ada, review_id=review, at=AT) == 0
        record(world, "area-1", OURS)
        with pytest.raises(Incomplete) as told:
            peerreview.agree(viewer=ada, review_id=review, at=AT)
        assert [key for key, _ in told.value.missing] == ["area-2"]
        with pytest.raises(ValueError, match="Write down what you agreed"):
            record(world, "area-2", Words())
        with pytest.raises(ValueError, match="takes no level"):
            record(world, "area-2", THEIRS, agreed="3")
        record(world, "area-2", THEIRS)
        peerreview.agree(viewer=ada, review_id=review, at=AT)
        assert peer_queries.get(ada, review).agreed_at == AT


class TestReport:
    def test_what_was_agreed_is_what_stands(self, world: World) -> None:
        agree(world)
        found = reports.report(world.viewer("ada"), world.evaluations[ASH], prepared=TODAY).diagnosis
        first, second, third = found.areas
        assert (first.strengths, first.challenged and first.challenged.kept) == (
            tuple(OURS.strengths.split("\n")),
            True,
        )
        assert (second.consider, second.challenged and second.challenged.kept) == ((THEIRS.consider,), False)
        assert (third.strengths, third.challenged) == ((), None)
        assert [view.strengths for view in first.peers] == [(THEIRS.strengths,), ()]
        assert not found.has_levels
        assert found.headlines.strengths[0].text.startswith("Area number 1: Pupils read every day.")

    def test_the_governor_reads_what_the_contract_gives(self, world: World) -> None:
        """Words stand where levels stood, so who may not read judgements reads none of them."""
        agree(world)
        with pytest.raises(NotVisible):
            queries.get(world.viewer("gil"), world.evaluations[ASH])


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def inside(suffix: str, data: bytes) -> str:
    """Everything a file says, hidden parts too."""
    if suffix == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    if suffix in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return data.decode()


def addresses(world: World) -> list[str]:
    own, review = world.evaluations[ASH], world.reviews[ASH]
    areas = [f"area-{number}" for number in (1, 2, 3)]
    found = ["/", f"/my-schools/{ASH}/", f"/self-evaluations/{own}/", f"/self-evaluations/{own}/submit/"]
    found += [f"/self-evaluations/{own}/areas/{area}/" for area in areas]
    found += [f"/self-evaluations/{own}/workbook/", f"/self-evaluations/{own}/upload/"]
    found += [f"/peer-reviews/{review}/", f"/peer-reviews/{review}/challenge/", f"/peer-reviews/{review}/agree/"]
    found += [f"/peer-reviews/{review}/challenge/{area}/" for area in areas]
    for urn in (BECK, CLIFF):
        start = f"/peer-reviews/{review}/views/{urn}/"
        found += [start, f"{start}hand-in/", f"{start}workbook/", *(f"{start}areas/{area}/" for area in areas)]
    found += [f"/reports/{own}/", *(f"/reports/{own}/report.{suffix}" for suffix in FORMATS)]
    found += [f"/reports/{own}/who-gets-it/", f"/action-plans/{world.round_id}/{ASH}/"]
    found += [f"/partnerships/{world.partnership_id}/", f"/my-schools/{ASH}/who-changed-what/"]
    return [*found, f"/my-schools/{ASH}/who-has-read/", f"/rounds/{world.round_id}/numbers/"]


class TestNoLevelAnywhere:
    """In every page and file of a round in words, though rows hold levels from before."""

    @pytest.mark.parametrize("stage", ["draft", "all in", "agreed"])
    def test_for_everybody(self, client: PageClient, world: World, stage: str) -> None:
        {"draft": write, "all in": reveal, "agreed": agree}[stage](world)
        with_levels_left_over(world)
        opened = self.walk(client, world)
        own = world.evaluations[ASH]
        assert f"/self-evaluations/{own}/areas/area-1/" in opened
        assert {f"/reports/{own}/report.{suffix}" for suffix in FORMATS} <= opened
        if stage == "agreed":
            assert f"/peer-reviews/{world.reviews[ASH]}/challenge/area-1/" in opened

    def test_nor_from_an_earlier_round_by_levels(self, client: PageClient) -> None:
        world = trio()
        world.agree(ASH, answer="3")
        framework = working_by("focus-triad", world.framework)
        programme_actions.change_programme(programme_id=world.programme_id, definition=framework, at=AT)
        world.round_id = journey.open_round(
            viewer=world.viewer("lee"),
            partnership_id=world.partnership_id,
            programme_id=world.programme_id,
            given=journey.RoundInput("Spring 2027", date(2027, 2, 12), date(2027, 3, 26), 1),
            at=AT + timedelta(days=120),
            today=TODAY + timedelta(days=120),
        )
        world.sign()
        world.find()
        agree(world)
        found = reports.report(world.viewer("ada"), world.evaluations[ASH], prepared=TODAY).diagnosis
        assert [view.answer for area in found.areas for view in area.earlier] == [None] * 3
        own = [at for at in addresses(world) if "who-changed" not in at]  # what was changed by levels stays told so
        assert f"/reports/{world.evaluations[ASH]}/report.json" in self.walk(client, world, own)

    def walk(self, client: PageClient, world: World, paths: list[str] | None = None) -> set[str]:
        """Every address as everybody; those that opened for somebody."""
        opened = set()
        for name in ("ada", "ben", "gil", "lee"):
            sign_in(client, world, name)
            for path in paths or addresses(world):
                client.inspecting = "/report." not in path  # a file is no page of the site
                answer = client.get(path)
                if answer.status_code != 200:
                    continue
                opened.add(path)
                data = answer.getvalue() if answer.streaming else answer.content
                suffix = "xlsx" if "workbook" in path else path.rpartition("report.")[2] if "/report." in path else ""
                said = inside(suffix, data)
                found = LEVELS.search(said)
                assert not found, f"{name}, {path}: {said[max(0, found.start() - 200) : found.end() + 100]}"
                if not suffix:
                    assert 'name="answer"' not in said, path
                    assert "chart" not in said.partition("<main")[2], path
        return opened


class TestWorkbook:
    def test_out_and_back(self, client: PageClient, world: World) -> None:
        write(world)
        sign_in(client, world, "ada")
        own = world.evaluations[ASH]
        data = client.get(f"/self-evaluations/{own}/workbook/").content
        read = workbook.read(data, "ours.xlsx", lambda *_: None)
        assert read.submission is not None, read.errors
        assert read.submission.area("area-1").words == OURS
        assert read.submission.framework.words, "so that a report from the file has no level in it either"
        AreaJudgement.objects.update(strengths="", consider="", version=1)
        sent = client.post(
            f"/self-evaluations/{own}/upload/", {"file": SimpleUploadedFile("ours.xlsx", data)}, follow=True
        )
        assert "Which books do boys choose?" in sent.content.decode()
        client.post(sent.redirect_chain[-1][0])
        assert queries.get(world.viewer("ada"), own).area("area-1").entry.words == OURS


def test_the_programmes_own_labels_are_on_pages_and_in_files(client: PageClient) -> None:
    world = trio(programme="cluster-cycle")
    write(world)
    sign_in(client, world, "ada")
    own = world.evaluations[ASH]
    pages = [f"/self-evaluations/{own}/areas/area-1/", f"/reports/{own}/", f"/reports/{own}/report.html"]
    for path in pages:
        client.inspecting = not path.endswith("report.html")  # the file is no page of the site
        text = client.get(path).content.decode()
        assert "What works" in text, path
        assert "Questions to take further" in text, path
    assert "Areas to consider" not in text


def test_tasks_speak_of_words_and_of_what_the_programme_calls_a_view(client: PageClient) -> None:
    world = trio(programme="cluster-cycle")
    write(world)
    sign_in(client, world, "ada")
    text = client.get(f"/my-schools/{ASH}/").content.decode()
    assert "1 of 3 areas written; ready to submit" in text
    assert "Give your review of" in text
    assert "areas judged" not in text


def test_a_round_in_words_has_no_numbers() -> None:
    """Though its contract lets the lead see schools counted together."""
    world = trio(programme="area-intelligence")
    this = round_facts([world.round_id])[world.round_id]
    assert counts_for(world.viewer("lee"), this)
    in_words_alone = replace(this.definition, judging=Judging.WORDS)
    assert not counts_for(world.viewer("lee"), replace(this, definition=in_words_alone))


def test_who_may_read_actions_and_no_judgement_opens_the_plan(client: PageClient, world: World) -> None:
    write(world)
    sign_in(client, world, "gil")
    page = client.get(f"/action-plans/{world.round_id}/{ASH}/")
    assert page.status_code == 200
    assert "Buy books." not in page.content.decode(), "that stands in the self-evaluation"


def test_a_framework_in_words_names_no_level() -> None:
    """The built-in frameworks, whose summaries and prompts were written with levels in mind."""
    for framework in built_in_frameworks():
        labels = {level.label for area in framework.areas for level in area.scale} | {x.label for x in framework.scale}
        said = as_text(in_words(framework))
        assert " level" not in in_words(framework).summary
        assert framework.areas[0].statements[0].text.split()[0] in said
        for label in labels:
            assert not re.search(rf"label: {re.escape(label)}|\\b{re.escape(label)}\\b.{{0,40}} means", said), label
        assert len(in_words(framework).statements) == len(framework.statements)


def test_small_framework_is_as_it_was() -> None:
    framework = small_framework()
    assert working_by("peer-trio", framework).judged(framework) == framework
    assert not in_words(framework).scale
    assert in_words(in_words(framework)) == in_words(framework)
