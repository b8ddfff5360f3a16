"""Reading what is attached: a use is found by whoever may read the evidence that it stands beside, and nobody else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from plait.audit.actions import note_disclosure
from plait.domain.disclosures import from_outside
from plait.domain.evidence import FileFacts, UseFacts, words_from_data
from plait.domain.rounds import RoundFacts
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Relation
from plait.evidence.models import EvidenceItem, EvidenceUse
from plait.evidence.queries import KeptFile, file_facts_of, kept_file, words_of
from plait.partnerships.sight import contract_of, relations_of, standing, with_standing

EVALUATION = "self-evaluation"
KIND = "evidence"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item is attached, for those who keep the library: the subject's number, area and state."""

    use_id: int
    subject_id: int
    round_id: int
    round: str
    framework: tuple[str, str]
    area: str
    statement: str
    submitted: bool


def _facts(row: EvidenceUse) -> UseFacts:
    return UseFacts(
        id=row.pk,
        item_id=row.item_id,
        urn=row.school_id,
        round_id=row.round_id,
        subject_id=row.subject_id,
        area=row.area,
        statement=row.statement,
        words=words_from_data(row.as_submitted) if row.as_submitted else words_of(row.item),
        submitted=row.state == Phase.SUBMITTED,
        has_file=row.item.content_id is not None,
    )


def of_evaluation(viewer: Viewer, evaluation_id: int, *, area: str | None = None) -> tuple[UseFacts, ...]:
    """What is attached to a self-evaluation, as far as the viewer may read the evidence there. One query.

    The log has it with the evaluation that the viewer is reading; :func:`get` and :func:`file` note each item.
    """
    return of_evaluations(viewer, [evaluation_id], area=area)


def of_evaluations(viewer: Viewer, evaluation_ids: Collection[int], *, area: str | None = None) -> tuple[UseFacts, ...]:
    """The same for several. One query."""
    rows = EvidenceUse.objects.visible_to(viewer).filter(subject=EVALUATION, subject_id__in=evaluation_ids)
    if area is not None:
        rows = rows.filter(area=area)
    return tuple(_facts(row) for row in rows.select_related("item").order_by("pk"))


def attached_in(viewer: Viewer, rounds: Collection[RoundFacts]) -> frozenset[tuple[int, int, str, int]]:
    """``(round, school, area, item)`` of all that is attached to what was submitted in these rounds, where it may be
    counted for their lead: which items, nothing of them. One query."""
    leads = standing(viewer, Relation.LEAD, round_path="round", host_path="school")
    counted = [item.id for item in rounds if item.contract.counted_for_lead(Artefact.EVIDENCE, Phase.SUBMITTED)]
    if leads is None:
        return frozenset()
    submitted = {"subject": EVALUATION, "state": Phase.SUBMITTED.value, "round_id__in": counted}
    rows = EvidenceUse.objects.filter(leads, **submitted).order_by()
    return frozenset(rows.values_list("round_id", "school_id", "area", "item_id"))


def _found(viewer: Viewer, use_id: int) -> EvidenceUse:
    rows = with_standing(EvidenceUse.objects.visible_to(viewer), viewer).select_related("item", "round__contract")
    row = rows.filter(pk=use_id).first()
    if row is None:
        raise NotVisible(f"evidence {use_id}, attached")
    note_disclosure(
        from_outside(
            viewer,
            contract_of(row.round),
            relations_of(row),
            Artefact.EVIDENCE,
            Phase(row.state),
            urn=row.school_id,
            round_id=row.round_id,
            kind=KIND,
            object_id=row.pk,
        )
    )
    return row


def get(viewer: Viewer, use_id: int) -> tuple[UseFacts, FileFacts | None]:
    """One attached item, and its file without the bytes. Raises ``NotVisible``. Two queries. The school's log has it
    when somebody from outside reads it."""
    row = _found(viewer, use_id)
    facts = file_facts_of(EvidenceItem.objects.filter(pk=row.item_id, content__isnull=False))
    return _facts(row), facts


def file(viewer: Viewer, use_id: int) -> KeptFile:
    """The file of an attached item. Raises ``NotVisible``. Two queries; noted as :func:`get`."""
    row = _found(viewer, use_id)
    if row.item.content_id is None:
        raise NotVisible(f"file of evidence {use_id}, attached")
    return kept_file(row.item)


def places_of(viewer: Viewer, item_id: int) -> tuple[Place, ...]:
    """Where an item of the viewer's own library is attached, newest first. One query."""
    rows = EvidenceUse.objects.visible_to(viewer).filter(
        item_id=item_id, item__in=EvidenceItem.objects.visible_to(viewer), subject=EVALUATION
    )
    return tuple(
        Place(
            row.pk,
            row.subject_id,
            row.round_id,
            row.round.title,
            (row.round.framework_id, row.round.framework_version),
            row.area,
            row.statement,
            row.state == Phase.SUBMITTED,
        )
        for row in rows.select_related("round").order_by("-pk")
    )


def attached_items(viewer: Viewer, evaluation_id: int, area: str) -> frozenset[int]:
    """Which items are attached to this area already. One query."""
    rows = EvidenceUse.objects.visible_to(viewer).filter(subject=EVALUATION, subject_id=evaluation_id, area=area)
    return frozenset(rows.values_list("item_id", flat=True))
