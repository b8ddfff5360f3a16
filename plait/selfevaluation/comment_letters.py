"""The mail that tells of a comment or an answer. No word of either is in it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from plait.domain.letters import Button, Letter, Paragraph
from plait.domain.verdicts import NotVisible
from plait.frameworks.queries import framework
from plait.mail.kinds import About, Choice, Kind
from plait.partnerships.queries import round_facts
from plait.partnerships.round_queries import person_as_viewer
from plait.schools.queries import names
from plait.selfevaluation import comment_queries as comments
from plait.selfevaluation import queries
from plait.selfevaluation.models import Comment

COMMENT = "comment"


def compose(person_id: int, about: About, at: datetime) -> Letter | None:
    """Asks again whether its reader may read the comment now; ``None`` where not, where it was struck out, and where
    a newer one in the same thread speaks for it."""
    row = Comment.objects.filter(pk=int(about.id), struck_at__isnull=True).select_related("author", "thread").first()
    viewer = person_as_viewer(person_id, timezone.localtime(at).date())
    if row is None or viewer is None:
        return None
    newer = Comment.objects.filter(thread_id=row.thread_id, from_school=row.from_school, struck_at__isnull=True)
    if newer.filter(pk__gt=row.pk).exists():
        return None
    try:
        found = queries.facts(viewer, row.thread.evaluation_id)
    except NotVisible:
        return None
    if not comments.may_read(viewer, found, row.thread_id):
        return None
    area = framework(found.framework_id, found.framework_version).area(row.thread.area)
    school, this = names([found.urn])[found.urn], round_facts([found.round_id])[found.round_id]
    title = area.title if area else ""
    address = reverse("selfevaluation:comments", args=[found.id, row.thread.area])
    what = "answered your comment" if row.from_school else "commented on your self-evaluation"
    return Letter(
        "An answer to your comment" if row.from_school else "A comment on your self-evaluation",
        (
            Paragraph(f"Hello {viewer.name},"),
            Paragraph(f"{row.author} {what}: “{title}”, {school}, {this.title}."),
            Button("Read it in Plait", f"{settings.BASE_URL}{address}"),
        ),
        why="You get this because you comment on this area or answer for the school. What was written stays in Plait.",
    )


KINDS = (
    Kind(
        COMMENT,
        "Comments",
        "Somebody comments on an area of your self-evaluation, or answers you.",
        choice=Choice.OPTIONAL,
        compose=compose,
    ),
)
