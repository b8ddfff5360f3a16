"""What the pages of a fact-check show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from plait.domain.fact_checks import AFTER_RELEASE, NOT_FOR_JUDGEMENTS, OF_THE_TEAM, TURNS, Turn, said_in_counts
from plait.domain.frameworks import Framework
from plait.domain.rounds import RoundFacts
from plait.domain.verdicts import Verdict
from plait.domain.viewer import Viewer
from plait.domain.wording import counted, day_in_words, listed, on_the_team, opening, reviewers_at
from plait.factchecks import rules
from plait.factchecks.facts import FactCheckFacts, PointFacts, Side

WHOLE = "The report as a whole"


@dataclass(frozen=True, slots=True)
class PointRow:
    """What the school asked on the left, what the team made of it on the right. ``state`` and ``kind``: its tag."""

    id: int
    number: int
    area: str
    quote: str
    wish: str
    asked: str
    state: str
    kind: str
    reply: str
    replied: str
    may_take_away: bool
    may_reply: bool


@dataclass(frozen=True, slots=True)
class FactCheckPage:
    school: str
    where: str
    readers: str
    review_id: int
    evaluation_id: int
    is_school: bool
    turn: Turn
    yours: bool
    """It is the viewer's side's turn."""
    turn_words: str
    due: str
    late: bool
    counts: str
    rows: tuple[PointRow, ...]
    history: tuple[str, ...]
    may_offer: Verdict
    may_add: Verdict
    may_finish: Verdict
    may_sign: Verdict
    round_open: bool
    not_for_judgements: str = NOT_FOR_JUDGEMENTS
    after_release: str = AFTER_RELEASE

    @property
    def settled(self) -> bool:
        return self.turn is Turn.SETTLED

    @property
    def begun(self) -> bool:
        return self.turn is not Turn.OFFER


def area_title(framework: Framework, area_id: str) -> str:
    if not area_id:
        return WHOLE
    area = framework.area(area_id)
    return area.title if area else area_id


def check_page(
    *,
    viewer: Viewer,
    found: FactCheckFacts,
    school: str,
    looked: tuple[tuple[str, ...], tuple[str, ...]],
    round_: RoundFacts,
    framework: Framework,
    today: date,
) -> FactCheckPage:
    """``looked``: the names of the schools and people that looked at the school."""
    standing = found.standing
    mine = (found.side is Side.TEAM) == (found.turn in OF_THE_TEAM)
    late = found.round_open and standing.late(today)
    return FactCheckPage(
        school=school,
        where=f"{round_.programme}, {round_.title}",
        readers=_readers(school, *looked),
        review_id=found.review_id,
        evaluation_id=found.evaluation_id,
        is_school=found.side is Side.SCHOOL,
        turn=found.turn,
        yours=mine and found.turn is not Turn.SETTLED and found.round_open,
        turn_words=TURNS[found.turn],
        due=f"{'was due on' if late else 'by'} {day_in_words(standing.due)}"
        if standing.due and found.round_open
        else "",
        late=late,
        counts=_counts(found),
        rows=tuple(_row(found, point, framework) for point in found.points),
        history=_history(found),
        may_offer=rules.may_offer(found),
        may_add=rules.may_add(found),
        may_finish=rules.may_finish(viewer, found),
        may_sign=rules.may_sign(viewer, found),
        round_open=found.round_open,
    )


def _readers(school: str, partners: tuple[str, ...], team: tuple[str, ...]) -> str:
    looked = [reviewers_at(partners)] * bool(partners) + [on_the_team(team)] * bool(team)
    return listed([f"the headteacher and senior leaders of {school}", *looked])


def _counts(found: FactCheckFacts) -> str:
    replies = [point.reply for point in found.points if point.reply]
    if found.turn in (Turn.TEAM_SIGNS, Turn.SCHOOL_SIGNS, Turn.SETTLED):
        return said_in_counts(len(found.points), sum(reply.changed for reply in replies))
    if not found.points:
        return ""
    points = opening(counted(len(found.points), "point"))
    if found.turn is Turn.CHECK and not replies:
        return f"{points} so far, not sent yet"
    return f"{points}, {len(replies) or 'none'} with a reply"


def _row(found: FactCheckFacts, point: PointFacts, framework: Framework) -> PointRow:
    reply = point.reply
    if reply:
        state, kind = ("Changed", "done") if reply.changed else ("Stays as it is", "")
    else:
        state, kind = ("Waits for the team", "waiting") if found.turn is Turn.REPLY else ("Not sent yet", "")
    return PointRow(
        point.id,
        point.number,
        area_title(framework, point.area_id),
        point.quote,
        point.wish,
        f"{point.marked_by}, {day_in_words(localtime(point.marked_at).date())}",
        state,
        kind,
        reply.text if reply else "",
        f"{reply.replied_by}, {day_in_words(localtime(reply.replied_at).date())}" if reply else "",
        reply is None and bool(rules.may_mark(found)),
        reply is None and bool(rules.may_reply(found)),
    )


def _history(found: FactCheckFacts) -> tuple[str, ...]:
    """What has happened so far, a sentence each."""
    again = "once more " if found.offers > 1 else ""
    lines = (
        (f"Offered {again}by {found.offered_by}", found.offered_at),
        (f"Looked through for the school by {found.checked_by}", found.checked_at),
        (f"Signed off for the team by {found.team_signed_by}", found.team_signed_at),
        (f"Signed off for the school by {found.school_signed_by}", found.school_signed_at),
    )
    return tuple(f"{text}, {day_in_words(localtime(at).date())}." for text, at in lines if at is not None)
