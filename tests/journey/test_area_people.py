"""People of an area and administrators: where their work begins, and the milestones that are theirs to note."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from inspection import PageClient
from world import AT, TODAY, person, school

from plait.adapters.programme_files import built_in
from plait.audit.models import AuditEntry
from plait.domain.roles import Role
from plait.domain.verdicts import NotVisible, Refused
from plait.frameworks.actions import publish_built_in
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships import actions as partnerships
from plait.partnerships.models import Partnership, StepDone
from plait.partnerships.programme_actions import note_step, start_programme
from plait.partnerships.queries import viewer_for

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_area_people_note_what_the_programme_names_them_for_in_partnerships_inside_their_area(
    client: PageClient,
) -> None:
    publish_built_in(at=AT)
    definition = built_in()["area-intelligence"]
    step = next(item for item in definition.milestones if Role.AREA_OFFICER in item.by)
    urns = tuple(school(990001 + number, f"Moor {number} School", phase="Primary") for number in range(4))
    found = {"kind": "cluster", "joined": date(2026, 1, 1), "at": AT}
    area = partnerships.found_partnership(name="Fell area", urns=(), **found)
    middle = partnerships.found_partnership(name="Fell north", urns=(), **found)
    inner = partnerships.found_partnership(name="Bracken", urns=urns, **found)
    other = partnerships.found_partnership(name="Coast area", urns=(), **found)
    Partnership.objects.filter(pk=middle).update(parent_id=area)
    Partnership.objects.filter(pk=inner).update(parent_id=middle)
    programme_id = start_programme(partnership_id=inner, definition=definition, at=AT)
    due = {item.key: TODAY + timedelta(weeks=item.weeks or 0) for item in definition.milestones}
    given = RoundInput("Autumn 2026", TODAY + timedelta(weeks=5), TODAY + timedelta(weeks=9), 0, due)
    round_id = set_up_round(programme_id=programme_id, members=urns, given=given, at=AT, today=TODAY, actor_id=None)
    officer = person("oli", role=Role.AREA_OFFICER, partnership_id=area)
    outer_lead = person("lea", role=Role.PARTNERSHIP_LEAD, partnership_id=area)
    broker = person("bob", role=Role.BROKER, partnership_id=area)
    elsewhere = person("ott", role=Role.AREA_OFFICER, partnership_id=other)

    client.force_login(officer, backend=BACKEND)
    address = f"/rounds/{round_id}/milestones/{step.key}/"
    assert 'name="done_on' in client.get(address).content.decode()
    day = {"done_on-day": "14", "done_on-month": "9", "done_on-year": "2026", "note": "All came."}
    assert client.post(address, day).status_code == 302
    assert StepDone.objects.get(step=step.key).noted_by == officer
    assert AuditEntry.objects.get(kind="step", action="note").actor_id == officer.pk

    noting = {"round_id": round_id, "step": step.key, "urn": None, "done_on": TODAY, "note": "Not mine.", "at": AT}
    with pytest.raises(Refused, match="area officer"):  # a role of the area that the programme does not name
        note_step(viewer=viewer_for(broker, today=TODAY), **noting)
    leads_only = next(item for item in definition.milestones if item.by == (Role.PARTNERSHIP_LEAD,))
    with pytest.raises(NotVisible):  # leading the outer one is leading that one
        note_step(viewer=viewer_for(outer_lead, today=TODAY), **noting | {"step": leads_only.key})
    client.force_login(elsewhere, backend=BACKEND)
    assert client.get(address).status_code == 404
    assert StepDone.objects.count() == 1


def test_an_administrator_finds_where_partnerships_are_founded(client: PageClient) -> None:
    client.force_login(person("adm", role=Role.ADMINISTRATOR), backend=BACKEND)
    page = client.get("/").content.decode()
    assert 'href="/partnerships/found/"' in page
    assert "You do not have a role yet" not in page
    client.force_login(person("ned"), backend=BACKEND)
    assert "/partnerships/found/" not in client.get("/").content.decode()
