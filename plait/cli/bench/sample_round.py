"""A made-up school's whole round in any framework, the same every time: own view, two partners, an earlier
round.

For benchmarks and for looking at documents. Nobody's judgement of any real school is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plait.domain.diagnosis import ChallengeRecord, PlannedAction
from plait.domain.frameworks import Area, Framework
from plait.domain.judgements import Answer, AreaEntry, StatementEntry, Submission
from plait.domain.stages import ActionState

SCHOOL = "Nant y Gŵydd Primary School"
PARTNERS = ("Brackendale Academy", "Tidewell Church of England School")
EVIDENCE = (
    "Minutes of the steering group, autumn and spring: each school’s name stands beside an action",
    "Survey of partner schools, 14 of 17 answered; 11 say they know whom to ask",
    "Two visits by the head of a partner school, notes shared with staff the week after",
)
ACTIONS = (
    ("Write down who does what when the lead head is away, and try it for a fortnight", "Deputy head"),
    (
        "Ask each partner school for one thing to stop doing, and answer all of them by half-term",
        "Lead head",
    ),
    ("Pair every new leader with someone who did the job last year", "Head of school"),
    (
        "Bring three examples of pupils’ work to each steering group, and agree what they show",
        "Assistant head",
    ),
)


@dataclass(frozen=True, slots=True)
class SampleRound:
    """The arguments of ``plait.domain.comparison.diagnose``."""

    own: Submission
    peers: tuple[Submission, ...]
    previous: tuple[Submission, ...]
    challenges: tuple[ChallengeRecord, ...]
    actions: tuple[PlannedAction, ...]


def sample_round(framework: Framework) -> SampleRound:
    """A round with something of everything: agreement, a difference, a change after challenge, movement,
    actions."""
    own = _submission(framework, (2, 3, 1, 2, 2), "Autumn 2026", date(2026, 11, 6), "A. Pritchard, headteacher")
    first = _submission(framework, (2, 3, 0, 2, 3), "Autumn 2026", None, "", PARTNERS[0])
    second = _submission(framework, (2, 2, 0, 2, 2), "Autumn 2026", None, "", PARTNERS[1])
    earlier = _submission(framework, (1, 3, 1, 1, 2), "Autumn 2025", date(2025, 11, 7), "A. Pritchard, headteacher")
    challenges = []
    for index, area in enumerate(framework.areas[:3]):
        chosen = (2, 3, 0)[index]
        reason = (
            "Both partners had seen the same strength in lessons and in the plans.",
            "Kept, because the evidence of three schools outweighed one visit on a quiet day.",
            (
                "The systems work while two people hold them. Partners asked what would happen in a term"
                " without them, and the school agreed that nothing was written down yet."
            ),
        )[index]
        challenges.append(
            ChallengeRecord(area.id, _level(area, chosen), reason, "Challenge conversation", date(2026, 11, 27))
        )
    actions = tuple(
        PlannedAction(
            framework.areas[index % len(framework.areas)].id,
            text,
            owner,
            date(2027, 3, 1 + index),
            "Partner schools say so, unprompted, in the spring survey",
            ActionState.TO_DO,
        )
        for index, (text, owner) in enumerate(ACTIONS[2:], start=2)
    )
    return SampleRound(own, (first, second), (earlier,), tuple(challenges) if framework.scale else (), actions)


def _level(area: Area, place: int) -> Answer:
    return area.scale.levels[min(place, len(area.scale) - 1)] if area.scale else None


def _submission(
    framework: Framework, places: Sequence[int], round_: str, dated: date | None, by: str, partner: str = ""
) -> Submission:
    entries, statements = [], []
    for index, area in enumerate(framework.areas):
        place = places[index % len(places)]
        comment = (
            f"We saw this in two of the three things we looked at. In {area.title.lower()} people can say"
            " what they do and why; what we did not yet see is what happens when they change."
            if partner
            else "We talked about this for longer than any other area."
        )
        entries.append(
            AreaEntry(
                area.id,
                _level(area, place),
                "" if partner else "\n".join(EVIDENCE[: 1 + index % 3]),
                "" if partner or index % 2 else ACTIONS[index // 2 % len(ACTIONS)][0],
                comment if partner or index == 0 else "",
            )
        )
        for at, statement in enumerate(area.statements):
            shift = (0, 0, -1, 0, 1)[at % 5]
            statements.append(StatementEntry(statement.id, _level(area, max(place + shift, 0))))
    return Submission(framework, SCHOOL, 900001, round_, by, partner, dated, tuple(entries), tuple(statements))
