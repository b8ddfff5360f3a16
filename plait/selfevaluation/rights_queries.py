"""What one person wrote in self-evaluations, for that person alone or for whoever answers their request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from plait.domain.judgements import answer_from_key, answer_label
from plait.domain.rights import Entry, Part
from plait.domain.school_copy import Ground, HeldPart, Treatment
from plait.domain.stages import SelfEvaluationState
from plait.frameworks.queries import framework
from plait.partnerships.queries import definition_of
from plait.selfevaluation import rater_rights
from plait.selfevaluation.models import (
    AreaJudgement,
    Comment,
    CommentThread,
    SelfEvaluation,
    StatementJudgement,
    WorkbookUpload,
)
from plait.selfevaluation.rung_texts import rung_texts


def held(person_id: int) -> tuple[Part, ...]:
    """Areas that the person saved last, evaluations they submitted, workbooks they uploaded, comments,
    their own view as one of several. Six queries.

    What was agreed afterwards is not theirs and is left out, whether or not they may read it elsewhere.
    """
    areas = (
        AreaJudgement.objects.filter(saved_by_id=person_id)
        .order_by("saved_at", "pk")
        .values_list(
            "area",
            "evaluation__school__name",
            "evaluation__round__title",
            "saved_at",
            "answer",
            "strengths",
            "consider",
            "evidence",
            "actions",
        )
    )
    submitted = SelfEvaluation.objects.filter(submitted_by_id=person_id).order_by("submitted_at", "pk")
    comments = (
        Comment.objects.filter(author_id=person_id)
        .order_by("written_at", "pk")
        .values_list("thread__area", "thread__evaluation__school__name", "written_at", "text", "from_school")
    )
    uploads = WorkbookUpload.objects.filter(person_id=person_id).order_by("made_at", "pk")
    return (
        Part(
            "self-evaluation",
            "What you wrote in self-evaluations",
            "Areas that you were the last to save. It is your school’s work; your name says who wrote it.",
            tuple(
                Entry(
                    area,
                    f"{school}, {round_}",
                    at,
                    tuple(
                        (label, text)
                        for label, text in (
                            ("Answer", answer),
                            ("Strengths", strengths),
                            ("To consider", consider),
                            ("Evidence", evidence),
                            ("Next steps", actions),
                        )
                        if text
                    ),
                )
                for area, school, round_, at, answer, strengths, consider, evidence, actions in areas
            ),
        ),
        Part(
            "submitted",
            "Self-evaluations that you submitted",
            "So that it stays known who answered for them.",
            tuple(
                Entry("Submitted", f"{school}, {round_}", at)
                for school, round_, at in submitted.values_list("school__name", "round__title", "submitted_at")
            ),
        ),
        Part(
            "comments",
            "Comments and answers that you wrote",
            "About areas of self-evaluations. Words that you struck out are no longer here.",
            tuple(
                Entry(
                    area,
                    school,
                    at,
                    (("Answer" if from_school else "Comment", text or "struck out"),),
                )
                for area, school, at, text, from_school in comments
            ),
        ),
        rater_rights.held(person_id),
        Part(
            "workbooks",
            "Workbooks that you uploaded",
            "Kept so that you can look at the changes before they count.",
            tuple(
                Entry(
                    row.filename,
                    "",
                    row.made_at,
                    (("For", row.subject), ("Applied", "yes" if row.applied_at else "no")),
                )
                for row in uploads.defer("entries", "versions")
            ),
        ),
    )


def held_by_school(urn: int) -> tuple[HeldPart, ...]:
    """What one school wrote of itself, for its head or for whoever answers for it; drafts are only listed.

    Six queries, and one for each framework version.
    """
    areas = (
        AreaJudgement.objects.filter(evaluation__school_id=urn, evaluation__state=SelfEvaluationState.SUBMITTED.value)
        .select_related("evaluation__round")
        .order_by("evaluation__begun_at", "pk")
    )
    drafts = SelfEvaluation.objects.filter(school_id=urn, state=SelfEvaluationState.DRAFT.value).order_by("begun_at")
    emptied = SelfEvaluation.objects.filter(school_id=urn, emptied_at__isnull=False).order_by("begun_at")
    return (
        HeldPart(
            "self-evaluation",
            "Self-evaluations that were submitted",
            "What the school said of itself, area by area.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            _areas(list(areas)),
        ),
        HeldPart(
            "draft",
            "Self-evaluations that are drafts",
            "Not finished, and seen by nobody outside the school.",
            Treatment.WITHHELD,
            (Ground.CONDUCT, Ground.PERSONAL),
            tuple(
                Entry("Self-evaluation, draft", title, at)
                for title, at in drafts.values_list("round__title", "begun_at")
            ),
        ),
        HeldPart(
            "comments",
            "Comments on areas, and the school’s answers",
            "What those whom the agreement lets comment and the school say to each other.",
            Treatment.WITHHELD,
            (Ground.CONDUCT, Ground.PERSONAL, Ground.CONFIDENCE),
            tuple(
                Entry(f"Comments on {area}", title)
                for area, title in CommentThread.objects.filter(evaluation__school_id=urn)
                .order_by("evaluation__begun_at", "pk")
                .values_list("area", "evaluation__round__title")
            ),
        ),
        rater_rights.held_by_school(urn),
        HeldPart(
            "emptied",
            "Self-evaluations whose time is over",
            "Their words have been deleted; that they were submitted is all that is left.",
            Treatment.GIVEN,
            (),
            tuple(
                Entry("Self-evaluation, deleted", title, at, (("Deleted on", f"{gone:%Y-%m-%d}"),))
                for title, at, gone in emptied.values_list("round__title", "submitted_at", "emptied_at")
            ),
        ),
    )


def _areas(rows: Sequence[AreaJudgement]) -> tuple[Entry, ...]:
    """One entry an area, with its levels in words. One query, and one for each framework version."""
    pinned = {(row.evaluation.framework_id, row.evaluation.framework_version) for row in rows}
    frameworks = {key: framework(*key) for key in pinned}
    said: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    numbers = {row.evaluation_id for row in rows}
    for item in StatementJudgement.objects.filter(evaluation_id__in=numbers).exclude(answer="").order_by("pk"):
        said[item.evaluation_id, item.area].append((item.statement, item.answer))
    found = []
    for row in rows:
        area = frameworks[row.evaluation.framework_id, row.evaluation.framework_version].area(row.area)
        if area is None:
            continue
        terms = definition_of(row.evaluation.round.definition)
        by_level = bool(row.answer) and not terms.in_words
        facts = [("Judgement", answer_label(answer_from_key(area.scale, row.answer)))] if by_level else []
        texts = [(terms.labels.strengths, row.strengths), (terms.labels.consider, row.consider)]
        texts += [("Evidence", row.evidence), ("Next steps", row.actions)]
        for rung in rung_texts(area, row.rungs):
            texts += [
                (f"Evidence, {rung.level.label}", rung.evidence),
                (f"Next steps, {rung.level.label}", rung.actions),
            ]
        facts += [(label, text) for label, text in texts if text]
        for key, answer in said[row.evaluation_id, row.area] if not terms.in_words else ():
            if statement := area.statement(key):
                facts.append((statement.text, answer_label(answer_from_key(area.asked(statement), answer))))
        found.append(Entry(area.title, row.evaluation.round.title, row.evaluation.submitted_at, tuple(facts)))
    return tuple(found)
