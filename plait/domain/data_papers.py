"""Data protection papers as values: an impact assessment and a record of processing, filled in with what Plait knows.

What only whoever runs an installation can know is left as a blank (:func:`blank`), never guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plait.domain.contract_words import WHO
from plait.domain.programmes import ProgrammeDefinition
from plait.domain.releases import READERS
from plait.domain.retention import THEN_WORDS, Keeping, Kept, Period
from plait.domain.visibility import PHASES, Artefact, Phase, Relation, Sight
from plait.domain.wording import listed, opening

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Column heads, and rows."""

ARTEFACT_WORDS = {
    (Artefact.SELF_JUDGEMENT, Phase.DRAFT): "Judgements of a school on itself, draft",
    (Artefact.SELF_JUDGEMENT, Phase.SUBMITTED): "Judgements of a school on itself, submitted",
    (Artefact.EVIDENCE, Phase.DRAFT): "Evidence and next steps, draft",
    (Artefact.EVIDENCE, Phase.SUBMITTED): "Evidence and next steps, submitted",
    (Artefact.RATER_VIEW, Phase.OPEN): "What single raters say, before all are in",
    (Artefact.RATER_VIEW, Phase.REVEALED): "What single raters say, once all are in",
    (Artefact.PEER_VIEW, Phase.OPEN): "A partner’s view, before all are in",
    (Artefact.PEER_VIEW, Phase.REVEALED): "Partners’ views, once all are in",
    (Artefact.WORKING_NOTE, Phase.KEPT): "Reviewers’ working notes",
    (Artefact.FOCUS, Phase.DRAFT): "A school’s focus and questions for a visit, while it is choosing",
    (Artefact.FOCUS, Phase.SUBMITTED): "A school’s focus, questions and what it shares before a visit, once shared",
    (Artefact.HYPOTHESIS, Phase.OPEN): "What visitors expect to find, until they share it",
    (Artefact.HYPOTHESIS, Phase.REVEALED): "What visitors expected to find, once shared",
    (Artefact.VISIT, Phase.PLANNED): "Dates and timetable of a visit, with names",
    (Artefact.CHALLENGE, Phase.RECORDED): "What was agreed after talking, and why",
    (Artefact.REPORT, Phase.DRAFT): "The report, before it is released",
    (Artefact.REPORT, Phase.RELEASED): "The report, once its school releases it to them",
    (Artefact.ACTION, Phase.PLANNED): "Actions",
    (Artefact.SURVEY_RESULT, Phase.OPEN): "Answers to a survey, while it runs",
    (Artefact.SURVEY_RESULT, Phase.REVEALED): "Results of a survey",
    (Artefact.NEED, Phase.RECORDED): "Needs",
    (Artefact.CONCERN, Phase.RECORDED): "Concerns",
    (
        Artefact.SIGNAL,
        Phase.REVEALED,
    ): "Questions about groups of schools that stand out: counts, no levels, no words",
}


@dataclass(frozen=True, slots=True)
class Installation:
    """What an installation knows of itself. ``mail`` and ``sign_on`` are empty where none is set up."""

    address: str
    stored: str
    encrypted_on_the_way: bool
    mail: str
    sign_on: str
    people: int
    schools: int
    partnerships: int
    programmes: tuple[ProgrammeDefinition, ...]
    in_use: bool
    """The programmes are those that partnerships have started; else those that could be."""
    table: Mapping[Kept, Keeping]


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    made_on: date
    sections: tuple[Section, ...]


def blank(what: str) -> str:
    """The mark for what only whoever runs the installation knows."""
    return f"[to fill in: {what}]"


def _who(relation: Relation) -> str:
    return READERS.get(relation) or WHO[relation]


def _readers(definitions: Sequence[ProgrammeDefinition], artefact: Artefact, phase: Phase) -> str:
    """Who reads it in every one of these programmes, and who in some; in the order of relations."""
    least = Sight.ROLLUP if artefact is Artefact.SIGNAL else Sight.READ  # there is nothing of it but counts
    each = [definition.contract.relations(artefact, phase, least) for definition in definitions]
    always = frozenset.intersection(*each)
    words = opening(listed([_who(item) for item in Relation if item in always]))
    sometimes = [_who(item) for item in Relation if any(item in found for found in each) and item not in always]
    if not sometimes:
        return words or "Nobody"
    return (
        f"{words}; in some programmes also {listed(sometimes)}" if words else f"In some programmes {listed(sometimes)}"
    )


def readers_table(definitions: Collection[ProgrammeDefinition]) -> Table:
    """Each kind of thing that these programmes bring forth, in each phase, with those who may read it."""
    rows = []
    for artefact in Artefact:
        having = [definition for definition in definitions if artefact in definition.artefacts]
        for phase in PHASES[artefact] if having else ():
            rows.append((ARTEFACT_WORDS[artefact, phase], _readers(having, artefact, phase)))
    return ("What", "Who may read it"), tuple(rows)


def kept_table(table: Mapping[Kept, Keeping]) -> Table:
    """The retention table as a paper has it."""
    return (
        ("What", "What is in it", "How long", "And then"),
        tuple(
            (
                row.title,
                row.about,
                "no time limit" if row.period is None else f"{row.period.words} {row.starts}",
                THEN_WORDS[row.then],
            )
            for row in table.values()
        ),
    )


def _own_times(found: Installation) -> tuple[str, ...]:
    """What programmes say of their rounds, which goes before the table."""
    titles = {row.key: row.title for row in found.table.values() if row.key}
    said = [
        f"{definition.title}: "
        + listed(
            [f"{titles[key].lower()} {Period(months=number).words}" for key, number in definition.retention.items()]
        )
        for definition in found.programmes
        if definition.retention
    ]
    return (f"Some programmes say their own times after a round has closed. {'; '.join(said)}.",) if said else ()


def _programmes(found: Installation) -> str:
    titles = listed([definition.title for definition in found.programmes])
    if found.in_use:
        return f"Partnerships here work by: {titles}."
    return f"No partnership has started a programme yet. Those that could be started are: {titles}."


def _processors(found: Installation) -> Table:
    return (
        ("Who", "For what", "What they get", "Where, and under which contract"),
        (
            (
                blank("who runs the machine"),
                "Keeps the database and the files",
                "Everything",
                blank("country, contract"),
            ),
            (
                found.mail or "No mail server is set up",
                "Delivers mail",
                "Names, addresses, titles, dates, links; never what anybody wrote",
                blank("country, contract") if found.mail else "–",
            ),
            (
                found.sign_on or "No provider of single sign-on is set up",
                "Signs people in",
                "That somebody signs in to Plait, and when",
                blank("country, contract") if found.sign_on else "–",
            ),
        ),
    )


MEASURES = (
    "Who sees what is data of the programme, shown before anybody writes, signed by each head and the same for "
    "pages, files, "
    "counts, mails and the programming interface.",
    "Whatever somebody from outside a school reads of it is in a log that the school can read.",
    "Whoever changed what is in a trail, field by field.",
    "Passwords are kept as slow hashes; passkeys, authenticator apps and recovery codes can be added; attempts are "
    "throttled; network addresses are not kept.",
    "Partners’ views leave the database for nobody but their authors until all are in.",
    "Numbers of several schools are told for five or more only.",
    "What has been kept long enough is deleted by itself, and the trail counts it.",
)


def _measures(found: Installation) -> tuple[str, ...]:
    way = (
        "Browsers reach Plait over https only."
        if found.encrypted_on_the_way
        else "Plait’s address does not begin with https: until it does, what people read and write can be read on "
        "the way."
    )
    return (*MEASURES, way, f"Encryption of disks and backups: {blank('yes or no, and how')}.")


def record_of_processing(found: Installation, made_on: date) -> Paper:
    """What Article 30 of the UK GDPR asks a controller to write down."""
    return Paper(
        "Record of processing: Plait",
        made_on,
        (
            Section(
                "Who answers for it",
                (
                    f"Controller: "
                    f"{blank('name and address; often each school for its own work, and the partnership together')}.",
                    f"Data protection officer: {blank('name and how to reach them')}.",
                    f"Plait runs at {found.address}.",
                ),
            ),
            Section(
                "What for, and on what ground",
                (
                    "Schools evaluate themselves, review each other and plan what to do, round after round.",
                    _programmes(found),
                    f"Lawful basis: "
                    f"{blank('for maintained schools and academies usually public task, Article 6(1)(e)')}.",
                ),
            ),
            Section(
                "Whose data",
                (
                    f"People with an account: {found.people}, at {found.schools} schools in {found.partnerships} "
                    "partnerships that have members here.",
                    "Heads, leaders, staff and governors of schools; leads of partnerships; people who work for a "
                    "programme "
                    "or an area. Nobody is to be named in what schools write, pupils least of all; people may still be "
                    "recognised there.",
                ),
            ),
            Section("Which data, and how long", _own_times(found), kept_table(found.table)),
            Section(
                "Who can read what schools write",
                ("By the agreements that heads sign. Nobody else, administrators included.",),
                readers_table(found.programmes),
            ),
            Section("Who else gets anything", (), _processors(found)),
            Section("Sent abroad", (blank("nothing, or what, where to and on what ground"),)),
            Section("How it is kept safe", (f"Stored in: {found.stored}.", *_measures(found))),
        ),
    )


RISKS: tuple[tuple[str, str], ...] = (
    (
        "What a school says frankly of itself reaches somebody whom it did not expect, or is used against it.",
        "The agreement on who sees what is signed first and locked for the round; a head can withdraw; the log shows "
        "each "
        "reading; a report leaves the school only when its head releases it.",
    ),
    (
        "Somebody can be recognised in evidence, a view, a note, a file or a photo that is attached: a teacher of a "
        "small subject, a child.",
        "Pages ask for no names; working notes are apart from the report and go after some months; copies for "
        "requests have "
        "names taken out; whoever finds themselves there can complain and is answered.",
    ),
    (
        "Somebody else signs in with a head’s account.",
        "Passkeys and authenticator apps; throttling; a list of browsers and one press to sign out everywhere.",
    ),
    (
        "Staff feel watched.",
        "The log is about readers from outside a school. When somebody signs in, and for how long, is shown to "
        "nobody else.",
    ),
    (
        "Things are kept because nobody throws them away.",
        "One table says how long; the worker deletes; a hold is a decision with a reason that others read.",
    ),
    (
        "The machine or a backup is lost or stolen.",
        "Nothing of this is in Plait’s hands.",
    ),
)


def impact_assessment(found: Installation, made_on: date) -> Paper:
    """What Article 35(7) of the UK GDPR asks for: the processing, whether it is needed, the risks, the measures."""
    return Paper(
        "Data protection impact assessment: Plait",
        made_on,
        (
            Section(
                "Before you begin",
                (
                    "This is a draft. It holds what Plait knows of itself at this moment; what only you know is marked "
                    "“to fill in”. Ask your data protection officer, and some of the people whom it is about.",
                    f"Filled in by {blank('name, role, day')}. Advice of the data protection officer: "
                    f"{blank('what they said')}.",
                ),
            ),
            Section(
                "What happens",
                (
                    "A school evaluates itself, partner schools look at it and say what they see, both talk it "
                    "through, and "
                    "the school plans what to do. A report is made, and its head decides who gets it.",
                    _programmes(found),
                    f"It runs at {found.address}; data lie in {found.stored}. {found.people} people have an account.",
                ),
            ),
            Section("Which data, and how long", _own_times(found), kept_table(found.table)),
            Section(
                "Who can read what schools write",
                ("By the agreements that heads sign before anybody writes.",),
                readers_table(found.programmes),
            ),
            Section("Who else gets anything", (), _processors(found)),
            Section(
                "Is it needed, and no more than that",
                (
                    "No pupil’s data are asked for, no special kinds of data, and nothing is decided about anybody "
                    "by a "
                    "machine. Accounts hold a name and an e-mail address.",
                    f"Why the same could not be reached with less: {blank('your reasons')}.",
                    f"Lawful basis: {blank('usually public task, Article 6(1)(e)')}.",
                    "People read how long things are kept and who sees what before they sign in, take a copy of all "
                    "that is "
                    "held about them at once, and complain; the 30 days to acknowledge are counted.",
                    f"Whom you asked, and what they said: {blank('staff, governors, partner schools')}.",
                ),
            ),
            Section(
                "What could go wrong",
                (),
                (
                    ("Risk", "What Plait does about it", "How likely, how bad", "What you add"),
                    tuple(
                        (risk, measure, blank("low, medium, high"), blank("your measures")) for risk, measure in RISKS
                    ),
                ),
            ),
            Section("How it is kept safe", _measures(found)),
            Section(
                "Decision",
                (
                    f"What remains, and who accepts it: {blank('name, day')}.",
                    "If a high risk remains, the Information Commissioner’s Office is asked before you begin.",
                    f"To be looked at again on {blank('day; at the latest when a new programme is started')}.",
                ),
            ),
        ),
    )
