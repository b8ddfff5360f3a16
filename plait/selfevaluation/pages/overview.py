"""The self-evaluation as a whole: its areas, how far it is, what comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse

from plait.adapters.charts import Chart, charts_of
from plait.domain.comparable import CannotCompare
from plait.domain.comparison import diagnose
from plait.domain.diagnosis import EarlierView
from plait.domain.frameworks import Area, Framework, Level
from plait.domain.judgements import Answer, NonLevel, level_of
from plait.domain.rounds import minutes_left
from plait.domain.scoring import derive_overall
from plait.domain.side_by_side import earlier_view
from plait.domain.since_last_time import crossing_words, follows
from plait.domain.viewer import Viewer
from plait.domain.wording import counted, day_in_words, listed, opening
from plait.frameworks.crosswalk_queries import between
from plait.selfevaluation.comment_queries import waiting
from plait.selfevaluation.moved_queries import LastRound, last_round
from plait.selfevaluation.pages.setting import Loaded, Setting, load
from plait.selfevaluation.queries import SavedArea, judged_against
from plait.selfevaluation.rater_mentions import leads_to

NOT_SURE, NOT_APPLICABLE = NonLevel.NOT_SURE, NonLevel.NOT_APPLICABLE
WORTH_DRAWING = 3  # areas with a level; a shape of fewer says nothing


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area in the list. ``written``: something has been said in it; ``done``: nothing is asked for any
    more."""

    area: Area
    answer: Answer
    written: bool
    carried_over: bool
    last: EarlierView | None
    saved_at: datetime | None
    saved_by: str
    comments: str = ""
    """How many comments there are, as far as they are the viewer's to read."""

    @property
    def done(self) -> bool:
        return self.answer is not None or (not self.area.scale and self.written)

    @property
    def state(self) -> str:
        """How far an area without levels is."""
        return "Written" if self.written else "Nothing yet"


@dataclass(frozen=True, slots=True)
class OverallLine:
    """One level for the whole where the framework allows it; else only why there is none."""

    level: Level | None
    words: str


@dataclass(frozen=True, slots=True)
class OverviewPage:
    setting: Setting
    rows: tuple[AreaRow, ...]
    last_round: str
    done: int
    time_left: str
    due: str
    overdue: bool
    next_area: Area | None
    overall: OverallLine
    chart: Chart | None
    after: str
    """What happens once it is submitted, or has happened."""
    in_words: bool = False
    raters: str = ""
    """Where several people are asked to judge first, for those whom that concerns."""
    moved: str = ""
    """Where the last round was judged by another framework or version: what that means here."""
    linked: bool = False
    """There is a page of what became of its answers."""

    @property
    def set_apart(self) -> str:
        """Answers that are no level, counted: ``Two areas not sure, one area not applicable.`` Empty without any."""
        counts = [(sum(row.answer is item for row in self.rows), item) for item in (NOT_SURE, NOT_APPLICABLE)]
        parts = [f"{counted(many, 'area')} {item.label.lower()}" for many, item in counts if many]
        return f"{opening(listed(parts))}." if parts else ""

    @property
    def complete(self) -> bool:
        """Whether nothing more has to be written; in words, areas that a school does not look at stay empty."""
        return self.done == len(self.rows) or (self.in_words and self.done > 0)

    @property
    def progress(self) -> str:
        """``three of five areas``."""
        if self.done == len(self.rows):
            return "every area"
        return f"{counted(self.done, 'area')} of {len(self.rows)}" if self.done else "no area yet"


def overview_page(viewer: Viewer, evaluation_id: int, *, today: date) -> OverviewPage:
    """Raises ``NotVisible``."""
    loaded = load(viewer, evaluation_id)
    evaluation = loaded.evaluation
    said = waiting(viewer, evaluation.facts)
    same = loaded.last_time is not None and loaded.last_time.framework.name == evaluation.framework.name
    moved = None if same else last_round(viewer, evaluation.facts, loaded.earlier)
    rows = tuple(
        replace(area_row(loaded, saved), comments=_comments(*said.get(saved.entry.area_id, (0, 0))))
        for saved in evaluation.areas
    )
    open_rows = [row for row in rows if not row.done]
    return OverviewPage(
        setting=loaded.setting,
        moved=_moved(loaded, moved) if moved is not None else "",
        linked=moved is not None and moved.linked,
        rows=rows,
        last_round=loaded.last_time.round if loaded.last_time else "",
        done=len(rows) - len(open_rows),
        time_left=minutes_left(len(open_rows)),
        due=day_in_words(loaded.round.evaluation_due),
        overdue=loaded.round.evaluation_due < today and not loaded.setting.submitted,
        # in words, which areas are looked at is the school's own choice
        next_area=open_rows[0].area if open_rows and not evaluation.framework.words else None,
        overall=overall_line(evaluation.framework, rows),
        chart=_chart(loaded, rows),
        after=_after(loaded),
        in_words=evaluation.framework.words,
        raters=reverse("selfevaluation:raters", args=[evaluation_id]) if leads_to(viewer, evaluation.facts) else "",
    )


def _comments(many: int, unanswered: int) -> str:
    """``Two comments, one thread open.``"""
    if not many:
        return ""
    return f"{opening(counted(many, 'comment'))}{', ' + counted(unanswered, 'thread') + ' open' if unanswered else ''}."


def _moved(loaded: Loaded, last: LastRound) -> str:
    """Said of a last round by another framework, in a sentence."""
    then, now = judged_against(last.facts), loaded.evaluation.framework
    if follows(then, now):
        return f"{last.round} was judged by version {then.version} of “{then.title}”; this round uses another version."
    return crossing_words(last.round, then, now, between(then.name, now.name))


def area_row(loaded: Loaded, saved: SavedArea) -> AreaRow:
    area = loaded.evaluation.framework.area(saved.entry.area_id)
    assert area is not None  # noqa: S101  entries come in the framework's own areas
    last = earlier_view(area, loaded.last_time.round, loaded.last_time) if loaded.last_time else None
    if loaded.evaluation.framework.words:
        texts = saved.entry.words.said
    else:
        texts = bool(saved.entry.all_evidence or saved.entry.all_actions)
    return AreaRow(
        area=area,
        answer=saved.entry.answer,
        written=saved.version > 0 and texts,
        carried_over=saved.carried_over,
        last=last if last and (last.answer is not None or last.note) else None,
        saved_at=saved.saved_at,
        saved_by=saved.saved_by,
    )


def overall_line(framework: Framework, rows: tuple[AreaRow, ...]) -> OverallLine:
    """The overall level as the framework's rule has it. Never more than the framework allows."""
    derived = derive_overall(framework, [(row.area.id, row.answer) for row in rows])
    if derived is None:
        return OverallLine(None, framework.overall.note or "This framework has no overall level.")
    return OverallLine(derived.level, derived.words)


def _chart(loaded: Loaded, rows: tuple[AreaRow, ...]) -> Chart | None:
    """The shape of the areas that the school looks at, once there is something to see in it."""
    if sum(level_of(row.answer) is not None for row in rows) < WORTH_DRAWING:
        return None
    looked_at = replace(loaded.evaluation.framework, areas=tuple(row.area for row in rows))
    submission = replace(loaded.submission, framework=looked_at)
    previous = [loaded.last_time] if loaded.last_time else []
    try:
        diagnosis = diagnose(submission, previous=previous, name=loaded.school)
    except CannotCompare:  # for example two rounds of the same name
        diagnosis = diagnose(submission, name=loaded.school)
    charts = charts_of(diagnosis)
    return charts.shape or charts.dots


def _after(loaded: Loaded) -> str:
    if loaded.setting.submitted:
        return ""
    if not loaded.partners:
        return "Submitting freezes it."
    return (
        "Submitting freezes it and opens it to your partners, who then write their own views by "
        f"{day_in_words(loaded.round.review_due)}."
    )
