"""What a schema cannot say of a programme: contracts that are unsound, steps that cannot follow each other, doubts.

Looks at whatever the schema did not refuse, so that one look finds every fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from plait.adapters import framework_files
from plait.domain.partnership_kinds import KINDS
from plait.domain.programmes import (
    Judging,
    Pairing,
    ProgrammeDefinition,
    StepDefinition,
    StepFor,
    StepKind,
    definition_flaws,
)
from plait.domain.raters import RaterTerms, terms_from_data
from plait.domain.roles import ROLES, Role
from plait.domain.steps import Planned
from plait.domain.visibility import (
    PHASES,
    Artefact,
    Contract,
    Flaw,
    Line,
    Phase,
    Relation,
    ReleaseTerms,
    Sight,
    soundness_flaws,
)

Place = tuple[str | int, ...]
Word = TypeVar("Word", bound=StrEnum)


def sense(data: Mapping[str, Any], *, broken: Sequence[Place]) -> tuple[list[Flaw], list[Flaw]]:
    """``(errors, doubts)`` with their places in ``data``. ``broken``: places that were refused already."""
    contract = _contract(_mapping(data.get("visibility")))
    made = _definition(data, contract)
    flaws = [Flaw(("visibility", *flaw.where), flaw.text) for flaw in soundness_flaws(contract)]
    flaws += definition_flaws(made)
    doubts = [*_missing(data), *_unknown(made), *_idle(made), *_strangers(made), *_backwards(made)]
    return [flaw for flaw in flaws if not _follows(flaw.where, broken)], doubts


def _follows(where: Place, broken: Sequence[Place]) -> bool:
    """Whether what is said of this place may only follow from something that was refused there."""
    return any(where[: len(place)] == place or place[: len(where)] == where for place in broken if place)


def _word(kind: type[Word], value: object) -> Word | None:
    return next((item for item in kind if item.value == value), None)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _words(kind: type[Word], values: object) -> tuple[Word, ...]:
    return tuple(word for item in _list(values) if (word := _word(kind, item)) is not None)


def _contract(data: Mapping[str, Any]) -> Contract:
    """The contract as far as it can be understood."""
    sights = {sight.key: sight for sight in Sight}
    lines: dict[Line, Sight] = {}
    for artefact, phase, relation, said in _rows(_mapping(data.get("sees"))):
        if (sight := sights.get(str(said))) and phase in PHASES[artefact]:
            lines[artefact, phase, relation] = sight
    release = _mapping(data.get("release"))
    terms = ReleaseTerms(
        _words(Relation, release.get("may")),
        _words(Relation, release.get("must")),
        release.get("by-link", True) is not False,
    )
    return Contract(lines, terms)


def _rows(sees: Mapping[str, Any]) -> Iterator[tuple[Artefact, Phase, Relation, object]]:
    for artefact_key, phases in sees.items():
        for phase_key, row in _mapping(phases).items():
            for relation_key, sight in _mapping(row).items():
                artefact, phase = _word(Artefact, artefact_key), _word(Phase, phase_key)
                relation = _word(Relation, relation_key)
                if artefact is not None and phase is not None and relation is not None:
                    yield artefact, phase, relation, sight


def _definition(data: Mapping[str, Any], contract: Contract) -> ProgrammeDefinition:
    """The programme as far as it can be understood; every item of ``steps`` keeps its number."""
    return ProgrammeDefinition(
        id=str(data.get("id", "")),
        version=str(data.get("version", "")),
        title=str(data.get("title", "")),
        about="",
        source="",
        frameworks=tuple(
            (name, version) for name, _, version in (str(item).partition("@") for item in _list(data.get("frameworks")))
        ),
        steps=tuple(_step(index, _mapping(item)) for index, item in enumerate(_list(data.get("steps")))),
        pairing=_word(Pairing, data.get("pairing")) or Pairing.NOBODY,
        judging=_word(Judging, data.get("judging")) or Judging.LEVELS,
        contract=contract,
        kinds=tuple(str(item) for item in _list(data.get("kinds"))),
        roles=_words(Role, data.get("roles")),
    )


def _step(index: int, item: Mapping[str, Any]) -> StepDefinition:
    weeks, key = item.get("weeks"), item.get("key")
    return StepDefinition(
        key=key if isinstance(key, str) else f"#{index}",
        kind=_word(StepKind, item.get("kind")) or StepKind.MILESTONE,
        title=str(item.get("title", "")),
        weeks=weeks if isinstance(weeks, int) and not isinstance(weeks, bool) else None,
        whose=_word(StepFor, item.get("whose")) or StepFor.SCHOOL,
        by=_words(Role, item.get("by")),
        plans=_word(Planned, item.get("plans")),
        raters=_raters(item),
    )


def _raters(item: Mapping[str, Any]) -> RaterTerms | None:
    """Who judges first, as far as it can be understood."""
    try:
        return terms_from_data(item.get("raters"))
    except ValueError:
        return None  # the schema says what is wrong


def _missing(data: Mapping[str, Any]) -> Iterator[Flaw]:
    for key in ("about", "source", "retention"):
        if key not in data:
            yield Flaw((), f"“{key}” is missing; readers will ask for it.")
    for index, step in enumerate(_list(data.get("steps"))):
        if isinstance(step, dict) and "weeks" not in step:
            yield Flaw(
                ("steps", index), f"“{step.get('key', index + 1)}” has no “weeks”, so no day is suggested for it."
            )


def _unknown(made: ProgrammeDefinition) -> Iterator[Flaw]:
    """Frameworks and kinds that are not built in: a deployer may have them."""
    for index, (name, version) in enumerate(made.frameworks):
        if framework_files.find(f"{name}@{version}") is None:
            yield Flaw(
                ("frameworks", index),
                f"{name}@{version} is not built in; it must be loaded before a round can be judged against it.",
            )
    for index, kind in enumerate(made.kinds):
        if kind not in KINDS:
            yield Flaw(("kinds", index), f"“{kind}” is not a kind that is built in; see PLAIT_PARTNERSHIP_KINDS.")


def _idle(made: ProgrammeDefinition) -> Iterator[Flaw]:
    """Lines of the contract about things that no step brings forth."""
    for artefact in dict.fromkeys(artefact for artefact, _, _ in made.contract.lines):
        if artefact not in made.artefacts:
            yield Flaw(
                ("visibility", "sees", artefact.value),
                f"No step of this programme brings forth a {artefact}; heads would sign for something that never is.",
            )


def _strangers(made: ProgrammeDefinition) -> Iterator[Flaw]:
    """People who are spoken of, while nobody can hold their role in this programme."""
    if not made.roles:
        return
    being: dict[Relation, set[Role]] = {}
    for description in ROLES.values():
        if description.relation is not None:
            being.setdefault(description.relation, set()).add(description.role)
    told: set[Relation] = set()
    for artefact, phase, relation in made.contract.lines:
        if relation in being and not being[relation] & set(made.roles) and relation not in told:
            told.add(relation)
            yield Flaw(
                ("visibility", "sees", artefact.value, phase.value, relation.value),
                f"“{relation}” may see something, but none of the “roles” makes anybody that.",
            )
    for index, step in enumerate(made.steps):
        for number, role in enumerate(step.by):
            if role not in made.roles:
                yield Flaw(
                    ("steps", index, "by", number), f"“{step.key}” is noted by a {role}, who is not among the “roles”."
                )


def _backwards(made: ProgrammeDefinition) -> Iterator[Flaw]:
    """Steps that are due before the one they stand after."""
    before: StepDefinition | None = None
    for index, step in enumerate(made.steps):
        if step.weeks is None:
            continue
        if before is not None and before.weeks is not None and step.weeks < before.weeks:
            yield Flaw(
                ("steps", index, "weeks"),
                f"“{step.key}” is due in week {step.weeks}, before “{before.key}” in week {before.weeks}, "
                "although it comes after it.",
            )
        before = step
