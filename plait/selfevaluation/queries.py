"""Reading self-evaluations. Nothing is found except through what the viewer may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When

from plait.audit.actions import note_disclosure
from plait.domain.disclosures import from_outside
from plait.domain.frameworks import Area, Framework, Published
from plait.domain.judgements import Answer, AreaEntry, StatementEntry, Submission, Words, answer_from_key
from plait.domain.programmes import Judging, ProgrammeDefinition
from plait.domain.stages import SelfEvaluationState
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Contract, Phase, Relation, Sight
from plait.domain.words_only import in_words
from plait.frameworks.queries import framework, judged, published_of
from plait.partnerships.queries import definition_of
from plait.partnerships.sight import contract_of, relations_of, seen, with_standing
from plait.selfevaluation.models import AreaJudgement, SelfEvaluation, StatementJudgement
from plait.selfevaluation.rung_texts import rung_texts


@dataclass(frozen=True, slots=True)
class EvaluationFacts:
    """A self-evaluation without what was written in it. ``definition``: how the round works, as when it opened."""

    id: int
    urn: int
    school: str
    round_id: int
    framework_id: str
    framework_version: str
    published: Published
    state: str
    submitted_at: datetime | None
    submitted_by: str
    round_open: bool
    contract: Contract
    definition: ProgrammeDefinition
    relations: frozenset[Relation]
    """What the viewer is to the school in the round."""
    has_signed: bool
    """The school's head has signed the round's contract, or nothing leaves the school by it."""
    signature_stands: bool
    commented: bool = False
    asked: bool = False
    """Somebody has commented on an area; several people were asked to judge first. Not all who may read may know."""

    @property
    def submitted(self) -> bool:
        return self.state == SelfEvaluationState.SUBMITTED

    def sight(self, artefact: Artefact) -> Sight:
        """How much the viewer may see of the judgements, or of the evidence beside them, as things stand."""
        return self.contract.sight(artefact, Phase(self.state), self.relations)


@dataclass(frozen=True, slots=True)
class SavedArea:
    """One area as it is stored, with what is needed to save it again."""

    entry: AreaEntry
    version: int
    carried_over: bool
    saved_at: datetime | None
    saved_by: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A self-evaluation with everything in it. ``areas`` has one row for each area the school looks at."""

    facts: EvaluationFacts
    framework: Framework
    areas: tuple[SavedArea, ...]
    statements: tuple[StatementEntry, ...]

    @property
    def entries(self) -> tuple[AreaEntry, ...]:
        return tuple(saved.entry for saved in self.areas)

    def area(self, area_id: str) -> SavedArea:
        """The stored area. Raises ``NotVisible`` when this school does not look at it."""
        for saved in self.areas:
            if saved.entry.area_id == area_id:
                return saved
        raise NotVisible(area_id)

    def statement(self, statement_id: str) -> Answer:
        """The answer on one statement; ``None`` where nothing was said."""
        return next((item.answer for item in self.statements if item.statement_id == statement_id), None)

    def submission(self, school: str, round_title: str) -> Submission:
        """The same as a hand-in, for calculations, documents and workbooks."""
        return Submission(
            framework=self.framework,
            school=school,
            urn=self.facts.urn,
            round=round_title,
            completed_by=self.facts.submitted_by,
            dated=self.facts.submitted_at.date() if self.facts.submitted_at else None,
            areas=self.entries,
            statements=self.statements,
        )


Known = frozenset[Relation] | None
"""What the viewer is to the school in the round, where the caller has asked that already."""


def facts_of(row: SelfEvaluation, relations: Known = None) -> EvaluationFacts:
    return EvaluationFacts(
        id=row.pk,
        urn=row.school_id,
        school=row.school_name,  # type: ignore[attr-defined]
        round_id=row.round_id,
        framework_id=row.framework_id,
        framework_version=row.framework_version,
        published=published_of(row),
        state=row.state,
        submitted_at=row.submitted_at,
        submitted_by=str(row.submitted_by) if row.submitted_by else "",
        round_open=row.round_closed_on is None,  # type: ignore[attr-defined]
        contract=(contract := contract_of(row.round)),
        definition=definition_of(row.round.definition),
        relations=relations_of(row) if relations is None else relations,
        has_signed=row.has_signed or not contract.needs_signature,  # type: ignore[attr-defined]
        signature_stands=row.signature_stands or not contract.needs_signature,  # type: ignore[attr-defined]
        commented=row.commented,  # type: ignore[attr-defined]
        asked=row.asked,  # type: ignore[attr-defined]
    )


def judged_against(item: EvaluationFacts) -> Framework:
    """The framework that the evaluation's round has pinned, as its programme uses it."""
    return judged(item.published, item.definition)


def facts(viewer: Viewer, evaluation_id: int, *, hold: bool = False, relations: Known = None) -> EvaluationFacts:
    """A self-evaluation that the viewer may read. Raises ``NotVisible``. One query.

    The contract is asked of its facts, as :meth:`SelfEvaluationQuerySet.visible_to` asks it of lists: far less work.
    ``hold``: the row stays as it is until the transaction ends, so that saving and submitting wait for each other.
    """
    rows = SelfEvaluation.objects.filter(pk=evaluation_id, emptied_at__isnull=True)
    rows = rows.with_people_and_round(viewer if relations is None else None)
    row = (rows.select_for_update(of=("self",), no_key=True) if hold else rows).first()
    found = facts_of(row, relations) if row is not None else None
    if found is None or found.sight(Artefact.SELF_JUDGEMENT) < Sight.READ:
        raise NotVisible(f"self-evaluation {evaluation_id}")
    return found


def get(viewer: Viewer, evaluation_id: int, *, statements: bool = True, relations: Known = None) -> Evaluation:
    """A self-evaluation that the viewer may read, whole. Raises ``NotVisible``. Three queries, however long it is; two
    without the answers on its ``statements``."""
    return read_whole(viewer, [facts(viewer, evaluation_id, relations=relations)], statements=statements)[0]


def _note(
    viewer: Viewer,
    contract: Contract,
    relations: frozenset[Relation],
    *,
    evaluation_id: int,
    urn: int,
    round_id: int,
    state: str,
    submitted_at: datetime | None,
) -> None:
    """The school's log has it when somebody from outside reads the judgements, and the evidence where they may."""
    phase = Phase(state)
    for artefact in (Artefact.SELF_JUDGEMENT, Artefact.EVIDENCE):
        if artefact is Artefact.SELF_JUDGEMENT or contract.sight(artefact, phase, relations) >= Sight.READ:
            note_disclosure(
                from_outside(
                    viewer,
                    contract,
                    relations,
                    artefact,
                    phase,
                    urn=urn,
                    round_id=round_id,
                    kind="self-evaluation",
                    object_id=evaluation_id,
                    version=submitted_at.isoformat(timespec="minutes") if submitted_at else "",
                )
            )


def read_whole(viewer: Viewer, found: Sequence[EvaluationFacts], *, statements: bool = True) -> list[Evaluation]:
    """The content of evaluations that a scoped query has found. Two queries, one without ``statements``."""
    ids = [item.id for item in found]
    for item in found:
        _note(
            viewer,
            item.contract,
            item.relations,
            evaluation_id=item.id,
            urn=item.urn,
            round_id=item.round_id,
            state=item.state,
            submitted_at=item.submitted_at,
        )
    judgements: dict[int, list[AreaJudgement]] = {key: [] for key in ids}
    for row in AreaJudgement.objects.filter(evaluation_id__in=ids).select_related("saved_by"):
        judgements[row.evaluation_id].append(row)
    answers: dict[int, list[StatementJudgement]] = {key: [] for key in ids}
    for answer in StatementJudgement.objects.filter(evaluation_id__in=ids) if statements else ():
        answers[answer.evaluation_id].append(answer)
    return [_whole(item, judged_against(item), judgements[item.id], answers[item.id]) for item in found]


def _whole(
    item: EvaluationFacts,
    judged_against: Framework,
    judgements: Sequence[AreaJudgement],
    statements: Sequence[StatementJudgement],
) -> Evaluation:
    in_words = item.sight(Artefact.EVIDENCE) >= Sight.READ
    with_agreed = item.contract.sight(Artefact.CHALLENGE, Phase.RECORDED, item.relations) >= Sight.READ
    return Evaluation(
        item,
        judged_against,
        *_entries(judged_against, judgements, statements, in_words=in_words, with_agreed=with_agreed),
    )


def _entries(
    judged_against: Framework,
    judgements: Iterable[AreaJudgement],
    statements: Iterable[StatementJudgement],
    *,
    in_words: bool,
    with_agreed: bool,
) -> tuple[tuple[SavedArea, ...], tuple[StatementEntry, ...]]:
    """Rows as values, in the framework's order; ``in_words``: with the evidence and next steps written there;
    ``with_agreed``: with the levels that the challenge decided. In words, a level stored all the same stays there."""
    by_area = {row.area: row for row in judgements}
    by_statement = {} if judged_against.words else {row.statement: row for row in statements}

    def answer(area: Area, key: str) -> Answer:
        return None if judged_against.words else answer_from_key(area.scale, key)

    areas: list[SavedArea] = []
    answers: list[StatementEntry] = []
    for area in judged_against.areas:
        row = by_area.get(area.id)
        if row is None:
            continue
        areas.append(
            SavedArea(
                entry=AreaEntry(
                    area.id,
                    answer(area, row.answer),
                    evidence=row.evidence if in_words else "",
                    actions=row.actions if in_words else "",
                    agreed=answer(area, row.agreed) if with_agreed else None,
                    words=Words(row.strengths, row.consider) if judged_against.words else Words(),
                    rungs=rung_texts(area, row.rungs) if in_words else (),
                ),
                version=row.version,
                carried_over=row.carried_over,
                saved_at=row.saved_at,
                saved_by=str(row.saved_by) if row.saved_by else "",
            )
        )
        answers.extend(
            StatementEntry(statement.id, answer_from_key(area.asked(statement), by_statement[statement.id].answer))
            for statement in area.statements
            if statement.id in by_statement
        )
    return tuple(areas), tuple(answers)


def of_school(viewer: Viewer, urn: int, round_ids: Sequence[int]) -> dict[int, EvaluationFacts]:
    """The viewer's own school's evaluations in these rounds, by round; also under a number it had before. One query."""
    rows = (
        SelfEvaluation.objects.visible_to(viewer)
        .filter(school_id__in=viewer.also(urn), round_id__in=round_ids)
        .with_people_and_round(viewer)
    )
    return {row.round_id: facts_of(row) for row in rows}


def last_time(
    viewer: Viewer, urn: int, round_titles: Mapping[int, str], judged_against: Framework
) -> Submission | None:
    """The school's newest submitted evaluation in these earlier rounds (title by number, oldest first).

    As far as the viewer may read it; ``None`` for a first round. Two queries, one more where the framework version
    was another one than ``judged_against``.
    """
    if not round_titles:
        return None
    readable = SelfEvaluation.objects.visible_to(viewer).filter(
        school_id__in=viewer.also(urn),
        round_id__in=round_titles,
        framework_id=judged_against.id,
        state=SelfEvaluationState.SUBMITTED.value,
    )
    sees = partial(seen, viewer, round_path="evaluation__round", host_path="evaluation__school")
    words, record = sees(Artefact.EVIDENCE, Phase.SUBMITTED), sees(Artefact.CHALLENGE, Phase.RECORDED)
    rows = list(
        with_standing(
            AreaJudgement.objects.filter(evaluation__in=readable).select_related("evaluation", "saved_by"),
            viewer,
            round_path="evaluation__round",
            host_path="evaluation__school",
        ).annotate(
            in_words=Case(When(words, then=Value(True)), default=Value(False)),
            with_agreed=Case(When(record, then=Value(True)), default=Value(False)),
        )
    )
    if not rows:
        return None
    last = max(rows, key=lambda row: list(round_titles).index(row.evaluation.round_id))
    newest = last.evaluation
    _note(
        viewer,
        contract_of(newest.round),
        relations_of(last),
        evaluation_id=newest.pk,
        urn=newest.school_id,
        round_id=newest.round_id,
        state=newest.state,
        submitted_at=newest.submitted_at,
    )
    pinned = (newest.framework_id, newest.framework_version)
    then = judged_against if pinned == (judged_against.id, judged_against.version) else framework(*pinned)
    if judged_against.words or definition_of(newest.round.definition).in_words:
        then = in_words(then)
    areas, statements = _entries(
        then,
        (of_it := [row for row in rows if row.evaluation_id == newest.pk]),
        StatementJudgement.objects.filter(evaluation_id=newest.pk),
        in_words=all(row.in_words for row in of_it),
        with_agreed=all(row.with_agreed for row in of_it),
    )
    return Submission(
        framework=then,
        school="",
        urn=urn,
        round=round_titles[newest.round_id],
        areas=tuple(saved.entry for saved in areas),
        statements=statements,
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a school is, without anything it wrote."""

    round_id: int
    urn: int
    evaluation_id: int
    state: str
    areas: int
    answered: int
    submitted_at: datetime | None
    readable: bool
    """Whether the viewer may read what it says."""


def progress(viewer: Viewer, round_id: int) -> dict[int, Progress]:
    """How far each school of a round is, by URN, as far as the viewer may know of it. One query."""
    return {item.urn: item for item in _progress(viewer, Q(round_id=round_id))}


def progress_and_own(
    viewer: Viewer, round_id: int, urn: int, own_rounds: Collection[int]
) -> tuple[dict[int, Progress], dict[int, int]]:
    """The same, and the own school's evaluations in these rounds that the viewer may read, by round. One query."""
    mine = Q(school_id__in=viewer.also(urn), round_id__in=own_rounds)
    found = _progress(viewer, Q(round_id=round_id) | mine)
    own = {item.round_id: item.evaluation_id for item in found if item.urn in viewer.also(urn) and item.readable}
    return {item.urn: item for item in found if item.round_id == round_id}, own


def said(area: str, round_: str) -> Q:
    """Areas on which somebody has said where they stand: by a level or in words. Paths to area and round."""
    by_level = ~Q(**{f"{area}answer": ""}) & ~Q(**{f"{round_}definition__judging": Judging.WORDS.value})
    return by_level | ~Q(**{f"{area}strengths": ""}) | ~Q(**{f"{area}consider": ""})


def _progress(viewer: Viewer, which: Q) -> list[Progress]:
    rows = SelfEvaluation.objects.known_to(viewer).filter(which)
    counted = rows.annotate(
        areas=Count("judgements"),
        answered=Count("judgements", filter=said("judgements__", "round__")),
        readable=Exists(SelfEvaluation.objects.visible_to(viewer).filter(pk=OuterRef("pk"))),
    )
    fields = ("round_id", "school_id", "pk", "state", "areas", "answered", "submitted_at", "readable")
    return [Progress(*row) for row in counted.values_list(*fields)]
