"""The visibility contract: for each kind of artefact, in each phase, who may see how much of it.

One contract is data of a programme and pinned by every round. It is the only definition: the row filters
(``plait.partnerships.sight``), pages, documents, exports, counts, mails and feeds all ask it, and the words that a
head signs are made from it (``plait.domain.contract_words``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Sight(IntEnum):
    """How much somebody may see. Ordered: each step includes the ones before."""

    HIDDEN = 0
    EXISTENCE = 1  # that it is there, and how far it is
    ROLLUP = 2  # counted in with others, where no single school can be told
    READ = 3
    COMMENT = 4  # read, and write beside it

    @property
    def key(self) -> str:
        return SIGHT_KEYS[self]


SIGHT_KEYS = {
    Sight.HIDDEN: "hidden",
    Sight.EXISTENCE: "existence",
    Sight.ROLLUP: "roll-up",
    Sight.READ: "read",
    Sight.COMMENT: "comment",
}


class Artefact(StrEnum):
    """A kind of thing that sight is decided for."""

    SELF_JUDGEMENT = "self-judgement"
    EVIDENCE = "evidence"  # and the next steps written beside it
    RATER_VIEW = "rater-view"
    PEER_VIEW = "peer-view"
    WORKING_NOTE = "working-note"
    FOCUS = "focus"  # what a school chooses for a visit and shares before it
    HYPOTHESIS = "hypothesis"  # what those who come think beforehand, and what would change their mind
    VISIT = "visit"  # its dates and timetable
    CHALLENGE = "challenge"
    REPORT = "report"
    ACTION = "action"
    SURVEY_RESULT = "survey-result"
    NEED = "need"
    CONCERN = "concern"
    SIGNAL = "signal"  # what is counted over groups of a round, and told its lead as a question


class Phase(StrEnum):
    """Where an artefact stands, as far as sight depends on it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    OPEN = "open"  # being written by several people, unseen by each other
    REVEALED = "revealed"
    KEPT = "kept"
    RECORDED = "recorded"
    RELEASED = "released"
    PLANNED = "planned"


PHASES: Mapping[Artefact, tuple[Phase, ...]] = {
    Artefact.SELF_JUDGEMENT: (Phase.DRAFT, Phase.SUBMITTED),
    Artefact.EVIDENCE: (Phase.DRAFT, Phase.SUBMITTED),
    Artefact.RATER_VIEW: (Phase.OPEN, Phase.REVEALED),
    Artefact.PEER_VIEW: (Phase.OPEN, Phase.REVEALED),
    Artefact.WORKING_NOTE: (Phase.KEPT,),
    Artefact.FOCUS: (Phase.DRAFT, Phase.SUBMITTED),
    Artefact.HYPOTHESIS: (Phase.OPEN, Phase.REVEALED),
    Artefact.VISIT: (Phase.PLANNED,),
    Artefact.CHALLENGE: (Phase.RECORDED,),
    Artefact.REPORT: (Phase.DRAFT, Phase.RELEASED),
    Artefact.ACTION: (Phase.PLANNED,),
    Artefact.SURVEY_RESULT: (Phase.OPEN, Phase.REVEALED),
    Artefact.NEED: (Phase.RECORDED,),
    Artefact.CONCERN: (Phase.RECORDED,),
    Artefact.SIGNAL: (Phase.REVEALED,),
}
"""The phases that each kind of artefact goes through, in order."""


class Relation(StrEnum):
    """What a person is to a school's artefact in one round. One person may be several things at once."""

    HEAD = "head"
    LEADER = "leader"
    STAFF = "staff"
    GOVERNOR = "governor"
    AUTHOR = "author"  # of a peer view or working note: those who review for the school that wrote it
    REVIEWER = "reviewer"  # those who review for a partner school
    MEMBER = "member"  # anybody with a role at another school of the round
    LEAD = "lead"
    PROVIDER = "provider"
    FACILITATOR = "facilitator"
    AREA_OFFICER = "area-officer"
    BROKER = "broker"
    BOARD = "board"


OWN = frozenset({Relation.HEAD, Relation.LEADER, Relation.STAFF, Relation.GOVERNOR})
"""People of the school itself. Their sight needs no signature: nothing leaves the school."""

AUDIENCES = tuple(relation for relation in Relation if relation is not Relation.AUTHOR)
"""Those to whom a report can be released."""


@dataclass(frozen=True, slots=True)
class ReleaseTerms:
    """What a school may do with its report. ``may``: audiences that it can choose; ``must``: those that every
    release goes to; ``by_link``: whether it can give an address that opens without signing in."""

    may: tuple[Relation, ...] = ()
    must: tuple[Relation, ...] = ()
    by_link: bool = True


Line = tuple[Artefact, Phase, Relation]


@dataclass(frozen=True, slots=True)
class Flaw:
    """What makes no sense, as a sentence, and where in the plain data it is said: ``("sees", "report", "draft")``."""

    where: tuple[str | int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Contract:
    """Who sees what. What is not in ``lines`` is hidden."""

    lines: Mapping[Line, Sight]
    release: ReleaseTerms = field(default_factory=ReleaseTerms)

    def sight(self, artefact: Artefact, phase: Phase, relations: Iterable[Relation]) -> Sight:
        """The most that anybody standing in these relations may see of it."""
        return max(
            (self.lines.get((artefact, phase, relation), Sight.HIDDEN) for relation in relations),
            default=Sight.HIDDEN,
        )

    def relations(self, artefact: Artefact, phase: Phase, at_least: Sight) -> frozenset[Relation]:
        """Everybody who may see at least so much of it."""
        return frozenset(
            relation
            for (kind, when, relation), sight in self.lines.items()
            if (kind, when) == (artefact, phase) and sight >= at_least
        )

    @property
    def signals(self) -> bool:
        """Whether heads sign that the lead is asked about groups that stand out, without reading what is counted."""
        return self.sight(Artefact.SIGNAL, Phase.REVEALED, [Relation.LEAD]) >= Sight.ROLLUP

    def counted_for_lead(self, artefact: Artefact, phase: Phase) -> bool:
        """Whether this may be counted for the lead's page about signals: the lead may read it, or heads sign for
        signals."""
        return self.signals or self.sight(artefact, phase, [Relation.LEAD]) >= Sight.READ

    @property
    def needs_signature(self) -> bool:
        """Whether anything at all leaves the school, so that its head must have signed first."""
        return any(_leaves(*line) for line, sight in self.lines.items() if sight) or bool(
            set(self.release.may + self.release.must) - OWN
        )

    def as_data(self) -> dict[str, object]:
        """The contract as plain data, in a fixed order: what is stored, and what ``fingerprint`` is of."""
        tree: dict[str, dict[str, dict[str, str]]] = {}
        for artefact, phases in PHASES.items():
            for phase in phases:
                row = {
                    relation.value: sight.key
                    for relation in Relation
                    if (sight := self.lines.get((artefact, phase, relation), Sight.HIDDEN))
                }
                if row:
                    tree.setdefault(artefact.value, {})[phase.value] = row
        release = {
            "may": [relation.value for relation in Relation if relation in self.release.may],
            "must": [relation.value for relation in Relation if relation in self.release.must],
            "by-link": self.release.by_link,
        }
        return {"sees": tree, "release": release}

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the contract. Two contracts that say the same have the same one."""
        return hashlib.sha256(json.dumps(self.as_data(), sort_keys=True).encode()).hexdigest()


def _leaves(artefact: Artefact, phase: Phase, relation: Relation) -> bool:
    """Whether a line is about somebody outside the school. Who writes a rater's view is of the school."""
    return relation not in OWN and (artefact, relation) != (Artefact.RATER_VIEW, Relation.AUTHOR)


def contract_from_data(data: Mapping[str, object]) -> Contract:
    """The contract in plain data as :meth:`Contract.as_data` gives it. Raises ``ValueError`` with every fault."""
    faults: list[str] = []
    lines: dict[Line, Sight] = {}
    sights = {key: sight for sight, key in SIGHT_KEYS.items()}

    def known(kind: type[StrEnum], key: object, what: str) -> StrEnum | None:
        if key in {item.value for item in kind}:
            return kind(str(key))
        faults.append(f"{key!r} is no {what}: choose one of {', '.join(item.value for item in kind)}.")
        return None

    sees = data.get("sees")
    for artefact_key, phases in (sees if isinstance(sees, Mapping) else {}).items():
        artefact = known(Artefact, artefact_key, "artefact")
        for phase_key, row in (phases if isinstance(phases, Mapping) else {}).items():
            phase = known(Phase, phase_key, "phase")
            if artefact is not None and phase is not None and phase not in PHASES[Artefact(artefact)]:
                faults.append(f"{artefact} is never {phase}: its phases are {', '.join(PHASES[Artefact(artefact)])}.")
            for relation_key, sight_key in (row if isinstance(row, Mapping) else {}).items():
                relation = known(Relation, relation_key, "relation")
                sight = sights.get(str(sight_key))
                if sight is None:
                    faults.append(f"{sight_key!r} is no sight: choose one of {', '.join(SIGHT_KEYS.values())}.")
                elif artefact is not None and phase is not None and relation is not None:
                    lines[Artefact(artefact), Phase(phase), Relation(relation)] = sight
    terms = data.get("release")
    given: Mapping[str, object] = terms if isinstance(terms, Mapping) else {}
    chosen: dict[str, tuple[Relation, ...]] = {}
    for key in ("may", "must"):
        listed = given.get(key)
        found = [known(Relation, item, "relation") for item in (listed if isinstance(listed, list | tuple) else ())]
        chosen[key] = tuple(relation for relation in Relation if relation in found)
    contract = Contract(
        {line: sight for line, sight in lines.items() if sight},
        ReleaseTerms(chosen["may"], chosen["must"], given.get("by-link", True) is not False),
    )
    faults += soundness_faults(contract)
    if faults:
        raise ValueError("\n".join(dict.fromkeys(faults)))
    return contract


def soundness_faults(contract: Contract) -> list[str]:
    """What no contract may say, as sentences: these rules hold in every programme."""
    return [flaw.text for flaw in soundness_flaws(contract)]


def soundness_flaws(contract: Contract) -> list[Flaw]:
    """The same, each with the place in the contract's data that says it."""
    return [
        *_flaws_of_own(contract),
        *_flaws_of_secrets(contract),
        *_flaws_of_sights(contract),
        *_flaws_of_release(contract),
    ]


def _flaws_of_own(contract: Contract) -> list[Flaw]:
    """A school's own head reads what the school wrote, whoever else does."""
    return [
        Flaw(
            ("sees", artefact.value, phase.value),
            f"The school’s own head must be able to read its {artefact} while {phase}.",
        )
        for artefact in (Artefact.SELF_JUDGEMENT, Artefact.EVIDENCE)
        for phase in PHASES[artefact]
        if contract.sight(artefact, phase, [Relation.HEAD]) < Sight.READ
    ]


def _flaws_of_secrets(contract: Contract) -> list[Flaw]:
    """Views that must stay independent, and notes that belong to those who wrote them."""
    flaws = []
    for artefact in (Artefact.PEER_VIEW, Artefact.RATER_VIEW):
        early = contract.relations(artefact, Phase.OPEN, Sight.ROLLUP) - {Relation.AUTHOR}
        if early:
            flaws.append(
                Flaw(
                    ("sees", artefact.value, Phase.OPEN.value),
                    f"A {artefact} must stay unseen until all are in, also for {', '.join(sorted(early))}: "
                    "whoever reads another’s view first no longer has an independent one.",
                )
            )
    notes = contract.relations(Artefact.WORKING_NOTE, Phase.KEPT, Sight.EXISTENCE) - {Relation.AUTHOR}
    if notes:
        flaws.append(
            Flaw(
                ("sees", Artefact.WORKING_NOTE.value, Phase.KEPT.value),
                f"Working notes belong to those who wrote them, not to {', '.join(sorted(notes))}.",
            )
        )
    early = contract.relations(Artefact.HYPOTHESIS, Phase.OPEN, Sight.EXISTENCE) - {Relation.REVIEWER}
    if early:
        flaws.append(
            Flaw(
                ("sees", Artefact.HYPOTHESIS.value, Phase.OPEN.value),
                f"Hypotheses belong to those who come until they share them, not to {', '.join(sorted(early))}.",
            )
        )
    return flaws


def _flaws_of_sights(contract: Contract) -> list[Flaw]:
    """Degrees of sight that an artefact cannot have."""
    flaws = []
    for (artefact, phase, relation), sight in contract.lines.items():
        where = ("sees", artefact.value, phase.value, relation.value)
        if artefact is Artefact.SELF_JUDGEMENT:
            continue
        if artefact is Artefact.SIGNAL:
            flaws += _flaws_of_signals(where, relation, sight)
            continue
        if sight is Sight.ROLLUP:
            flaws.append(
                Flaw(where, f"Only self-judgements and signals can be rolled up; {artefact} cannot, for {relation}.")
            )
        if sight is Sight.COMMENT and artefact is not Artefact.REPORT:
            flaws.append(
                Flaw(where, f"Only self-judgements and reports can be commented on; {artefact} cannot, by {relation}.")
            )
    return flaws


def _flaws_of_signals(where: tuple[str, ...], relation: Relation, sight: Sight) -> list[Flaw]:
    """They are counts, for the lead alone: there is nothing to read, and no list for anybody else."""
    if relation is not Relation.LEAD:
        return [Flaw(where, f"Signals are for the partnership lead alone, not for {relation}.")]
    if sight not in (Sight.HIDDEN, Sight.ROLLUP):
        return [Flaw(where, f"Signals are counts over several schools: give lead “roll-up”, not “{sight.key}”.")]
    return []


def _flaws_of_release(contract: Contract) -> list[Flaw]:
    """Where a report can go, and who may read it there, must be the same people."""
    flaws = []
    going = {*contract.release.may, *contract.release.must}
    if Relation.AUTHOR in going:
        key = "may" if Relation.AUTHOR in contract.release.may else "must"
        flaws.append(
            Flaw(
                ("release", key),
                "A report is released to people by their role in the round, and “author” is no such role.",
            )
        )
    for relation in sorted({*contract.release.may} & {*contract.release.must}):
        flaws.append(
            Flaw(("release", "may"), f"Every release goes to {relation} already (“must”): take it out of “may”.")
        )
    released = contract.relations(Artefact.REPORT, Phase.RELEASED, Sight.READ) - {Relation.AUTHOR}
    for relation in sorted(released - OWN - going):
        flaws.append(
            Flaw(
                ("sees", "report", "released", relation.value),
                f"{relation} may read released reports, but a release can never go there: add it to “may” or “must”.",
            )
        )
    for relation in sorted(going - released - {Relation.AUTHOR}):
        flaws.append(
            Flaw(
                ("release", "must" if relation in contract.release.must else "may"),
                f"A release can go to {relation}, who may not read released reports: add it under “report: released”.",
            )
        )
    return flaws


def readable_phases(contract: Contract, artefact: Artefact, relations: Collection[Relation]) -> tuple[Phase, ...]:
    """The phases of an artefact in which somebody in these relations may read it."""
    return tuple(phase for phase in PHASES[artefact] if contract.sight(artefact, phase, relations) >= Sight.READ)
