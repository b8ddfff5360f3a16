"""Reading comments: a thread is between a school and those who began it, and is found by nobody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from plait.audit.actions import note_disclosure
from plait.domain.disclosures import from_outside
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.partnerships.commenting import partners_reviewing, schools_taking_part
from plait.selfevaluation.models import Comment, CommentThread
from plait.selfevaluation.queries import EvaluationFacts

ANSWERING = frozenset({Relation.HEAD, Relation.LEADER})
"""Those of the school itself who answer. Whatever else its contract says, they begin no thread."""
AT_A_SCHOOL = (Relation.REVIEWER, Relation.MEMBER)
"""Those who speak for a partner school."""


@dataclass(frozen=True, slots=True)
class Party:
    """Those who comment together: what they are to the school, and for which partner, where they are of one."""

    relation: Relation
    urn: int | None = None

    @property
    def key(self) -> str:
        return f"{self.relation.value}:{self.urn or ''}"


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """One comment or answer. ``text`` is empty once it is struck out."""

    id: int
    from_school: bool
    text: str
    written_at: datetime
    author_id: int
    author: str
    struck_at: datetime | None


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """A thread, oldest comment first."""

    id: int
    area_id: str
    party: Party
    answered_at: datetime | None
    answered_by: str
    comments: tuple[CommentFacts, ...]


def answers_for_the_school(viewer: Viewer, found: EvaluationFacts) -> bool:
    """Headteachers and senior leaders of the school itself who may read its judgements as they stand."""
    return bool(ANSWERING & found.relations) and found.sight(Artefact.SELF_JUDGEMENT) >= Sight.READ


def commenting(found: EvaluationFacts) -> tuple[Relation, ...]:
    """The relations in which the viewer may comment, as the judgements stand."""
    return tuple(
        relation
        for relation in Relation
        if relation in found.relations - ANSWERING
        and found.contract.sight(Artefact.SELF_JUDGEMENT, Phase(found.state), [relation]) >= Sight.COMMENT
    )


def any_may_comment(found: EvaluationFacts) -> bool:
    """Whether the contract lets anybody comment once the evaluation is submitted."""
    return bool(found.contract.relations(Artefact.SELF_JUDGEMENT, Phase.SUBMITTED, Sight.COMMENT) - ANSWERING)


def concerns(viewer: Viewer, found: EvaluationFacts) -> bool:
    """Whether comments on this evaluation are anything to the viewer. One query, for who reviews the school at most.

    The people of a review team comment not in writing: they have no school that would take part in the thread.
    """
    relations = set(commenting(found))
    if relations == {Relation.REVIEWER} and not partners_reviewing(found.round_id, found.urn, viewer.reviewing_urns):
        relations = set()
    return bool(relations) or (answers_for_the_school(viewer, found) and any_may_comment(found))


def parties_of(viewer: Viewer, found: EvaluationFacts) -> tuple[Party, ...]:
    """All those whom the viewer belongs to. One query for each relation that is held at a partner school."""
    mine: list[Party] = []
    for relation in commenting(found):
        if relation is Relation.REVIEWER:
            urns = partners_reviewing(found.round_id, found.urn, viewer.reviewing_urns)
            mine += [Party(relation, urn) for urn in urns]
        elif relation is Relation.MEMBER:
            mine += [Party(relation, urn) for urn in schools_taking_part(found.round_id, viewer.urns)]
        else:
            mine.append(Party(relation))
    return tuple(mine)


def threads(
    viewer: Viewer, found: EvaluationFacts, parties: Collection[Party], *, area_id: str | None = None
) -> tuple[ThreadFacts, ...]:
    """What the viewer may read of the comments on an evaluation that they may read: all for those who answer for the
    school, else their own. Two queries. The school's log has it when somebody from outside reads its answers."""
    told = _told(viewer, found, parties, area_id)
    if any(item.from_school for thread in told for item in thread.comments):
        note_disclosure(
            from_outside(
                viewer,
                found.contract,
                found.relations,
                Artefact.SELF_JUDGEMENT,
                Phase(found.state),
                urn=found.urn,
                round_id=found.round_id,
                kind="comment",
                object_id=found.id,
            )
        )
    return told


def _own(
    viewer: Viewer, found: EvaluationFacts, parties: Collection[Party], area_id: str | None
) -> QuerySet[CommentThread]:
    rows = CommentThread.objects.filter(evaluation_id=found.id)
    if area_id is not None:
        rows = rows.filter(area=area_id)
    if answers_for_the_school(viewer, found):
        return rows
    own = Q(pk__in=())
    for party in parties:
        own |= Q(relation=party.relation.value, school_id=party.urn)
    return rows.filter(own)


def _told(
    viewer: Viewer, found: EvaluationFacts, parties: Collection[Party], area_id: str | None
) -> tuple[ThreadFacts, ...]:
    kept = list(_own(viewer, found, parties, area_id).select_related("answered_by").order_by("pk"))
    comments = _comments([row.pk for row in kept])
    return tuple(
        ThreadFacts(
            row.pk,
            row.area,
            Party(Relation(row.relation), row.school_id),
            row.answered_at,
            str(row.answered_by) if row.answered_by else "",
            comments[row.pk],
        )
        for row in kept
    )


def _comments(thread_ids: Sequence[int]) -> Mapping[int, tuple[CommentFacts, ...]]:
    found: dict[int, list[CommentFacts]] = defaultdict(list)
    for row in Comment.objects.filter(thread_id__in=thread_ids).select_related("author").order_by("pk"):
        found[row.thread_id].append(
            CommentFacts(
                row.pk, row.from_school, row.text, row.written_at, row.author_id, str(row.author), row.struck_at
            )
        )
    return defaultdict(tuple, {key: tuple(items) for key, items in found.items()})


def thread(viewer: Viewer, found: EvaluationFacts, area_id: str, thread_id: int) -> ThreadFacts:
    """One of :func:`threads`, for an action that hands no words out. Raises ``NotVisible``."""
    for item in _told(viewer, found, parties_of(viewer, found), area_id):
        if item.id == thread_id:
            return item
    raise NotVisible(f"comments {thread_id}")


def may_read(viewer: Viewer, found: EvaluationFacts, thread_id: int) -> bool:
    """Whether a thread is one of :func:`threads`."""
    return _own(viewer, found, parties_of(viewer, found), None).filter(pk=thread_id).exists()


def waiting(viewer: Viewer, found: EvaluationFacts) -> dict[str, tuple[int, int]]:
    """By area: how many comments the viewer may read, and how many threads nobody has marked as answered. Nothing,
    and no query, where nobody has commented or comments are not the viewer's."""
    if not found.commented or not concerns(viewer, found):
        return {}
    counts: dict[str, tuple[int, int]] = {}
    for item in _told(viewer, found, parties_of(viewer, found), None):
        many, unanswered = counts.get(item.area_id, (0, 0))
        said = sum(comment.struck_at is None for comment in item.comments)
        counts[item.area_id] = (many + said, unanswered + (item.answered_at is None and said > 0))
    return counts


def taking_part(urns: Collection[int], round_ids: Collection[int]) -> tuple[tuple[int, int, int], ...]:
    """Threads on these schools' work, or written for them: ``(thread, round, school that it is about)``.

    For the schools' own people. One query.
    """
    rows = CommentThread.objects.filter(
        Q(evaluation__school_id__in=urns) | Q(school_id__in=urns), evaluation__round_id__in=round_ids
    )
    return tuple(rows.values_list("pk", "evaluation__round_id", "evaluation__school_id"))
