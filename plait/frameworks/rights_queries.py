"""Frameworks that one person loaded, saved or published, for that person alone or for whoever answers their request."""

from __future__ import annotations

from django.db.models import Q

from plait.domain.rights import Entry, Part
from plait.frameworks.models import FrameworkDraft, FrameworkVersion
from plait.frameworks.queries import EVERYBODY


def held(person_id: int) -> tuple[Part, ...]:
    """That the person worked on them, and when. Their words belong to those for whom they are. Two queries."""
    drafts = FrameworkDraft.objects.filter(Q(made_by_id=person_id) | Q(saved_by_id=person_id))
    published = FrameworkVersion.objects.filter(published_by_id=person_id)
    return (
        Part(
            "frameworks",
            "Frameworks that you put together",
            "Others who set up programmes see who saved a draft last.",
            (
                *(
                    Entry(
                        f"Draft of {row.body.get('title') or 'a framework'}",
                        row.partnership.name if row.partnership else EVERYBODY,
                        row.made_at if row.made_by_id == person_id else row.saved_at,
                        (("File", row.filename),) if row.filename and row.made_by_id == person_id else (),
                    )
                    for row in drafts.select_related("partnership").order_by("pk")
                ),
                *(
                    Entry(
                        f"{row.title}, version {row.version}, published",
                        row.partnership.name if row.partnership else EVERYBODY,
                        row.published_at,
                    )
                    for row in published.defer("body").select_related("partnership").order_by("pk")
                ),
            ),
        ),
    )
