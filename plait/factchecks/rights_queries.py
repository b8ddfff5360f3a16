"""What one person wrote and signed in fact-checks; and what a school holds of its own."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from plait.domain.rights import Entry, Part
from plait.domain.school_copy import SOMEBODY, Ground, HeldPart, Treatment
from plait.factchecks.models import FactCheck, FactPoint, FactReply

BECAME = {True: "Changed", False: "Kept"}


def held(person_id: int) -> tuple[Part, ...]:
    """Three queries."""
    points = FactPoint.objects.filter(marked_by_id=person_id).select_related("fact_check__host", "fact_check__round")
    replies = FactReply.objects.filter(replied_by_id=person_id).select_related(
        "point__fact_check__host", "point__fact_check__round"
    )
    steps = (
        ("Offered", "offered"),
        ("Looked through for the school", "checked"),
        ("Signed off for the team", "team_signed"),
        ("Signed off for the school", "school_signed"),
    )
    mine = (
        Q(offered_by=person_id) | Q(checked_by=person_id) | Q(team_signed_by=person_id) | Q(school_signed_by=person_id)
    )
    checks = FactCheck.objects.filter(mine)
    return (
        Part(
            "fact-checks",
            "What you wrote and signed in fact-checks",
            "So that it stays known what was asked to be corrected, and what became of it.",
            (
                *(
                    Entry(
                        "Point", _where(row.fact_check), row.marked_at, (("Says", row.quote), ("Should be", row.wish))
                    )
                    for row in points.order_by("pk")
                ),
                *(
                    Entry("Reply", _where(row.point.fact_check), row.replied_at, ((BECAME[row.changed], row.text),))
                    for row in replies.order_by("pk")
                ),
                *(
                    Entry(title, _where(row), getattr(row, f"{step}_at"))
                    for row in checks.select_related("host", "round").order_by("pk")
                    for title, step in steps
                    if getattr(row, f"{step}_by_id") == person_id
                ),
            ),
        ),
    )


def _where(row: FactCheck) -> str:
    return f"{row.host.name}, {row.round.title}"


def held_by_school(urn: int, released: Collection[int]) -> tuple[HeldPart, ...]:
    """Its points and what became of them: given for rounds whose report the school has ``released``, else listed. One
    query."""
    rows = list(
        FactPoint.objects.filter(fact_check__host_id=urn)
        .select_related("fact_check__round", "reply")
        .order_by("fact_check_id", "number")
    )
    given = [row for row in rows if row.fact_check.round_id in released]
    kept = [row for row in rows if row.fact_check.round_id not in released]
    return (
        HeldPart(
            "fact-checks",
            "What the school asked to be corrected in its report",
            "Of rounds whose report the school has released, with what became of each point.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            tuple(Entry("Point", row.fact_check.round.title, row.marked_at, _said(row)) for row in given),
        ),
        HeldPart(
            "fact-checks-open",
            "Fact-checks of reports that were not released",
            "School and reviewers speak freely with each other before a report is released.",
            Treatment.WITHHELD,
            (Ground.CONDUCT,),
            tuple(Entry("Point", row.fact_check.round.title, row.marked_at) for row in kept),
        ),
    )


def _said(row: FactPoint) -> tuple[tuple[str, str], ...]:
    reply = getattr(row, "reply", None)
    became = ((BECAME[reply.changed], reply.text), ("Replied by", SOMEBODY)) if reply else ()
    return (("The report says", row.quote), ("Should be", row.wish), ("Written by", SOMEBODY), *became)
