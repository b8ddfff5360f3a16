"""What one person wrote in self-evaluations, for that person alone or for whoever answers their request."""

from __future__ import annotations

from plait.domain.rights import Entry, Part
from plait.selfevaluation.models import AreaJudgement, Comment, SelfEvaluation, WorkbookUpload


def held(person_id: int) -> tuple[Part, ...]:
    """Areas that the person saved last, evaluations they submitted, workbooks they uploaded, comments. Four queries.

    What was agreed afterwards is not theirs and is left out, whether or not they may read it elsewhere.
    """
    areas = (
        AreaJudgement.objects.filter(saved_by_id=person_id)
        .order_by("saved_at", "pk")
        .values_list(
            "area", "evaluation__school__name", "evaluation__round__title", "saved_at", "answer", "evidence", "actions"
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
                        for label, text in (("Answer", answer), ("Evidence", evidence), ("Next steps", actions))
                        if text
                    ),
                )
                for area, school, round_, at, answer, evidence, actions in areas
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
