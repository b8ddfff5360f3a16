"""Above, in line or below the school's own view: a partner's verdict without a grade, if they wish."""

from __future__ import annotations

from dataclasses import replace

import pytest
from inspection import PageClient

from plait.adapters.documents import FORMATS
from plait.domain.judgements import Words
from plait.peerreview import actions as peerreview
from plait.peerreview.models import PeerJudgement
from plait.peerreview.rights_queries import held
from plait.reports import queries as reports
from plait.selfevaluation import actions as selfevaluation
from tests.journey.test_rounds_in_words import ASH, BECK, CLIFF, THEIRS, look, write
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return trio(programme="focus-triad")


def test_it_is_read_in_the_conversation_and_the_report(world: World, client: PageClient) -> None:
    write(world)
    selfevaluation.submit(viewer=world.viewer("ada"), evaluation_id=world.evaluations[ASH], at=AT)
    client.force_login(world.people["ben"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = f"/peer-reviews/{world.reviews[ASH]}/views/{BECK}/areas/area-1/"
    sent = {"strengths": THEIRS.strengths, "consider": "", "beside": "above", "comment": "", "version": "0"}
    assert client.post(page, sent).status_code == 302
    assert PeerJudgement.objects.get(view__review__host_id=ASH, view__school_id=BECK, area="area-1").beside == "above"
    wrong = client.post(page, sent | {"beside": "outstanding", "version": "1"})
    assert "Say above, in line or below" in wrong.content.decode()
    look(world, CLIFF, words=replace(THEIRS, beside="in-line"))
    for urn in (BECK, CLIFF):
        peerreview.hand_in(viewer=world.viewer(world.head_of(urn)), review_id=world.reviews[ASH], urn=urn, at=AT)
    found = reports.report(world.viewer("ada"), world.evaluations[ASH], prepared=TODAY).diagnosis
    said = ["Sees it above the school’s own view.", "Sees it in line with the school’s own view."]
    assert [view.words for view in found.areas[0].peers] == said
    mine = next(part for part in held(world.people["ben"].pk) if part.key == "peer-view")
    assert ("Beside the school’s own view", said[0]) in mine.entries[0].facts
    client.force_login(world.people["ada"], backend="allauth.account.auth_backends.AuthenticationBackend")
    conversation = client.get(f"/peer-reviews/{world.reviews[ASH]}/challenge/").content.decode()
    html = FORMATS["html"].write(found).decode()
    assert all(text in conversation and text in html for text in said)


def test_a_round_by_levels_takes_none() -> None:
    by_levels = trio()
    by_levels.submit(ASH)
    with pytest.raises(ValueError, match="judged by levels"):
        look(by_levels, BECK, words=Words(beside="above"))
