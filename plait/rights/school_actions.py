"""Handing out what is held about a school. The trail says that it was, and by whom."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plait.audit.actions import note_disclosure, record
from plait.domain.disclosures import Disclosed, How
from plait.domain.school_copy import SchoolCopy
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase
from plait.rights.school_queries import copy_of_school, own_school

KIND = "school copy"
COMMAND = "plait rights school"


@transaction.atomic
def take_school(*, viewer: Viewer, urn: int, at: datetime) -> SchoolCopy:
    """The head takes a copy of what is held about the school. Raises ``NotVisible`` for anybody else."""
    found = own_school(viewer, urn, made_at=at)
    record(actor_id=viewer.person_id, action="take", kind=KIND, object_id=urn, at=at, school_urn=urn)
    return found


@transaction.atomic
def take_school_for(*, urn: int, at: datetime) -> SchoolCopy:
    """A copy made by whoever runs this installation. Somebody from outside the school has its words then, so its
    disclosure log says so. Raises ``NotVisible`` for a school that is not here."""
    found = copy_of_school(urn, made_at=at)
    record(actor_id=None, action="take by command", kind=KIND, object_id=urn, at=at, school_urn=urn)
    note_disclosure(
        Disclosed(
            urn, None, Artefact.EVIDENCE, Phase.SUBMITTED, KIND.replace(" ", "-"), urn, label=COMMAND, how=How.COMMAND
        )
    )
    return found
