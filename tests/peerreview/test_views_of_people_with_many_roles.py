"""People who hold roles in several places write their view as anybody else does, on both engines."""

from __future__ import annotations

import pytest

from plait.domain.roles import Role
from plait.partnerships import actions as partnerships
from plait.peerreview import actions
from plait.peerreview.actions import PeerInput
from plait.peerreview.models import PeerJudgement
from tests.world import AT, TODAY, trio

ASH, BECK = 990001, 990002


@pytest.mark.django_db
@pytest.mark.engine
def test_whoever_holds_roles_in_areas_as_well_writes_as_before() -> None:
    """Roles in areas look at what a partnership lies in, which may be nothing: such rows are held all the same."""
    world = trio()
    world.submit(ASH)
    ben = world.people["ben"].pk
    for role in (Role.AREA_OFFICER, Role.BROKER, Role.PARTNERSHIP_LEAD):
        partnerships.appoint(person_id=ben, role=role, partnership_id=world.partnership_id, starts=TODAY, at=AT)
    given = PeerInput(answer="3", comment="Seen in lessons.", version=0)
    viewer, review_id = world.viewer("ben"), world.reviews[ASH]
    actions.save_area(viewer=viewer, review_id=review_id, urn=BECK, area_id="area-1", given=given, at=AT)
    row = PeerJudgement.objects.get(view__review_id=world.reviews[ASH], view__school_id=BECK, area="area-1")
    assert row.comment == "Seen in lessons."
