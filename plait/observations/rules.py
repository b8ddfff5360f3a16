"""May this person do this to a team's notes now?"""

from __future__ import annotations

from plait.domain.verdicts import Verdict, no
from plait.domain.viewer import Viewer
from plait.observations.queries import Team
from plait.peerreview.rules import may_delete_notes, may_keep_notes


def may_note(viewer: Viewer, found: Team) -> Verdict:
    """Note something for the view: as for the working notes that stand beside it."""
    return may_keep_notes(
        viewer,
        urn=found.view.urn,
        round_open=found.review.round_open,
        host_signed=found.review.signature_stands,
        own_signed=found.view.signature_stands,
    )


def may_change(viewer: Viewer, found: Team, author_id: int) -> Verdict:
    """Change a note: whoever wrote it, as long as notes are taken at all."""
    if viewer.person_id != author_id:
        return no("Whoever wrote a note changes it. Write another one beside it.")
    return may_note(viewer, found)


def may_delete(viewer: Viewer, found: Team, author_id: int) -> Verdict:
    """Delete a note: whoever wrote it, at any time."""
    if viewer.person_id != author_id:
        return no("Whoever wrote a note deletes it.")
    return may_delete_notes(viewer, urn=found.view.urn)
