"""Checking everything before it is submitted."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.judgements import level_of
from plait.domain.scoring import derive_area
from plait.domain.viewer import Viewer
from plait.domain.wording import counted, day_in_words, listed
from plait.selfevaluation.pages.overview import AreaRow, area_row
from plait.selfevaluation.pages.setting import Loaded, Setting, load


@dataclass(frozen=True, slots=True)
class CheckedArea:
    """An area as it would be submitted. ``missing``: it has no judgement and needs one; ``notes`` only
    advise."""

    row: AreaRow
    missing: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubmitPage:
    setting: Setting
    areas: tuple[CheckedArea, ...]
    partners: str
    review_due: str
    then: tuple[str, ...]
    """What happens next, a sentence each."""
    in_words: bool = False

    @property
    def missing(self) -> tuple[CheckedArea, ...]:
        return tuple(item for item in self.areas if item.missing)

    @property
    def empty(self) -> bool:
        """Whether nothing is written at all where the round is judged in words."""
        return self.in_words and not any(item.row.written for item in self.areas)

    @property
    def headline(self) -> str:
        """What the list of areas says, in one sentence."""
        if self.in_words:
            said = sum(item.row.written for item in self.areas)
            if not said:
                return "Nothing is written yet. Write about the areas that you look at this time."
            left = len(self.areas) - said
            words = f"You have written about {counted(said, 'area')}."
            return f"{words} {counted(left, 'area').capitalize()} may stay empty." if left else words
        if not self.missing:
            return "Every area has a judgement."
        verb = "needs" if len(self.missing) == 1 else "need"
        return f"{counted(len(self.missing), 'area').capitalize()} still {verb} a judgement."


def submit_page(viewer: Viewer, evaluation_id: int) -> SubmitPage:
    """Raises ``NotVisible``."""
    loaded = load(viewer, evaluation_id)
    return SubmitPage(
        setting=loaded.setting,
        areas=tuple(_checked(loaded, area_row(loaded, saved)) for saved in loaded.evaluation.areas),
        partners=listed(loaded.partners),
        review_due=day_in_words(loaded.round.review_due),
        then=_then(loaded),
        in_words=loaded.evaluation.framework.words,
    )


def _checked(loaded: Loaded, row: AreaRow) -> CheckedArea:
    saved = loaded.evaluation.area(row.area.id)
    notes = []
    if row.area.scale and level_of(row.answer) is not None:
        level = derive_area(row.area, loaded.submission).level if row.area.statements else None
        if level is not None and level != row.answer:
            notes.append(f"The statements suggest {level.label}.")
        if not saved.entry.all_evidence.strip():
            notes.append("No evidence is written.")
    if not row.area.scale and not row.written and not loaded.evaluation.framework.words:
        notes.append("Nothing is written here yet.")
    if saved.carried_over and saved.entry.all_evidence:
        notes.append("The evidence came along from last time and was not changed.")
    return CheckedArea(row, bool(row.area.scale) and row.answer is None, tuple(notes))


def _then(loaded: Loaded) -> tuple[str, ...]:
    if not loaded.partners:
        return ("It can no longer be changed.",)
    partners, framework = listed(loaded.partners), loaded.evaluation.framework
    said = [framework.labels.strengths.lower(), framework.labels.consider.lower()]
    given = ", ".join(said) if framework.words else "judgements"
    return (
        f"People at {partners} can read all of it: {given}, evidence and key actions.",
        f"They write their own views, without seeing each other’s, by {day_in_words(loaded.round.review_due)}.",
        "Nobody can change it. Your headteacher can take it back as long as no partner has begun to write.",
        f"When every view is in, you talk {'it' if framework.words else 'the judgements'} through together.",
    )
