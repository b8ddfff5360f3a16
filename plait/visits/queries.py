"""Reading visits: each part of one goes by its own line of the round's contract."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from plait.audit.actions import note_disclosure
from plait.domain.disclosures import from_outside
from plait.domain.timetable import SUBJECT_LABELS, ActivityKind, VisitForm, VisitSubject
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Relation
from plait.frameworks.queries import published_of, with_framework
from plait.partnerships import visiting
from plait.partnerships.queries import round_of
from plait.partnerships.sight import contract_of, relations_of, signed, with_standing
from plait.visits.facts import (
    ActivityFacts,
    Everybody,
    FocusFacts,
    FocusWords,
    HypothesisFacts,
    SomebodyThere,
    VisitFacts,
    Visitor,
)
from plait.visits.models import Activity, ActivityPerson, Focus, FocusChange, Hypothesis, SharedItem, Visit

KIND = "visit"


def _rows(rows: QuerySet[Visit], viewer: Viewer) -> QuerySet[Visit]:
    rows = rows.select_related(
        "host", "round__programme__partnership", "focus_saved_by", "focus_shared_by", "hypotheses_shared_by"
    )
    rows = with_framework(with_standing(rows, viewer, host_path="host"), "round__")
    return rows.defer("round__programme__definition").annotate(
        signature_stands=signed("round", "host"),
        hypotheses_begun=Exists(Hypothesis.objects.filter(focus__visit_id=OuterRef("pk"))),
    )


def _facts(row: Any) -> VisitFacts:
    contract, round_ = contract_of(row.round), round_of(row.round)
    return VisitFacts(
        id=row.pk,
        uuid=row.uuid,
        round=round_,
        host_urn=row.host_id,
        host=row.host.name,
        form=VisitForm(row.form),
        subject=VisitSubject(row.subject),
        subject_name=row.subject_name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        version=row.version,
        focus_version=row.focus_version,
        focus_saved_by=str(row.focus_saved_by or ""),
        focus_shared_at=row.focus_shared_at,
        focus_shared_by=str(row.focus_shared_by or ""),
        hypotheses_shared_at=row.hypotheses_shared_at,
        hypotheses_shared_by=str(row.hypotheses_shared_by or ""),
        hypotheses_begun=row.hypotheses_begun,
        round_open=row.round.closed_on is None,
        signature_stands=row.signature_stands or not contract.needs_signature,
        contract=contract,
        definition=round_.definition,
        published=published_of(row),
        relations=relations_of(row),
    )


def get(viewer: Viewer, uuid: UUID) -> VisitFacts:
    """A visit whose dates and timetable the viewer may read. Raises ``NotVisible``. One query."""
    found = of_number(viewer, uuid)
    _noted(viewer, found, Artefact.VISIT)
    return found


def of_number(viewer: Viewer, uuid: UUID) -> VisitFacts:
    """The same for what is sent by mail, which is in no log. Raises ``NotVisible``. One query."""
    found = _one(viewer, uuid=uuid)
    if found is None:
        raise NotVisible(f"visit {uuid}")
    return found


def visit_of(viewer: Viewer, round_id: int, urn: int) -> VisitFacts | None:
    """The visit to a school in a round, if there is one that the viewer may read. One query."""
    return _one(viewer, round_id=round_id, host_id=urn)


def _one(viewer: Viewer, **which: object) -> VisitFacts | None:
    """One visit, if the viewer may read it. The contract is asked of its facts, as :meth:`VisitQuerySet.visible_to`
    asks it of lists: far less work."""
    row = _rows(Visit.objects.filter(**which), viewer).first()
    found = _facts(row) if row is not None else None
    return found if found is not None and found.reads(Artefact.VISIT) else None


def subject_for(viewer: Viewer, round_id: int, urn: int) -> str:
    """``Department: Mathematics``; empty where the whole school is looked at, or the viewer may not read the visit.

    For the report, and for pages of the review. One query.
    """
    found = visit_of(viewer, round_id, urn)
    if found is None or found.subject is VisitSubject.SCHOOL:
        return ""
    _noted(viewer, found, Artefact.VISIT)
    return f"{SUBJECT_LABELS[found.subject]}: {found.subject_name}"


def in_rounds(viewer: Viewer, round_ids: Collection[int]) -> tuple[VisitFacts, ...]:
    """The visits in these rounds that the viewer may read, by host. One query."""
    rows = _rows(Visit.objects.visible_to(viewer), viewer).filter(round_id__in=round_ids)
    return tuple(_facts(row) for row in rows.order_by("host_id", "pk"))


def lock(viewer: Viewer, uuid: UUID) -> VisitFacts:
    """The same as :func:`get`, held against other writers until the transaction ends. Two queries."""
    list(Visit.objects.filter(uuid=uuid).select_for_update(of=("self",)).values_list("pk"))
    return get(viewer, uuid)


def _noted(viewer: Viewer, found: VisitFacts, artefact: Artefact) -> None:
    """For the host's log: somebody from outside reads this part of the visit."""
    relations = set(found.relations)
    if artefact is Artefact.HYPOTHESIS and found.comes:
        relations.add(Relation.AUTHOR)  # those who come have written it
    note_disclosure(
        from_outside(
            viewer,
            found.contract,
            relations,
            artefact,
            found.phase(artefact),
            urn=found.host_urn,
            round_id=found.round_id,
            kind=KIND,
            object_id=found.id,
        )
    )


def focuses(viewer: Viewer, visit: VisitFacts) -> tuple[FocusFacts, ...]:
    """What the school chose, without what it wrote beside it. Raises ``NotVisible``. One query."""
    if not visit.reads(Artefact.FOCUS):
        raise NotVisible(f"focus of visit {visit.id}")
    _noted(viewer, visit, Artefact.FOCUS)
    return tuple(
        FocusFacts(row.pk, row.number, row.kind, row.ref, row.text, row.dropped_at is not None)
        for row in Focus.objects.filter(visit_id=visit.id)
    )


def focus(viewer: Viewer, visit: VisitFacts) -> FocusWords:
    """What the school chose and shares. Raises ``NotVisible`` for whoever may not read it. Four queries."""
    chosen = focuses(viewer, visit)
    changes = FocusChange.objects.filter(visit_id=visit.id).select_related("author")
    return FocusWords(
        chosen,
        Visit.objects.values_list("note", flat=True).get(pk=visit.id),
        tuple(SharedItem.objects.filter(visit_id=visit.id).values_list("item_id", flat=True)),
        tuple((row.at, str(row.author), row.text) for row in changes),
    )


def hypotheses(viewer: Viewer, visit: VisitFacts) -> dict[int, HypothesisFacts]:
    """What the visitors think, by focus. Raises ``NotVisible`` for whoever may not read it. One query."""
    if not (visit.reads(Artefact.HYPOTHESIS) and visit.reads(Artefact.FOCUS)):
        raise NotVisible(f"hypotheses of visit {visit.id}")
    _noted(viewer, visit, Artefact.HYPOTHESIS)
    return {
        row.focus_id: HypothesisFacts(
            row.focus_id,
            row.thinks,
            row.speaks_for,
            row.against,
            row.would_change,
            row.look_at,
            row.version,
            row.saved_at,
            str(row.saved_by),
        )
        for row in Hypothesis.objects.filter(focus__visit_id=visit.id).select_related("saved_by")
    }


def everybody(visit: VisitFacts, *, today: date) -> Everybody:
    """Who comes, and the school's own people. One query."""
    coming, here = visiting.everybody(visit.round_id, visit.host_urn, today=today)
    return Everybody(tuple(Visitor(*found) for found in coming), tuple(Visitor(*found) for found in here))


def activities_for(viewer: Viewer, visit: VisitFacts, *, today: date) -> tuple[ActivityFacts, ...]:
    """The timetable in its order; the visit is one that the viewer may read. Three queries."""
    return activities_of(visit, everybody(visit, today=today))


def activities_of(visit: VisitFacts, there: Everybody) -> tuple[ActivityFacts, ...]:
    """The same where it is known who is there. Two queries.

    Somebody who no longer comes, or no longer works at the school, is not ``present``: what only they were in is open.
    """
    if not visit.reads(Artefact.VISIT):
        raise NotVisible(f"timetable of visit {visit.id}")
    coming, here = {item.id for item in there.visitors}, {item.id for item in there.hosts}
    people = ActivityPerson.objects.select_related("person")
    rows = Activity.objects.standing().filter(visit_id=visit.id).select_related("saved_by")
    return tuple(_activity(row, coming, here) for row in rows.prefetch_related(Prefetch("people", people)))


def activity(visit: VisitFacts, uuid: UUID, there: Everybody) -> ActivityFacts:
    """One thing on the timetable of a visit. Raises ``NotVisible``."""
    for item in activities_of(visit, there):
        if item.uuid == uuid:
            return item
    raise NotVisible(f"activity {uuid}")


def _activity(row: Activity, coming: Collection[int], here: Collection[int]) -> ActivityFacts:
    people: Sequence[ActivityPerson] = list(row.people.all())
    return ActivityFacts(
        id=row.pk,
        uuid=row.uuid,
        kind=ActivityKind(row.kind),
        title=row.title,
        day=row.day,
        starts=row.starts,
        ends=row.ends,
        room=row.room,
        version=row.version,
        saved_by=str(row.saved_by),
        people=tuple(
            SomebodyThere(
                item.person_id,
                str(item.person),
                item.visitor,
                item.person_id in (coming if item.visitor else here),
            )
            for item in people
        ),
    )
