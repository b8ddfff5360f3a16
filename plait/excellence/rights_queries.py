"""What one person put forward or decided about areas of excellence; and what a school holds of its own."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from plait.domain.rights import Entry, Part
from plait.domain.school_copy import SOMEBODY, Ground, HeldPart, Treatment
from plait.excellence.models import AreaOfExcellence

SAID = {None: "Not decided", True: "Validated", False: "Not yet"}


def held(person_id: int) -> tuple[Part, ...]:
    """One query."""
    mine = Q(proposed_by=person_id) | Q(decided_by=person_id) | Q(consented_by=person_id)
    rows = AreaOfExcellence.objects.filter(mine).select_related("school", "round").order_by("pk")
    return (
        Part(
            "excellence",
            "Areas of excellence that you put forward, decided or listed",
            "So that it stays known who answers for them.",
            tuple(entry for row in rows for entry in _entries(row, person_id)),
        ),
    )


def _entries(row: AreaOfExcellence, person_id: int) -> tuple[Entry, ...]:
    where = f"{row.school.name}, {row.round.title}"
    words = (("What it is", row.title), ("What others learn", row.learn), ("What shows it", row.evidence))
    found = []
    if row.proposed_by_id == person_id:
        found.append(Entry("Put forward", where, row.proposed_at, (*words, ("Whom one asks", row.contact))))
    if row.decided_by_id == person_id:
        found.append(Entry(SAID[row.validated], where, row.decided_at, (("What it is", row.title), ("Why", row.why))))
    if row.consented_by_id == person_id:
        found.append(Entry("Listed", where, row.consented_at, (("What it is", row.title),)))
    return tuple(found)


def held_by_school(urn: int, released: Collection[int]) -> tuple[HeldPart, ...]:
    """What is listed, and what belongs to rounds whose report the school has ``released``, is given; the rest is listed
    by its day. One query."""
    rows = list(AreaOfExcellence.objects.filter(school_id=urn).select_related("round").order_by("pk"))
    given = [row for row in rows if row.consented_at is not None or row.round_id in released]
    return (
        HeldPart(
            "excellence",
            "Areas of excellence",
            "Those in the directory, and those of rounds whose report the school has released.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            tuple(
                Entry(
                    SAID[row.validated],
                    row.round.title,
                    row.decided_at or row.proposed_at,
                    (
                        ("What it is", row.title),
                        ("What others learn", row.learn),
                        ("What shows it", row.evidence),
                        ("Why", row.why),
                        ("Put forward by", SOMEBODY),
                    ),
                )
                for row in given
            ),
        ),
        HeldPart(
            "excellence-open",
            "Areas of excellence that are not listed",
            "School and reviewers speak freely with each other before anything is listed.",
            Treatment.WITHHELD,
            (Ground.CONDUCT,),
            tuple(Entry("Put forward", row.round.title, row.proposed_at) for row in rows if row not in given),
        ),
    )
