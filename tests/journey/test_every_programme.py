"""Every programme that comes with Plait can be started, opened, signed and walked by the people it is for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from inspection import PageClient
from world import AT, TODAY, person, school

from plait.adapters.programme_files import built_in
from plait.domain.contract_words import summary
from plait.domain.roles import Role
from plait.frameworks.actions import publish_built_in
from plait.journey.actions import RoundInput, set_up_round, sign
from plait.partnerships import actions as partnerships
from plait.partnerships.programme_actions import note_step, start_programme
from plait.partnerships.queries import viewer_for

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.mark.parametrize("name", sorted(built_in()))
def test_it_runs_as_its_file_says(name: str, client: PageClient) -> None:
    definition = built_in()[name]
    publish_built_in(at=AT)
    many = 1 if name == "own-school" else 4
    urns = tuple(school(990001 + number, f"Moor {number} School", phase="Primary") for number in range(many))
    place = partnerships.found_partnership(name="Bracken", kind="cluster", urns=urns, joined=date(2026, 1, 1), at=AT)
    head = person("ada", role=Role.HEAD, urn=urns[0])
    lead = person("lee", role=Role.PARTNERSHIP_LEAD, partnership_id=place)
    programme_id = start_programme(partnership_id=place, definition=definition, at=AT)
    due = {step.key: TODAY + timedelta(weeks=step.weeks or 0) for step in definition.milestones}
    given = RoundInput("Autumn 2026", TODAY + timedelta(weeks=5), TODAY + timedelta(weeks=9), 0, due)
    round_id = set_up_round(programme_id=programme_id, members=urns, given=given, at=AT, today=TODAY, actor_id=lead.pk)

    client.force_login(head, backend=BACKEND)
    contract = client.get(f"/my-schools/{urns[0]}/rounds/{round_id}/who-sees-what/").content.decode()
    assert summary(definition.contract).split(". ")[0] in " ".join(contract.split())
    viewer = viewer_for(head, today=TODAY)
    if definition.contract.needs_signature:
        sign(viewer=viewer, round_id=round_id, urn=urns[0], fingerprint=definition.contract.fingerprint, at=AT)
    before = client.get(f"/my-schools/{urns[0]}/").content.decode()
    for step in definition.milestones:
        assert step.title in before

    mine = next((step for step in definition.milestones if Role.HEAD in step.by and step.whose == "school"), None)
    if mine is not None:
        note_step(
            viewer=viewer, round_id=round_id, step=mine.key, urn=urns[0], done_on=TODAY, note="It went well.", at=AT
        )
        assert client.get(f"/my-schools/{urns[0]}/").content.decode() != before
    client.force_login(lead, backend=BACKEND)
    assert client.get(f"/partnerships/{place}/").status_code == 200
