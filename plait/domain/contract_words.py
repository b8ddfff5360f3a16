"""A visibility contract in plain words: what a head reads before signing, and what every page says under its title."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from plait.domain.visibility import OWN, PHASES, Artefact, Contract, Phase, Relation, Sight
from plait.domain.wording import listed, opening

WHO = {
    Relation.HEAD: "your headteacher",
    Relation.LEADER: "your senior leaders",
    Relation.STAFF: "your staff",
    Relation.GOVERNOR: "your governors",
    Relation.AUTHOR: "those who wrote it",
    Relation.REVIEWER: "the heads and senior leaders of the schools that review you",
    Relation.MEMBER: "everybody with a role at the other schools of this round",
    Relation.LEAD: "your partnership lead",
    Relation.PROVIDER: "the diagnostic provider",
    Relation.FACILITATOR: "the improvement facilitator",
    Relation.AREA_OFFICER: "area officers",
    Relation.BROKER: "brokers of the area",
    Relation.BOARD: "the area’s board",
}
"""How the people in a relation are called when a school is spoken to."""

OF_THE_HOST = {
    Relation.HEAD: "its headteacher",
    Relation.LEADER: "its senior leaders",
    Relation.STAFF: "its staff",
    Relation.GOVERNOR: "its governors",
    Relation.REVIEWER: "all who reviewed it",
    Relation.MEMBER: "everybody with a role at the other schools of the round",
    Relation.LEAD: "the partnership lead",
    Relation.PROVIDER: "the diagnostic provider",
    Relation.FACILITATOR: "the improvement facilitator",
    Relation.AREA_OFFICER: "area officers",
    Relation.BROKER: "brokers of the area",
    Relation.BOARD: "the area’s board",
}
"""The same where somebody is spoken to who looks at the school."""

WHAT = {
    (Artefact.SELF_JUDGEMENT, Phase.DRAFT): "Your judgements while you are still writing",
    (Artefact.SELF_JUDGEMENT, Phase.SUBMITTED): "Your judgements once you submit them",
    (
        Artefact.EVIDENCE,
        Phase.DRAFT,
    ): "Your evidence, what is attached to it, and next steps while you are still writing",
    (Artefact.EVIDENCE, Phase.SUBMITTED): "Your evidence, what is attached to it, and next steps once you submit",
    (Artefact.RATER_VIEW, Phase.OPEN): "What each of your raters says, before all are in",
    (Artefact.RATER_VIEW, Phase.REVEALED): "What each of your raters said, once all are in",
    (Artefact.PEER_VIEW, Phase.OPEN): "A partner’s view of you, before every partner’s is in",
    (Artefact.PEER_VIEW, Phase.REVEALED): "Partners’ views of you, once all are in",
    (Artefact.WORKING_NOTE, Phase.KEPT): "Reviewers’ working notes about you",
    (Artefact.FOCUS, Phase.DRAFT): "Your focus and questions for the visit while you are still choosing",
    (
        Artefact.FOCUS,
        Phase.SUBMITTED,
    ): "Your focus and questions, and what you share before the visit, once you share them",
    (Artefact.HYPOTHESIS, Phase.OPEN): "What your visitors expect to find about you, until they share it",
    (Artefact.HYPOTHESIS, Phase.REVEALED): "What your visitors expected to find about you, once they share it",
    (Artefact.VISIT, Phase.PLANNED): "The dates and timetable of the visit to you",
    (Artefact.CHALLENGE, Phase.RECORDED): "What the challenge conversation decided, and why",
    (Artefact.REPORT, Phase.DRAFT): "Your report until you release it",
    (Artefact.REPORT, Phase.RELEASED): "Your report once you release it to them",
    (Artefact.ACTION, Phase.PLANNED): "Your actions",
    (Artefact.SURVEY_RESULT, Phase.OPEN): "Survey answers while the survey runs",
    (Artefact.SURVEY_RESULT, Phase.REVEALED): "Survey results",
    (Artefact.NEED, Phase.RECORDED): "What you say you need",
    (Artefact.CONCERN, Phase.RECORDED): "A concern about your school",
    (Artefact.SIGNAL, Phase.REVEALED): "Questions about groups of schools that stand out, once all views are in",
}

SIGNALS_SAY = (
    "{who} is asked whether a group of schools, by name, may be worth a conversation: where partners’ levels are the "
    "schools’ own far more often than in the other groups, or agreed levels rise from one round to the next with "
    "nothing new to see. The same may be asked of the round as a whole.",
    "{who} learns, in rounded numbers, how well partners agree in the round as a whole.",
    "If your group is named, that tells that levels in it were close, or rose. It never tells which level, what "
    "anybody wrote, what came of one school, or anything about a person; and groups are never put in order.",
    "Nothing is told before every school’s views are in and, for levels that rise, every conversation is agreed, or "
    "the round is closed. Nor is anything told where there are fewer than three groups or five schools to count, or of "
    "a group with fewer than three schools.",
)
"""What heads sign for where a contract speaks of signals: :mod:`plait.domain.signals_told` keeps to it."""

VERBS = {
    Sight.COMMENT: "can read and comment",
    Sight.READ: "can read",
    Sight.ROLLUP: "can see only counts for many schools together, never yours alone",
    Sight.EXISTENCE: "can see how far you are, not what it says",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One row of the contract in words. ``says``: a sentence for each degree of sight, the fullest first. Whoever is
    not named sees nothing."""

    artefact: Artefact
    phase: Phase
    what: str
    says: tuple[str, ...]


def people(relations: Collection[Relation]) -> str:
    """These people in words, in the fixed order of relations: ``your headteacher, governors and area officers``."""
    own = [WHO[relation] for relation in Relation if relation in relations and relation in OWN]
    others = [WHO[relation] for relation in Relation if relation in relations and relation not in OWN]
    return listed([*own[:1], *(words.removeprefix("your ") for words in own[1:]), *others]) or "nobody"


def clauses(contract: Contract, artefacts: Collection[Artefact]) -> tuple[Clause, ...]:
    """The contract, an artefact and phase at a time, for the artefacts that a programme brings forth."""
    found = []
    for artefact, phases in PHASES.items():
        if artefact not in artefacts:
            continue
        for phase in phases:
            if phase is Phase.RELEASED and not (contract.release.may or contract.release.must):
                continue  # there is nobody to release it to, as ``release_words`` says
            by_sight: dict[Sight, list[Relation]] = {}
            for relation in Relation:
                sight = contract.sight(artefact, phase, [relation])
                if sight:
                    by_sight.setdefault(sight, []).append(relation)
            says = [f"{opening(people(by_sight[sight]))} {VERBS[sight]}." for sight in VERBS if sight in by_sight]
            if artefact is Artefact.SIGNAL and by_sight:
                says = [said.format(who=opening(people([*by_sight.get(Sight.ROLLUP, ())]))) for said in SIGNALS_SAY]
            found.append(Clause(artefact, phase, WHAT[artefact, phase], tuple(says) or ("Nobody can see it.",)))
    return tuple(found)


def release_words(contract: Contract) -> tuple[str, ...]:
    """What a school may do with its report, and what it must, as sentences."""
    terms, says = contract.release, []
    if terms.must:
        says.append(f"When you release your report, it always goes to {people(terms.must)}.")
    if terms.may:
        more = "also " if terms.must else ""
        says.append(f"You can {more}choose to release it to {people(terms.may)}.")
    if not terms.must and not terms.may:
        says.append("Your report stays with your school; there is nobody in this programme to release it to.")
    else:
        says.append("Nobody else gets it from Plait, and nothing goes to anybody before you release it.")
    if terms.by_link:
        says.append("You can make an address that opens your released report without signing in, and it expires.")
    return tuple(says)


def readers(contract: Contract, artefact: Artefact, phase: Phase) -> str:
    """Who can read this, for the line under a page's title; at least the school's own."""
    return people(contract.relations(artefact, phase, Sight.READ))


def summary(contract: Contract) -> str:
    """The contract in a few sentences: who reads what the school writes, before and after it submits."""
    early = _readers_of_own_work(contract, Phase.DRAFT)
    later = _readers_of_own_work(contract, Phase.SUBMITTED) - early
    counted = contract.relations(Artefact.SELF_JUDGEMENT, Phase.SUBMITTED, Sight.ROLLUP) - early - later
    says = [f"Until you submit, only {people(early)} can read what you write."]
    if later:
        says.append(f"After that, {people(later)} can read it too, and nobody else.")
    elif counted or not early <= OWN:
        says.append("Submitting lets nobody else read it.")
    else:
        says = [f"Only {people(early)} can read what you write here."]
    if counted:
        says.append(
            f"Once you submit, {people(counted)} can see your judgements only counted together with those of other "
            "schools."
        )
    if contract.signals:
        says.append(
            "Your partnership lead is asked about groups of schools that stand out, and is shown nobody’s levels."
        )
    if not contract.needs_signature:
        says.append("Nothing leaves your school unless you release it.")
    return " ".join(says)


def _readers_of_own_work(contract: Contract, phase: Phase) -> frozenset[Relation]:
    """Who may read the school's judgements or its evidence in this phase."""
    return contract.relations(Artefact.SELF_JUDGEMENT, phase, Sight.READ) | contract.relations(
        Artefact.EVIDENCE, phase, Sight.READ
    )


OUTSIDE_VERBS = {
    Sight.COMMENT: "You can read and comment on",
    Sight.READ: "You can read",
    Sight.ROLLUP: "Only counted together for many schools, you can see",
    Sight.EXISTENCE: "You can see how far schools are with, not what is in,",
}
RELEASED_TO_THEM = WHAT[Artefact.REPORT, Phase.RELEASED]
OWN_VERBS = OUTSIDE_VERBS | {Sight.EXISTENCE: "You can see how far your school is with, not what is in,"}


def one_sees(contract: Contract, relation: Relation, artefacts: Collection[Artefact]) -> tuple[str, ...]:
    """What somebody sees of their own school, or from outside of others, spoken to them: a sentence for each degree,
    and one for what they are asked."""
    verbs, about = (OWN_VERBS, _own_school) if relation in OWN else (OUTSIDE_VERBS, _of_others)
    by_sight: dict[Sight, list[str]] = {}
    for artefact, phases in PHASES.items():
        for phase in phases:
            sight = contract.sight(artefact, phase, [relation])
            if sight and artefact in artefacts and artefact is not Artefact.SIGNAL:
                by_sight.setdefault(sight, []).append(about(WHAT[artefact, phase]))
    says = [f"{verbs[sight]} {'; '.join(by_sight[sight])}." for sight in verbs if sight in by_sight]
    if Artefact.SIGNAL in artefacts and contract.sight(Artefact.SIGNAL, Phase.REVEALED, [relation]):
        says.append(
            "You are asked about groups of schools that stand out, once all views are in, and shown nobody’s levels."
        )
    return tuple(says)


def _own_school(what: str) -> str:
    """The school is spoken to, as everywhere."""
    what = what.replace(RELEASED_TO_THEM, "Your school’s report once it is released to you")
    return what[:1].lower() + what[1:]


def _of_others(what: str) -> str:
    """``Your judgements once you submit them`` → ``a school’s judgements once they submit them``."""
    words = what.replace(RELEASED_TO_THEM, "Your report once it is released to you")
    if words == what:
        words = re.sub(r"\b(of|about|to) you\b", r"\1 them", words)
        words = re.sub(r"\byou\b", "they", words)
    words = re.sub(r"^Your\b", "a school’s", words)
    words = re.sub(r"\byour\b", "their", words)
    return words[:1].lower() + words[1:]


def readers_of_views(contract: Contract) -> str:
    """Who reads what somebody writes about a partner school, spoken to them."""
    late = contract.relations(Artefact.PEER_VIEW, Phase.REVEALED, Sight.READ) - {Relation.AUTHOR}
    reading = listed([OF_THE_HOST[relation] for relation in Relation if relation in late])
    after = f"then {reading} can read it" if reading else "and nobody does afterwards"
    return (
        "What you write about a partner school is read by nobody but those who write it with you until every partner’s "
        f"view is in; {after}."
    )
