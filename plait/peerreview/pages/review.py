"""Where a review stands: who waits for whom, and what is the viewer's to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from plait.domain.roles import Permission
from plait.domain.rounds import ReviewStage, minutes_left
from plait.domain.viewer import Viewer
from plait.domain.wording import counted, day_in_words
from plait.peerreview import queries
from plait.peerreview.pages.around import Around, around
from plait.ui.words import in_words


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that the viewer can do now."""

    title: str
    text: str
    action: str
    address: str
    by: date


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the review. ``kind`` is ``done``, ``next`` (the viewer's), ``waiting`` or empty (not yet)."""

    title: str
    hint: str
    state: str
    kind: str


@dataclass(frozen=True, slots=True)
class OwnView:
    """How far one of the viewer's own schools is with its view."""

    school: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    around: Around
    sentence: str
    to_do: tuple[ToDo, ...]
    steps: tuple[Step, ...]
    own_views: tuple[OwnView, ...]
    evaluation_id: int | None
    may_take_back: bool
    checks_facts: bool
    finds_excellence: bool
    asks_devices: bool
    """The viewer may ask that nothing of it stays on devices."""

    @property
    def title(self) -> str:
        return f"Peer review of {self.around.host}"

    @property
    def readers(self) -> str:
        return f"{self.around.everyone}. What a partner writes stays with that partner until every view is in"


def review_page(viewer: Viewer, review_id: int) -> ReviewPage:
    """The page of one review. Six queries, seven once the host has submitted."""
    found = around(viewer, review_id)
    review = found.review
    progress = queries.own_progress(viewer, review)
    recorded = queries.recorded(viewer, review)
    hosts = review.host_urn in viewer.urns
    own_views = tuple(
        OwnView(
            found.name(urn),
            _view_words(found, urn, *progress[urn]),
            reverse("peerreview:view", args=[review.id, urn]),
        )
        for urn in progress
    )
    return ReviewPage(
        around=found,
        sentence=_sentence(found, hosts),
        to_do=tuple(_to_do(viewer, found, progress)),
        steps=_steps(found, recorded),
        own_views=own_views,
        evaluation_id=review.evaluation_id if hosts or review.stage is not ReviewStage.WAITING else None,
        may_take_back=(
            review.stage is ReviewStage.REVIEWING
            and review.round_open
            and viewer.may_at(review.host_urn, Permission.SUBMIT)
            and not queries.partners_have_begun(review.id)
        ),
        checks_facts=review.checks_facts(viewer),
        finds_excellence=review.stage is ReviewStage.AGREED
        and (review.speaks_for_school(viewer) or review.looked(viewer)),
        asks_devices=viewer.may_at(review.host_urn, Permission.SUBMIT),
    )


def _view_words(found: Around, urn: int, answered: int, areas: int) -> str:
    view = found.review.view_of(urn)
    if view is not None and view.handed_in_at is not None:
        return f"Handed in on {in_words(view.handed_in_at)} by {view.handed_in_by}"
    done = "written" if found.round.definition.in_words else "judged"
    return f"{answered} of {areas} areas {done}" if answered else "Not begun"


def _sentence(found: Around, hosts: bool) -> str:
    """Where the review stands, and who waits for whom."""
    review, host = found.review, found.host
    partners = found.schools(found.partners)
    if review.stage is ReviewStage.AGREED:
        what = "What stands was" if found.round.definition.in_words else "The judgements were"
        return f"{what} agreed on {in_words(review.agreed_at)} by {review.agreed_by}."
    if not found.round.open:
        return "This round is closed. What was written stays readable."
    if review.stage is ReviewStage.WAITING:
        whose = "your school" if hosts else host
        return f"{partners} can begin as soon as {whose} has submitted its self-evaluation."
    if review.stage is ReviewStage.REVIEWING:
        return (
            f"{found.in_words}. Nobody else sees what a partner wrote until all are in; "
            "then everyone reads everything at the same time."
        )
    return (
        f"Every view is in and open to all of you. Now {host} and its partners talk through what they saw, "
        f"and the headteacher of {'your school' if hosts else host} records what you decide."
    )


def _to_do(viewer: Viewer, found: Around, progress: dict[int, tuple[int, int]]) -> Iterator[ToDo]:
    review, in_words_only = found.review, found.round.definition.in_words
    if not review.round_open:
        return
    if review.stage is ReviewStage.WAITING and viewer.may_at(review.host_urn, Permission.EVALUATE):
        yield ToDo(
            "Your self-evaluation comes first",
            "Your partners wait for it.",
            "Go to the self-evaluation",
            reverse("selfevaluation:evaluation", args=[review.evaluation_id]),
            found.round.evaluation_due,
        )
    if review.stage is ReviewStage.REVIEWING:
        for urn, (answered, areas) in progress.items():
            view = review.view_of(urn)
            if view is None or view.handed_in_at is not None:
                continue
            yield from _view_to_do(viewer, found, urn, answered, areas)
    if review.stage is ReviewStage.CHALLENGE:
        writes = viewer.may_at(review.host_urn, Permission.CHALLENGE)
        yield ToDo(
            "Talk it through",
            "Go through the areas with your partners and record what you decide."
            if writes
            else f"See {'what everyone wrote' if in_words_only else 'where the judgements differ'} and what has been"
            " recorded.",
            "Open the challenge conversation",
            reverse("peerreview:challenge", args=[review.id]),
            found.round.review_due,
        )


def _view_to_do(viewer: Viewer, found: Around, urn: int, answered: int, areas: int) -> Iterator[ToDo]:
    school, host, by = found.name(urn), found.host, found.round.review_due
    address = reverse("peerreview:view", args=[found.review.id, urn])
    definition = found.round.definition
    if definition.enough(answered, areas) and viewer.may_at(urn, Permission.SUBMIT):
        yield ToDo(
            f"Hand in the {found.view} of {school}",
            f"You have written about {counted(answered, 'area')}. Read it through once more, then hand it in."
            if definition.in_words
            else "Every area has a judgement. Read it through once more, then hand it in.",
            "Check and hand in",
            reverse("peerreview:hand-in", args=[found.review.id, urn]),
            by,
        )
    elif answered < areas and viewer.may_at(urn, Permission.REVIEW):
        yield ToDo(
            f"Write the {found.view} of {school}",
            f"{host} has submitted its self-evaluation. Say area by area how you see it: "
            f"{minutes_left(areas - answered, 8)} of work is left."
            if not definition.in_words
            else f"{host} has submitted its self-evaluation. Say in words what you saw, in the areas you look at.",
            "Go on writing" if answered else "Begin",
            address,
            by,
        )


def _steps(found: Around, recorded: int) -> tuple[Step, ...]:
    review, host = found.review, found.host
    at = list(ReviewStage).index(review.stage)
    due = day_in_words(found.round.review_due)
    agreed = f"On {in_words(review.agreed_at)}, by {review.agreed_by}" if review.agreed_at else ""
    wordings = (
        (
            f"{host} submits its self-evaluation",
            f"Due {day_in_words(found.round.evaluation_due)}" if at == 0 else "",
        ),
        (
            f"{found.schools(found.partners)} write and hand in their views",
            f"Due {due}" if at == 0 else f"{found.in_words}, due {due}" if at == 1 else found.in_words,
        ),
        (
            "Talk it through: agree the words for each area"
            if found.round.definition.in_words
            else "Talk it through: each judgement is kept or changed",
            f"{counted(recorded, 'area')} recorded so far".capitalize() if at == 2 else "",
        ),
        (f"The headteacher of {host} agrees what was decided", agreed),
    )
    done = at + 1 if review.stage is ReviewStage.AGREED else at
    return tuple(
        Step(
            title,
            hint,
            *(("Done", "done") if number < done else ("Now", "next") if number == at else ("Later", "")),
        )
        for number, (title, hint) in enumerate(wordings)
    )
