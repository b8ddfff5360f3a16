"""How long each kind of thing is kept, as one table.

The page “How long we keep what”, the worker, the command and the data protection papers are all made from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from plait.domain.programmes import ProgrammeDefinition
from plait.domain.retention import Keeping, Kept, Period, Then, days, months, over_on

NOTES_MONTHS = 3
"""Months that working notes are kept after a round closes, where neither programme nor installation says."""

_ROUND = "after the round has closed"
TABLE: tuple[Keeping, ...] = (
    Keeping(
        Kept.WORKING_NOTES,
        "Reviewers’ working notes, and what they expect of a visit",
        "What those who write a view of a partner note for themselves, what they write down before a visit and on it, "
        "and their photos of work; with them, that a school asked for notes on devices to be wiped, and which "
        "devices did.",
        _ROUND,
        "They help to write the view. Once that is done, loose remarks do more harm than good.",
        months(NOTES_MONTHS),
        Then.DELETED,
        "Nothing is left of them; the trail says that there were some.",
        months(1),
        months(12),
        "working-notes",
    ),
    Keeping(
        Kept.EVALUATION,
        "Self-evaluations, raters’ and partners’ views, the challenge record",
        "Judgements, evidence, next steps and comments, with who wrote them; the focus, questions and timetable of a "
        "visit; notes on steps, reasons for withdrawing.",
        _ROUND,
        "So that a school can lay a round over the ones before it and see what has moved.",
        months(72),
        Then.EMPTIED,
        "Every judgement and every word is deleted, in the trail as well. That the school took part, and when it "
        "submitted, stays.",
        months(12),
        months(120),
        "evaluation",
    ),
    Keeping(
        Kept.REPORT,
        "Released reports",
        "Each released version in every format, whom it was released to, and addresses that were given out.",
        _ROUND,
        "They were released as they are; readers and governors go back to them.",
        months(72),
        Then.DELETED,
        "Every format of every version is deleted. The log of who read it has a time of its own.",
        months(12),
        months(180),
        "report",
    ),
    Keeping(
        Kept.ACTIONS,
        "Actions",
        "What a school set out to do, who sees to it, by when, and how it will know.",
        _ROUND,
        "Plans run on after a round, and the next round looks back at them.",
        months(72),
        Then.DELETED,
        "They are deleted, in the trail as well.",
        months(12),
        months(120),
        "actions",
    ),
    Keeping(
        Kept.FACT_CHECKS,
        "Fact-checks of reports",
        "What a school asked to be corrected, what became of each point, and who signed off.",
        _ROUND,
        "For as long as the evaluation that it belongs to can be read, people can see how its facts were put right.",
        months(72),
        Then.DELETED,
        "They are deleted; the trail keeps who did what and when.",
        months(12),
        months(120),
        "evaluation",
    ),
    Keeping(
        Kept.EXCELLENCE,
        "Areas of excellence",
        "What was put forward, what the reviewers said of it, and whether the school lets it be listed.",
        _ROUND,
        "It is listed for two years at most and out of the directory when the school says so; then people can still "
        "see what it was based on.",
        months(72),
        Then.DELETED,
        "They are deleted; the trail keeps who did what and when.",
        months(12),
        months(120),
        "evaluation",
    ),
    Keeping(
        Kept.WORKSHOPS,
        "Workshops and impact checks",
        "Who led and took part, cards and votes with who gave them, and what came of each action.",
        _ROUND,
        "The next round looks back at what came of the actions; what they came from helps to understand it.",
        months(72),
        Then.DELETED,
        "They are deleted, in the trail as well.",
        months(12),
        months(120),
        "actions",
    ),
    Keeping(
        Kept.EVIDENCE,
        "Evidence libraries",
        "What a school keeps to show: titles, notes, links and files, and the statements that they speak to.",
        "after it was last changed, attached or put away",
        "A school goes back to what it could show, round after round.",
        months(72),
        Then.DELETED,
        "It is deleted with its file, in the trail as well; not while a self-evaluation that is still kept holds it.",
        months(12),
        months(120),
    ),
    Keeping(
        Kept.UPLOADS,
        "Uploaded workbooks",
        "What was read from a workbook for the preview, with the name of its file.",
        "after it was uploaded",
        "Only until its owner has looked at the preview. What was applied is in the evaluation.",
        days(1),
        Then.DELETED,
        "The copy is deleted. Whoever has not applied it by then uploads it again.",
        days(1),
        days(30),
    ),
    Keeping(
        Kept.FRAMEWORK_DRAFTS,
        "Frameworks that are being put together",
        "What was understood of a file, doubts about it, corrections, the file’s name, and who last worked on it.",
        "after it was last changed",
        "So that a framework can be put right over some months. What is published stays: rounds stand on it.",
        months(12),
        Then.DELETED,
        "The draft is deleted. Whoever still wants it loads the file again.",
        months(1),
        months(24),
    ),
    Keeping(
        Kept.REVIEWERS,
        "Profiles of reviewers",
        "What somebody says of themselves as a reviewer: training, days away, what they bring, and which schools they "
        "had better not review, with why.",
        "after its owner last saved it",
        "So that they can be asked. Whoever does not look at it for so long is no longer asked.",
        months(24),
        Then.DELETED,
        "It is deleted with its reasons, in the trail as well. Its owner deletes it at any time by leaving the pool.",
        months(6),
        months(60),
    ),
    Keeping(
        Kept.CASES,
        "Cases that reviewers judged alone",
        "Which level somebody in a pool gave each short case, and when.",
        "after they judged them",
        "So that they find their own leaning again, and nobody judges a second time after seeing the panel.",
        months(24),
        Then.DELETED,
        "It is deleted, and leaving a pool does not do so before. The trail says when somebody judged cases, never "
        "how; after so long they can be judged afresh.",
        months(6),
        months(60),
    ),
    Keeping(
        Kept.SCHOOL_CONFLICTS,
        "Reviewers whom a school would rather not have",
        "That a school named somebody of the pool who had better not review it, who named them, when, and why.",
        "after the school said so",
        "So that they are not asked, also when they have left the pool and come back. A school that still means it "
        "says it again.",
        months(36),
        Then.DELETED,
        "It is deleted, and the name in the trail with it. The school takes it back at any time.",
        months(12),
        months(60),
    ),
    Keeping(
        Kept.GROUPS,
        "Groups that were worked out",
        "By which rules groups of schools were formed for a round, which pairs were kept apart and why, who did it.",
        "after they were last changed",
        "So that a school can see why it is with whom, and the next groups begin from the same rules.",
        months(18),
        Then.DELETED,
        "They are deleted. Who looked at whom in a round stays with the round.",
        months(6),
        months(36),
    ),
    Keeping(
        Kept.INVITATIONS,
        "Invitations",
        "The name and e-mail address of somebody who was invited, the role, and who invited them.",
        "after it was accepted, withdrawn or ran out",
        "So that a question about who was let in, and by whom, can still be answered.",
        months(3),
        Then.DELETED,
        "It is deleted. Whoever accepted has an account and a role, which stay.",
        months(1),
        months(12),
    ),
    Keeping(
        Kept.MAIL_WORDS,
        "What mails say",
        "Titles, dates and links; never what anybody wrote.",
        "when the mail has gone",
        "Links may let somebody in, so nothing of them is kept.",
        Period(),
        Then.EMPTIED,
        "Only the subject is kept; every other word is forgotten.",
    ),
    Keeping(
        Kept.MAILS,
        "That a mail went",
        "To whom, of what kind, its subject, when, and whether the mail server took it.",
        "after it was sent or given up",
        "So that nobody is told the same thing twice, and a mail that never came can be looked into.",
        months(13),
        Then.DELETED,
        "It is deleted.",
        months(1),
        months(24),
    ),
    Keeping(
        Kept.BROWSERS,
        "Where people are signed in",
        "The kind of browser and since when. No network address.",
        "after the sign-in has ended",
        "So that you can see where you are signed in, and end it there.",
        days(1),
        Then.DELETED,
        "It is deleted. A sign-in itself ends after 12 hours.",
        days(1),
        days(30),
    ),
    Keeping(
        Kept.COMPLAINTS,
        "Complaints and answers",
        "What somebody complained of, who answered, and what was said.",
        "after it was closed or withdrawn",
        "So that it can be shown how it was dealt with, if the same comes up again or somebody takes it further.",
        months(36),
        Then.DELETED,
        "All words of it are deleted. The trail says that there was one, and when each step was taken.",
        months(12),
        months(84),
    ),
    Keeping(
        Kept.HOLDS,
        "Holds",
        "That deletion was stopped for a round, by whom and why.",
        "after the hold was ended",
        "So that it can be shown why something was kept longer than this page says.",
        months(36),
        Then.DELETED,
        "It is deleted; the trail says that there was one.",
        months(12),
        months(84),
    ),
    Keeping(
        Kept.DISCLOSURES,
        "The log of who has read a school’s work",
        "Who from outside read, downloaded or was sent what of a school, when, and by which role.",
        "after the reading",
        "A school may have to show for years who has had what from it.",
        months(120),
        Then.DELETED,
        "It is deleted, reading by reading.",
        months(72),
        months(240),
    ),
    Keeping(
        Kept.TRAIL,
        "The trail of changes",
        "Who changed what, when, field by field.",
        "after the change",
        "So that it stays known who decided what. The words in it go with the thing that they were written in.",
        months(120),
        Then.DELETED,
        "It is deleted, change by change.",
        months(72),
        months(240),
    ),
    Keeping(
        Kept.PEOPLE,
        "Accounts and roles",
        "Name, e-mail address, how somebody signs in, how they want their mail, and which roles they held from when to "
        "when.",
        "",
        "Names stand beside what was decided, and others rely on that. A role ends on its day, and lets nobody in "
        "afterwards.",
        None,
        Then.KEPT,
        "No clock ends it: somebody who wants to be forgotten asks whoever runs this copy of Plait.",
    ),
    Keeping(
        Kept.TOGETHER,
        "Partnerships, rounds and agreements",
        "Which schools worked together from when to when, who sees what in a round, and who signed.",
        "",
        "On this ground schools saw each other’s work.",
        None,
        Then.KEPT,
        "No clock ends it. It holds nothing that a school wrote of itself.",
    ),
)
"""Every kind, in the order of the page."""

BY_KIND: Mapping[Kept, Keeping] = {row.kind: row for row in TABLE}
_CHOICE = re.compile(r"([a-z-]+)\s*=\s*(\d{1,4})\s*(days?|months?|years?)")


def with_choices(text: str) -> dict[Kept, Keeping]:
    """The table with an installation's own periods: ``complaints=4 years, workbook-uploads=7 days``.

    Raises ``ValueError`` that names the first choice that is not understood, not known or out of bounds.
    """
    found = dict(BY_KIND)
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = _CHOICE.fullmatch(part)
        if match is None:
            raise ValueError(f"“{part}” is not understood; write it like “complaints=4 years” or “mails=6 months”.")
        name, number, unit = match[1], int(match[2]), match[3].rstrip("s")
        row = found[Kept(name)] if name in set(Kept) else None
        if row is None or row.least is None or row.most is None:
            free = ", ".join(kind.value for kind, item in BY_KIND.items() if item.least is not None)
            raise ValueError(f"“{name}” has no time that can be chosen; those that have are {free}.")
        chosen = days(number) if unit == "day" else months(number * (12 if unit == "year" else 1))
        if not row.least.length <= chosen.length <= row.most.length:
            raise ValueError(f"“{name}” is kept between {row.least.words} and {row.most.words}, not {chosen.words}.")
        found[row.kind] = replace(row, period=chosen)
    return found


def notes_period(definition: ProgrammeDefinition, table: Mapping[Kept, Keeping] = BY_KIND) -> Period:
    """For how long after a round of this programme closes its working notes are kept."""
    return table[Kept.WORKING_NOTES].period_for(definition) or months(NOTES_MONTHS)


def notes_deleted_on(
    definition: ProgrammeDefinition, closed_on: date | None, table: Mapping[Kept, Keeping] = BY_KIND
) -> date | None:
    """The day on which the working notes of a round are deleted; ``None`` while it is open."""
    return over_on(table[Kept.WORKING_NOTES], definition, closed_on)
