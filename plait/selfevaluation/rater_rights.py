"""What one person said as one of several raters, and that a school asked some: for requests under the law."""

from __future__ import annotations

from datetime import datetime

from plait.domain.rights import Entry, Part
from plait.domain.school_copy import Ground, HeldPart, Treatment
from plait.selfevaluation.models import Asking, Rater, RaterJudgement


def held(person_id: int) -> Part:
    """Where the person was asked for their own view, and what they wrote in it, handed in or not. Two queries."""
    asked = Rater.objects.filter(person_id=person_id).order_by("asked_at", "pk")
    wrote = (
        RaterJudgement.objects.filter(rater__person_id=person_id)
        .select_related("rater__asking__evaluation__school", "rater__asking__evaluation__round")
        .prefetch_related("statements")
        .order_by("rater_id", "pk")
    )
    entries = [
        Entry(
            "Asked for your own view",
            f"{school}, {title}",
            at,
            (("Handed in", _day(given)), ("Taken off", _day(off))),
        )
        for school, title, at, given, off in asked.values_list(
            "asking__evaluation__school__name",
            "asking__evaluation__round__title",
            "asked_at",
            "handed_in_at",
            "removed_at",
        )
    ]
    for row in wrote:
        evaluation = row.rater.asking.evaluation
        facts = [
            ("First instinct", row.instinct),
            ("Answer", row.answer),
            ("Because", row.reason),
            ("Strengths", row.strengths),
            ("To consider", row.consider),
        ]
        facts += [
            (item.statement, " → ".join(filter(None, (item.instinct, item.answer)))) for item in row.statements.all()
        ]
        entries.append(
            Entry(
                row.area,
                f"{evaluation.school.name}, {evaluation.round.title}",
                row.saved_at,
                tuple((label, text) for label, text in facts if text),
            )
        )
    return Part(
        "own-views",
        "Your own view of your school",
        "What you said as one of several, before it was written together. Others read it only if you handed it in.",
        tuple(entries),
    )


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "no"


def held_by_school(urn: int) -> HeldPart:
    """That people were asked; never who is in, nor what they said. One query."""
    rows = Asking.objects.filter(evaluation__school_id=urn).order_by("asked_at", "pk")
    return HeldPart(
        "own-views",
        "Views of several people of the school",
        "What people thought alone, so that they could think freely, and why something was agreed from it.",
        Treatment.WITHHELD,
        (Ground.CONDUCT, Ground.PERSONAL),
        tuple(
            Entry("Several people were asked for their own view", title, at)
            for title, at in rows.values_list("evaluation__round__title", "asked_at")
        ),
    )
