"""Reading raters' views: one's own, and once they are open those of all, as far as the contract lets the viewer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from plait.audit.actions import note_disclosure
from plait.domain.disclosure import MINIMUM
from plait.domain.disclosures import from_outside
from plait.domain.frameworks import Framework, Scale
from plait.domain.judgements import Answer, Words, answer_from_key
from plait.domain.programmes import StepKind
from plait.domain.raters import USUAL, Count, RaterTerms, lets_ask
from plait.domain.verdicts import NotVisible, Verdict
from plait.domain.viewer import Viewer
from plait.domain.visibility import OWN, Artefact, Phase, Relation, Sight
from plait.partnerships.school_people import still_of
from plait.selfevaluation import rater_rules as rules
from plait.selfevaluation.models import (
    AgreedFromViews,
    AreaJudgement,
    Asking,
    Rater,
    RaterJudgement,
    RaterStatement,
    SelfEvaluation,
)
from plait.selfevaluation.queries import EvaluationFacts, facts_of

VIEW = Artefact.RATER_VIEW


@dataclass(frozen=True, slots=True)
class RaterFacts:
    """Somebody who is asked. Whether a single one is in is nobody's business but their own while views are not open."""

    id: int
    person_id: int
    name: str
    removed_at: datetime | None
    handed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class AskingFacts:
    """Several people judging first in one evaluation; ``id`` is 0 while nobody has been asked."""

    evaluation: EvaluationFacts
    terms: RaterTerms
    today: date
    person_id: int
    of_school: bool
    """The viewer holds a role at the school."""
    school: str
    round: str
    opened_on: date
    """When the round was opened."""
    id: int = 0
    asked_by: int = 0
    count: Count | None = None
    raters: tuple[RaterFacts, ...] = ()
    gone: frozenset[int] = field(default=frozenset())
    """Whose are asked and hold no role at the school any more, while that still decides something."""

    @property
    def phase(self) -> Phase:
        return self.count.phase(self.today) if self.count else Phase.OPEN

    @property
    def revealed(self) -> bool:
        return self.phase is Phase.REVEALED

    def sight(self, *also: Relation) -> Sight:
        """How much the viewer may see of raters' views as they stand; ``also`` as an author."""
        return self.evaluation.contract.sight(VIEW, self.phase, {*self.evaluation.relations, *also})

    @property
    def own(self) -> RaterFacts | None:
        """The viewer as a rater whose own view the contract lets them read."""
        found = next((item for item in self.raters if item.person_id == self.person_id), None)
        return found if self.of_school and self.sight(Relation.AUTHOR) >= Sight.READ else None

    @property
    def reads_all(self) -> bool:
        """Whether the viewer reads what others have handed in."""
        return self.revealed and self.sight() >= Sight.READ

    @property
    def told(self) -> bool:
        """Whether anything can be told of the views, once they are open: with names, or of enough people."""
        return self.terms.named or (self.count is not None and self.count.given >= MINIMUM)

    def may_run(self, viewer: Viewer) -> Verdict:
        found = self.evaluation
        return rules.may_run(
            viewer,
            urn=found.urn,
            submitted=found.submitted,
            round_open=found.round_open,
            signed=found.has_signed,
        )

    def may_rate(self) -> Verdict:
        """Whether the viewer, who was asked, can write now."""
        found, count, own = self.evaluation, self.count, self.own
        return rules.may_rate(
            of_school=self.of_school,
            removed=own is None or own.removed_at is not None,
            handed_in=own is not None and own.handed_in_at is not None,
            revealed=self.revealed,
            over=count is not None and self.today > count.closes_on,
            submitted=found.submitted,
            round_open=found.round_open,
            signed=found.has_signed,
        )


def terms_of(found: EvaluationFacts) -> RaterTerms:
    """What the round's programme says of raters, or what is usual. In words there is no first instinct."""
    step = found.definition.step(StepKind.SELF_EVALUATION)
    return step.raters if step is not None and step.raters is not None else USUAL


def asking(
    viewer: Viewer, evaluation_id: int, *, today: date, hold: bool = False, whoever: bool = False
) -> AskingFacts:
    """Several people judging first, as far as the viewer may know of it. Raises ``NotVisible``. Four queries at most.

    Visible to those who were asked and hold a role at the school, and to whoever may know that the views exist; while
    nobody has been asked, to the latter of the school itself. ``hold``: asking, saving and handing in wait for each
    other and for the evaluation. ``whoever``: for what follows from a step that was theirs to take, whatever they may
    see of it afterwards; never for a page.
    """
    rows = SelfEvaluation.objects.filter(pk=evaluation_id, emptied_at__isnull=True).with_people_and_round(viewer)
    rows = rows.select_related("school", "asking")
    row = (rows.select_for_update(of=("self",), no_key=True) if hold else rows).first()
    if row is None:
        raise NotVisible(f"self-evaluation {evaluation_id}")
    evaluation = facts_of(row)
    of_school = bool(evaluation.relations & OWN)
    around = (row.school.name, row.round.title, row.round.opened_on)
    kept: Asking | None = row.asking if evaluation.asked else None
    if kept is None:
        bare = AskingFacts(evaluation, terms_of(evaluation), today, viewer.person_id, of_school, *around)
        if not (of_school and lets_ask(evaluation.contract) and bare.sight() >= Sight.EXISTENCE):
            raise NotVisible(f"raters of self-evaluation {evaluation_id}")
        return bare
    raters = tuple(
        RaterFacts(item.pk, item.person_id, str(item.person), item.removed_at, item.handed_in_at)
        for item in Rater.objects.filter(asking_id=kept.pk).select_related("person").order_by("person__name", "pk")
    )
    gone = _gone(kept, raters, evaluation.urn, today)
    found = AskingFacts(
        evaluation,
        RaterTerms(
            terms_of(evaluation).roles,
            kept.instinct,
            kept.enough,
            terms_of(evaluation).weeks,
            kept.named,
            kept.by_statement,
        ),
        today,
        viewer.person_id,
        of_school,
        *around,
        kept.pk,
        kept.asked_by_id,
        _count(kept, raters, gone),
        raters,
        gone,
    )
    if not whoever and found.own is None and found.sight() < Sight.EXISTENCE:
        raise NotVisible(f"raters of self-evaluation {evaluation_id}")
    return found


def _gone(kept: Asking, raters: Sequence[RaterFacts], urn: int, today: date) -> frozenset[int]:
    """Those asked who have left the school. Not asked any more once views are open by now, whoever has left. Two
    queries."""
    given = sum(item.handed_in_at is not None for item in raters)
    if kept.closed_at is not None or (today > kept.closes_on and given >= kept.enough):
        return frozenset()
    return frozenset(item.person_id for item in raters) - still_of(urn, today=today)


def _count(kept: Asking, raters: Sequence[RaterFacts], gone: Collection[int]) -> Count:
    return Count(
        given=sum(item.handed_in_at is not None for item in raters),
        waited=sum(
            item.handed_in_at is None and item.removed_at is None and item.person_id not in gone for item in raters
        ),
        enough=kept.enough,
        closes_on=kept.closes_on,
        closed=kept.closed_at is not None,
    )


def areas_of(evaluation_id: int) -> frozenset[str]:
    """The areas that the school looks at. One query."""
    return frozenset(AreaJudgement.objects.filter(evaluation_id=evaluation_id).values_list("area", flat=True))


@dataclass(frozen=True, slots=True)
class AreaNow:
    """What the self-evaluation says of an area, for those who write it."""

    answer: str
    words: Words
    version: int


def area_now(evaluation_id: int, area_id: str) -> AreaNow | None:
    """One query. For callers that show it only to those who may write it."""
    row = AreaJudgement.objects.filter(evaluation_id=evaluation_id, area=area_id).first()
    return AreaNow(row.answer, Words(row.strengths, row.consider), row.version) if row else None


@dataclass(frozen=True, slots=True)
class RaterArea:
    """What one rater said of one area. ``statements``: first instinct and considered answer by statement."""

    area_id: str
    instinct: Answer
    answer: Answer
    reason: str
    words: Words
    begun: bool
    version: int
    saved_at: datetime | None
    statements: Mapping[str, tuple[Answer, Answer]]
    levels: bool = True
    """The area has levels."""

    def given(self, in_words: bool) -> bool:
        """Whether what is asked for has been said: words, an answer, or a reason where there is nothing to choose."""
        if in_words:
            return self.words.said
        return self.answer is not None if self.levels else bool(self.reason.strip())


@dataclass(frozen=True, slots=True)
class RaterWords:
    """One rater's view; ``name`` is empty where views are told without names."""

    name: str
    areas: Mapping[str, RaterArea]


def own_words(found: AskingFacts, judged: Framework) -> Mapping[str, RaterArea]:
    """What the viewer has written so far, by area. Raises ``NotVisible`` for whoever was not asked. Two queries."""
    if found.own is None:
        raise NotVisible(f"rater of self-evaluation {found.evaluation.id}")
    return _areas([found.own.id], judged).get(found.own.id, {})


def all_words(viewer: Viewer, found: AskingFacts, judged: Framework) -> tuple[RaterWords, ...]:
    """What everybody has handed in, by name; without names in an order that tells nobody. Nothing where views cannot
    be told. Raises ``NotVisible`` before views are open, and for whoever may not read them. Two queries. The school's
    log has it when somebody from outside reads them."""
    if not found.reads_all:
        raise NotVisible(f"raters’ views of self-evaluation {found.evaluation.id}")
    if not found.told:
        return ()
    evaluation = found.evaluation
    note_disclosure(
        from_outside(
            viewer,
            evaluation.contract,
            evaluation.relations,
            VIEW,
            Phase.REVEALED,
            urn=evaluation.urn,
            round_id=evaluation.round_id,
            kind="rater-view",
            object_id=found.id,
        )
    )
    given = [item for item in found.raters if item.handed_in_at is not None]
    areas = _areas([item.id for item in given], judged)
    views = [RaterWords(item.name if found.terms.named else "", areas.get(item.id, {})) for item in given]
    return tuple(views) if found.terms.named else tuple(sorted(views, key=_by_what_is_said))


def _by_what_is_said(view: RaterWords) -> list[tuple[str, str, str]]:
    return [(area.reason, area.words.strengths, area.words.consider) for area in view.areas.values()]


def _answer(judged: Framework, scale: Scale, key: str) -> Answer:
    """In words, a level stored all the same stays there."""
    return None if judged.words else answer_from_key(scale, key)


def _areas(rater_ids: Collection[int], judged: Framework) -> dict[int, dict[str, RaterArea]]:
    """By rater and area, in the framework's order."""
    rows = {(row.rater_id, row.area): row for row in RaterJudgement.objects.filter(rater_id__in=rater_ids)}
    said: dict[int, list[RaterStatement]] = {}
    for item in RaterStatement.objects.filter(judgement__rater_id__in=rater_ids):
        said.setdefault(item.judgement_id, []).append(item)
    found: dict[int, dict[str, RaterArea]] = {key: {} for key in rater_ids}
    for rater_id in rater_ids:
        for area in judged.areas:
            row = rows.get((rater_id, area.id))
            if row is None:
                continue

            found_in = {item.statement: item for item in said.get(row.pk, ())}
            found[rater_id][area.id] = RaterArea(
                area.id,
                _answer(judged, area.scale, row.instinct),
                _answer(judged, area.scale, row.answer),
                row.reason,
                Words(row.strengths, row.consider) if judged.words else Words(),
                row.begun_at is not None,
                row.version,
                row.saved_at,
                {
                    item.id: (
                        _answer(judged, area.asked(item), found_in[item.id].instinct),
                        _answer(judged, area.asked(item), found_in[item.id].answer),
                    )
                    for item in area.statements
                    if item.id in found_in
                },
                bool(area.scale),
            )
    return found


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed of one area from raters' views, and why."""

    area_id: str
    views: int
    answer: str
    reason: str
    agreed_at: datetime
    agreed_by: str


def agreed(found: AskingFacts) -> dict[str, Agreed]:
    """By area, for those who may read the open views; nothing for anybody else. One query."""
    if not found.reads_all:
        return {}
    rows = AgreedFromViews.objects.filter(asking_id=found.id).select_related("agreed_by")
    return {row.area: agreed_from(row) for row in rows}


def agreed_from(row: AgreedFromViews) -> Agreed:
    return Agreed(row.area, row.views, row.answer, row.reason, row.agreed_at, str(row.agreed_by))
