"""A programme as data: by which framework, which steps of the chain, who reviews whom, grades or not, who sees what.

Whatever differs between one way of working together and another is in a :class:`ProgrammeDefinition`, loaded from a
programme file (``plait.adapters.programme_files``); there is no branch in code for any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from plait.domain.frameworks import Framework, Labels
from plait.domain.raters import lets_ask, rater_flaws
from plait.domain.roles import Role
from plait.domain.steps import StepDefinition as StepDefinition
from plait.domain.steps import StepFor as StepFor
from plait.domain.steps import StepKind as StepKind
from plait.domain.steps import step_data, step_from_data
from plait.domain.visibility import Artefact, Contract, Flaw, Phase, Relation, Sight, contract_from_data
from plait.domain.words_only import in_words


class Pairing(StrEnum):
    """Who looks at whom."""

    NOBODY = "nobody"
    EVERYONE = "everyone"  # each school of the partnership is looked at by all the others
    RING = "ring"  # each looks at one and is looked at by another


PAIRING_WORDS = {
    Pairing.NOBODY: "nobody looks at another school",
    Pairing.EVERYONE: "every school is looked at by all the others",
    Pairing.RING: "each school looks at one and is looked at by another",
}


class Judging(StrEnum):
    """How judgements are given."""

    LEVELS = "levels"
    WORDS = "words"  # no grade: strengths and areas to consider alone


JUDGING_WORDS = {
    Judging.LEVELS: "by the levels of the framework",
    Judging.WORDS: "in words, without a grade",
}


RETENTION = {
    "working-notes": "reviewers’ working notes",
    "evaluation": "the school’s evaluation, what partners said of it and what was agreed",
    "report": "released reports",
    "actions": "actions",
}
"""What a programme can say how long to keep, by key, in words."""


def judged_as(framework: Framework, *, words: bool, labels: Labels) -> Framework:
    """The framework with these labels; with ``words``, without any level."""
    return replace(in_words(framework) if words else framework, labels=labels)


@dataclass(frozen=True, slots=True)
class ProgrammeDefinition:
    """One programme file. ``frameworks``: ``(id, version)`` of each that a round may be judged against, the usual one
    first. ``retention``: months that each kind of thing is kept after a round closes, by key of :data:`RETENTION`.
    """

    id: str
    version: str
    title: str
    about: str
    source: str
    frameworks: tuple[tuple[str, str], ...]
    steps: tuple[StepDefinition, ...]
    pairing: Pairing
    judging: Judging
    contract: Contract
    labels: Labels = field(default_factory=Labels)
    kinds: tuple[str, ...] = ()
    """Kinds of partnership that it suits; empty for any."""
    roles: tuple[Role, ...] = ()
    retention: Mapping[str, int] = field(default_factory=dict)

    def step(self, kind: StepKind) -> StepDefinition | None:
        """The step of this kind, if it is on. (Of milestones, the first.)"""
        return next((step for step in self.steps if step.kind is kind), None)

    def has(self, kind: StepKind) -> bool:
        return self.step(kind) is not None

    @property
    def in_words(self) -> bool:
        """Whether rounds have no level of any kind."""
        return self.judging is Judging.WORDS

    def judged(self, framework: Framework) -> Framework:
        """The framework as a round of this programme uses it: with its labels, and without levels where it has none."""
        return judged_as(framework, words=self.in_words, labels=self.labels)

    def enough(self, said: int, areas: int) -> bool:
        """Whether so many of the areas are enough to hand in: every one by levels; in words those that one looks at."""
        return said > 0 if self.in_words else said >= areas

    @property
    def name(self) -> str:
        """``peer-trio@1``."""
        return f"{self.id}@{self.version}"

    @property
    def order(self) -> tuple[int, ...]:
        """The version as numbers, so that 10 comes after 9."""
        return tuple(int(part) for part in self.version.split(".") if part.isdigit())

    @property
    def artefacts(self) -> tuple[Artefact, ...]:
        """What people write in Plait in a round of this programme, in the order of the contract."""
        found = {artefact for step in self.steps for artefact in step.artefacts}
        if self.has(StepKind.SELF_EVALUATION) and lets_ask(self.contract):
            found.add(Artefact.RATER_VIEW)
        if self.visited:
            found |= {Artefact.FOCUS, Artefact.HYPOTHESIS, Artefact.VISIT}
        if self.counts_signals:
            found.add(Artefact.SIGNAL)
        return tuple(artefact for artefact in Artefact if artefact in found)

    @property
    def counts_signals(self) -> bool:
        """Whether heads sign for signals, and there are partners' levels to count."""
        return self.contract.signals and self.has(StepKind.PEER_VIEW) and not self.in_words

    @property
    def visited(self) -> bool:
        """Whether visits are prepared in Plait: a step plans one, or the contract speaks of them."""
        return any(step.plans for step in self.steps) or bool(
            self.contract.relations(Artefact.VISIT, Phase.PLANNED, Sight.EXISTENCE)
        )

    @property
    def milestones(self) -> tuple[StepDefinition, ...]:
        return tuple(step for step in self.steps if step.kind is StepKind.MILESTONE)

    def as_data(self) -> dict[str, object]:
        """Plain data, as a programme file holds it and a round pins it."""
        return {
            "id": self.id,
            "version": self.version,
            "title": self.title,
            "about": self.about,
            "source": self.source,
            "frameworks": [f"{framework}@{version}" for framework, version in self.frameworks],
            "pairing": self.pairing.value,
            "judging": self.judging.value,
            "labels": {
                "strengths": self.labels.strengths,
                "consider": self.labels.consider,
                "partner": self.labels.partner,
                "view": self.labels.view,
            },
            "kinds": list(self.kinds),
            "roles": [role.value for role in self.roles],
            "retention": dict(self.retention),
            "steps": [step_data(step) for step in self.steps],
            "visibility": self.contract.as_data(),
        }


def newest(definitions: Iterable[ProgrammeDefinition]) -> dict[str, ProgrammeDefinition]:
    """The newest version of each, by id."""
    return {item.id: item for item in sorted(definitions, key=lambda item: (item.id, item.order))}


def programme_from_data(data: Mapping[str, object]) -> ProgrammeDefinition:
    """The definition in plain data. The data has been checked against the schema of programme files, or was written
    by :meth:`ProgrammeDefinition.as_data`. Raises ``ValueError`` with every fault that a schema cannot see."""
    raw: Mapping[str, object] = data
    faults = []
    visibility = raw.get("visibility")
    contract = Contract({})
    try:
        contract = contract_from_data(visibility if isinstance(visibility, Mapping) else {})
    except ValueError as error:
        faults += str(error).splitlines()
    steps = tuple(step_from_data(item) for item in _list(raw.get("steps")) if isinstance(item, Mapping))
    labels = raw.get("labels")
    words = {str(key): str(value) for key, value in labels.items()} if isinstance(labels, Mapping) else {}
    retention = raw.get("retention")
    made = ProgrammeDefinition(
        id=str(raw.get("id", "")),
        version=str(raw.get("version", "")),
        title=str(raw.get("title", "")),
        about=str(raw.get("about", "")),
        source=str(raw.get("source", "")),
        frameworks=tuple(
            (name, version) for name, _, version in (str(item).partition("@") for item in _list(raw.get("frameworks")))
        ),
        steps=steps,
        pairing=Pairing(str(raw.get("pairing", Pairing.NOBODY))),
        judging=Judging(str(raw.get("judging", Judging.LEVELS))),
        contract=contract,
        labels=Labels(**words),
        kinds=tuple(str(item) for item in _list(raw.get("kinds"))),
        roles=tuple(Role(str(item)) for item in _list(raw.get("roles"))),
        retention={str(key): int(str(value)) for key, value in retention.items()}
        if isinstance(retention, Mapping)
        else {},
    )
    faults += definition_faults(made)
    if faults:
        raise ValueError("\n".join(faults))
    return made


def _list(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


ORDER = (
    StepKind.SELF_EVALUATION,
    StepKind.PEER_VIEW,
    StepKind.CHALLENGE,
    StepKind.FACT_CHECK,
    StepKind.ACTIONS,
)


def definition_faults(definition: ProgrammeDefinition) -> list[str]:
    """What makes no sense in a programme, as sentences. Whether its contract is sound is asked for by itself."""
    return [flaw.text for flaw in definition_flaws(definition)]


def definition_flaws(definition: ProgrammeDefinition) -> list[Flaw]:
    """The same, each with the place in the programme's data that says it."""
    return [*_flaws_of_steps(definition), *_flaws_of_order(definition), *_flaws_of_sight(definition)]


def _flaws_of_steps(definition: ProgrammeDefinition) -> list[Flaw]:
    """Steps one by one: their keys, whose they are, who notes them."""
    flaws = []
    if not definition.steps:
        flaws.append(Flaw(("steps",), "Name at least one step."))
    seen: set[str] = set()
    kinds: set[StepKind] = set()
    for index, step in enumerate(definition.steps):
        if step.key in seen:
            flaws.append(Flaw(("steps", index, "key"), f"The step key “{step.key}” is given twice."))
        seen.add(step.key)
        if step.raters:
            flaws += rater_flaws(
                index, step.raters, definition.contract, evaluates=step.kind is StepKind.SELF_EVALUATION
            )
        if step.plans and (step.kind is not StepKind.MILESTONE or step.whose is StepFor.PARTNERSHIP):
            flaws.append(Flaw(("steps", index, "plans"), "Only a school’s own milestone can prepare a visit."))
        if step.kind is StepKind.MILESTONE:
            continue
        if step.kind in kinds:
            flaws.append(Flaw(("steps", index, "kind"), f"“{step.kind}” can be a step only once."))
        kinds.add(step.kind)
        if step.whose is StepFor.PARTNERSHIP:
            flaws.append(
                Flaw(
                    ("steps", index, "whose"),
                    f"“{step.key}” is taken by each school for itself; only a milestone can be the partnership’s.",
                )
            )
        if step.by:
            flaws.append(
                Flaw(
                    ("steps", index, "by"),
                    f"Plait sees by itself when “{step.key}” is done; “by” is for milestones, which somebody notes.",
                )
            )
    return flaws


def _flaws_of_order(definition: ProgrammeDefinition) -> list[Flaw]:
    """Steps together: which need which, and who looks at whom."""
    flaws = []
    where = {step.kind: index for index, step in enumerate(definition.steps)}
    present = [step.kind for step in definition.steps if step.kind in ORDER]
    if present != sorted(present, key=ORDER.index):
        flaws.append(Flaw(("steps",), f"These steps build on each other and come in this order: {', '.join(ORDER)}."))
    if definition.has(StepKind.PEER_VIEW) != (definition.pairing is not Pairing.NOBODY):
        flaws.append(
            Flaw(
                ("pairing",),
                "A programme with peer views says who looks at whom under “pairing”, and one without says nobody.",
            )
        )
    if definition.has(StepKind.PEER_VIEW) and not definition.has(StepKind.SELF_EVALUATION):
        flaws.append(
            Flaw(
                ("steps", where[StepKind.PEER_VIEW]),
                "Partners look at what a school said of itself: peer views need a self-evaluation before them.",
            )
        )
    if definition.has(StepKind.CHALLENGE) and not definition.has(StepKind.PEER_VIEW):
        flaws.append(
            Flaw(
                ("steps", where[StepKind.CHALLENGE]),
                "The challenge conversation is about peer views: it needs them before it.",
            )
        )
    if definition.has(StepKind.FACT_CHECK) and not definition.has(StepKind.CHALLENGE):
        flaws.append(
            Flaw(
                ("steps", where[StepKind.FACT_CHECK]),
                "The fact-check is of what was agreed: it needs the challenge conversation before it.",
            )
        )
    if not definition.frameworks and definition.has(StepKind.SELF_EVALUATION):
        flaws.append(Flaw(("frameworks",), "Name at least one framework that rounds are judged against."))
    return flaws


_CHOOSES = "The head must be able to read what the school chooses for a visit"
_VISITS = (
    (Artefact.FOCUS, Phase.DRAFT, Relation.HEAD, _CHOOSES),
    (Artefact.FOCUS, Phase.SUBMITTED, Relation.HEAD, _CHOOSES),
    (Artefact.VISIT, Phase.PLANNED, Relation.HEAD, "The head must be able to read when and how a visit goes"),
)


def _flaws_of_sight(definition: ProgrammeDefinition) -> list[Flaw]:
    """What the steps bring forth, those whom it is about can read in the end; and authors read what they write.

    (Self-evaluations are spoken of in every contract: ``plait.domain.visibility.soundness_flaws``.)
    """
    needed = {
        StepKind.PEER_VIEW: (
            (Artefact.PEER_VIEW, Phase.OPEN, Relation.AUTHOR, "Those who write a peer view must be able to read it"),
            (
                Artefact.PEER_VIEW,
                Phase.REVEALED,
                Relation.HEAD,
                "The head of a school must be able to read what was said of it, once all are in",
            ),
        ),
        StepKind.CHALLENGE: (
            (
                Artefact.CHALLENGE,
                Phase.RECORDED,
                Relation.HEAD,
                "The head of a school must be able to read what was decided about it",
            ),
        ),
        StepKind.REPORT: (
            (
                Artefact.REPORT,
                Phase.DRAFT,
                Relation.HEAD,
                "The head must be able to read the report before deciding who gets it",
            ),
        ),
        StepKind.ACTIONS: (
            (Artefact.ACTION, Phase.PLANNED, Relation.HEAD, "The head must be able to read the school’s own actions"),
        ),
    }
    lines = [line for kind, found in needed.items() if definition.has(kind) for line in found]
    lines += [line for line in _VISITS if any(step.plans and line[0] in step.artefacts for step in definition.steps)]
    return [
        Flaw(
            ("visibility", "sees", artefact.value, phase.value),
            f"{why}: give {relation} “read” under “{artefact}: {phase}”.",
        )
        for artefact, phase, relation, why in lines
        if definition.contract.sight(artefact, phase, [relation]) < Sight.READ
    ]
