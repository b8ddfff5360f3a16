"""A partner's view as a workbook: what its pages say, and the workbook itself."""

from __future__ import annotations

from django.urls import reverse

from plait.domain.judgements import AreaEntry
from plait.domain.uploads import Expected
from plait.peerreview.pages.view import Desk
from plait.schools.queries import facts as school_facts
from plait.selfevaluation.queries import SavedArea
from plait.selfevaluation.uploads import Place, filename, prefilled


def expected(found: Desk) -> Expected:
    """What a workbook must be for."""
    about = found.around
    return Expected(found.framework, about.host, about.review.host_urn, about.round.title, partner=found.school)


def place(found: Desk) -> Place:
    view = reverse("peerreview:view", args=found.urls)
    about = found.around
    return Place(
        crumbs=(
            ("Home", "/"),
            (f"Peer review of {about.host}", reverse("peerreview:review", args=[about.review.id])),
            (f"How {found.school} sees it", view),
        ),
        whose=f"How {found.school} sees {about.host}",
        where=about.where,
        readers=about.readers_of_view(found.facts.urn),
        download=reverse("peerreview:workbook", args=found.urls),
        upload=reverse("peerreview:upload", args=found.urls),
        back=view,
        takes="What is written under Strengths and Areas to consider" if found.in_words else "Levels and comments",
    )


def saved_areas(found: Desk) -> tuple[SavedArea, ...]:
    """What is stored, as uploads compare it."""
    return tuple(
        SavedArea(
            entry=AreaEntry(saved.area_id, saved.answer, comments=saved.comment, words=saved.words),
            version=saved.version,
            carried_over=False,
            saved_at=saved.saved_at,
            saved_by=saved.saved_by,
        )
        for saved in found.written.areas
    )


def workbook_of(found: Desk) -> tuple[str, bytes]:
    """File name and content of the workbook, filled with what is stored of this view and nothing else."""
    about = found.around
    urn = about.review.host_urn
    submission = found.written.submission(found.framework, about.host, urn, about.round.title, partner=found.school)
    data = prefilled(submission, provision=school_facts([urn])[urn].provision)
    return filename(about.host, "seen by", found.school, about.round.title), data
