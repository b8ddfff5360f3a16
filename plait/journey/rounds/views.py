"""A round as a whole: opened, given other days, closed; who takes part; milestones noted."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from plait.domain.programmes import Pairing, ProgrammeDefinition, StepFor, StepKind
from plait.domain.rounds import RoundFacts, term, unique_title
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.frameworks.queries import offered
from plait.journey import actions, place_actions
from plait.journey.rounds import pages
from plait.journey.rounds.forms import CloseForm, DatesForm, EndPlaceForm, RoundForm, StepForm
from plait.journey.setting_up.pages import PAIRING_WORDS
from plait.partnerships import programme_actions, queries, rules, set_up_queries
from plait.partnerships.forming_queries import proposal
from plait.partnerships.middleware import viewer_of
from plait.schools.queries import closed_among, names
from plait.ui.access import Access, access
from plait.visits.arranging import may_know

WEEKS = {StepKind.SELF_EVALUATION: 5, StepKind.PEER_VIEW: 9, StepKind.CHALLENGE: 11}
"""Suggested where a programme suggests none."""


def suggested_weeks(definition: ProgrammeDefinition) -> tuple[int, int]:
    """Weeks from the first day to the round's two days."""
    found = []
    for kinds in ((StepKind.SELF_EVALUATION,), (StepKind.CHALLENGE, StepKind.PEER_VIEW, StepKind.SELF_EVALUATION)):
        step = next((step for kind in kinds if (step := definition.step(kind)) is not None), None)
        found.append(WEEKS[StepKind.SELF_EVALUATION] if step is None else step.weeks or WEEKS[step.kind])
    return found[0], max(found)


@access(Access.SCOPED, "As the partnership's page; the action asks the rule.")
@require_http_methods(["GET", "POST"])
def open_round(request: HttpRequest, partnership_id: int, programme_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    programme = set_up_queries.programme_of(viewer, partnership_id, programme_id)
    partnership = queries.partnership(viewer, partnership_id)
    members = queries.members(partnership_id)
    has_lead = queries.has_lead(partnership_id, today=today)
    require(rules.may_open_round(viewer, partnership_id=partnership_id, members=members, has_lead=has_lead))
    rounds = [item for item in queries.rounds_of_partnership(partnership_id) if item.programme_id == programme_id]
    definition = programme.definition
    called = offered(partnership_id, definition)
    first, second = suggested_weeks(definition)
    form = RoundForm(
        request.POST or None,
        definition=definition,
        frameworks=[("@".join(key), title) for key, title in called.items() if title],
        initial={
            "title": unique_title(term(today), [item.title for item in rounds]),
            "evaluation_due": today + timedelta(weeks=first),
            "review_due": today + timedelta(weeks=second),
            "after": rounds[0].number if rounds else 0,
            "framework": "@".join(programme.framework),
            **{f"due-{step.key}": today + timedelta(weeks=step.weeks) for step in definition.milestones if step.weeks},
        },
    )
    if request.method == "POST" and form.is_valid():
        evaluation_due, review_due = form.two_days(today)
        given = actions.RoundInput(
            title=form.cleaned_data["title"],
            evaluation_due=evaluation_due,
            review_due=review_due,
            after=form.cleaned_data["after"],
            milestones_due=form.milestones_due(),
            framework=form.pinned(),
        )
        actions.open_round(
            viewer=viewer,
            partnership_id=partnership_id,
            programme_id=programme_id,
            given=given,
            at=timezone.now(),
            today=today,
        )
        messages.success(request, f"{given.title} is open. Every school can begin.")
        return redirect("journey:partnership", partnership_id)
    closed = closed_among(members)
    known = names({*members, *(new for new in closed.values() if new)})
    last = rounds[0] if rounds and rounds[0].open else None
    waiting = proposal(programme_id)
    formed = waiting is not None and waiting.ready
    context = {
        "form": form,
        "partnership": partnership,
        "programme": programme.title,
        "programme_id": programme_id,
        "last": last,
        "unfinished": pages.unfinished(viewer, last) if last else (),
        "who": pages.who_takes_part(known, members, closed),
        "changes": pages.changes_of_members(known, closed),
        "pairing": "It has the groups that were formed for it." if formed else PAIRING_WORDS[definition.pairing],
        "groups": definition.pairing is not Pairing.NOBODY,
        "signs": definition.contract.needs_signature,
        "only": next(iter(called.values())) if len(called) == 1 else "",
    }
    return render(request, "journey/open-round.html", context, status=422 if form.errors else 200)


def _round(viewer: Viewer, partnership_id: int, round_id: int) -> RoundFacts:
    found = queries.known_round(viewer, round_id)
    if found.partnership_id != partnership_id:
        raise NotVisible(f"round {round_id} of partnership {partnership_id}")
    return found


@access(Access.SCOPED, "The round must be one that the viewer may know of; the action asks the rule.")
@require_http_methods(["GET", "HEAD", "POST"])
def close_round(request: HttpRequest, partnership_id: int, round_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    this = _round(viewer, partnership_id, round_id)
    require(
        rules.may_close_round(
            viewer,
            partnership_id=partnership_id,
            open_=this.open,
            members=queries.members(partnership_id),
            has_lead=queries.has_lead(partnership_id, today=today),
        )
    )
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        programme_actions.close_round(viewer=viewer, round_id=round_id, at=timezone.now(), today=today)
        messages.success(request, f"{this.title} is closed. What was written stays readable.")
        return redirect("journey:partnership", partnership_id)
    context = {"form": form, "round": this, "unfinished": pages.unfinished(viewer, this)}
    return render(request, "journey/close-round.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "The round must be one that the viewer may know of; the action asks the rule.")
@require_http_methods(["GET", "HEAD", "POST"])
def change_dates(request: HttpRequest, partnership_id: int, round_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    this = _round(viewer, partnership_id, round_id)
    require(
        rules.may_change_dates(
            viewer,
            partnership_id=partnership_id,
            open_=this.open,
            members=queries.members(partnership_id),
            has_lead=queries.has_lead(partnership_id, today=today),
        )
    )
    initial = {"evaluation_due": this.evaluation_due, "review_due": this.review_due}
    initial |= {f"due-{key}": day for key, day in this.milestones_due.items()}
    form = DatesForm(request.POST or None, definition=this.definition, initial=initial)
    if request.method == "POST" and form.is_valid():
        evaluation_due, review_due = form.two_days(this.review_due)
        programme_actions.change_dates(
            viewer=viewer,
            round_id=round_id,
            evaluation_due=evaluation_due,
            review_due=review_due,
            milestones_due=form.milestones_due(),
            at=timezone.now(),
            today=today,
        )
        messages.success(request, f"The dates of {this.title} are changed for everybody.")
        return redirect("journey:partnership", partnership_id)
    context = {"form": form, "round": this}
    return render(request, "journey/change-dates.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "The round must be one that the viewer may know of; the rule says who decides on places.")
@require_GET
def places(request: HttpRequest, partnership_id: int, round_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    this = _round(viewer, partnership_id, round_id)
    require(rules.may_change_places(viewer, partnership_id=partnership_id, open_=this.open))
    found = queries.places_signed(round_id)
    placed = [item.urn for item in found]
    ended = {item.urn: (item.ended_on, item.why_ended) for item in found if item.ended_on is not None}
    members = queries.members(partnership_id)
    closed = closed_among({*placed, *members})
    later = {new for new in closed.values() if new}
    known = members | {item.urn: item.school for item in found} | (names(later) if later else {})
    groups = this.definition.pairing is not Pairing.NOBODY
    page = pages.places_page(this, placed, ended, members, closed, known)
    return render(request, "journey/places.html", {"page": page, "round": this, "groups": groups})


@access(Access.SCOPED, "As for the places; the action asks the rule.")
@require_http_methods(["GET", "HEAD", "POST"])
def take_place(request: HttpRequest, partnership_id: int, round_id: int, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    this = _round(viewer, partnership_id, round_id)
    require(rules.may_change_places(viewer, partnership_id=partnership_id, open_=this.open))
    if urn not in queries.members(partnership_id):
        raise NotVisible(f"member {urn} of partnership {partnership_id}")
    school = names([urn])[urn]
    if request.method == "POST":
        place_actions.take_place(
            viewer=viewer, partnership_id=partnership_id, round_id=round_id, urn=urn, at=timezone.now()
        )
        messages.success(request, f"{school} takes part in {this.title}.")
        return redirect("journey:places", partnership_id, round_id)
    looks = this.definition.has(StepKind.PEER_VIEW)
    return render(request, "journey/take-place.html", {"round": this, "school": school, "looks": looks})


@access(Access.SCOPED, "As for the places; the action asks the rule.")
@require_http_methods(["GET", "HEAD", "POST"])
def end_place(request: HttpRequest, partnership_id: int, round_id: int, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    this = _round(viewer, partnership_id, round_id)
    require(rules.may_change_places(viewer, partnership_id=partnership_id, open_=this.open))
    if urn not in queries.places(round_id):
        raise NotVisible(f"school {urn} in round {round_id}")
    school = names([urn])[urn]
    form = EndPlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place_actions.end_place(
            viewer=viewer,
            partnership_id=partnership_id,
            round_id=round_id,
            urn=urn,
            why=form.cleaned_data["why"],
            at=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, f"{school} has left {this.title}. Nobody waits for it.")
        return redirect("journey:places", partnership_id, round_id)
    context = {"form": form, "round": this, "school": school}
    return render(request, "journey/end-place.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "The round must be one that the viewer may know of; a rule says who notes the milestone.")
@require_http_methods(["GET", "HEAD", "POST"])
def note_step(request: HttpRequest, round_id: int, step: str, urn: int | None = None) -> HttpResponse:
    """A milestone of a school, or (no ``urn``) of the whole partnership."""
    viewer = viewer_of(request)
    this = queries.known_round(viewer, round_id)
    item = next((each for each in this.definition.milestones if each.key == step), None)
    if item is None or (urn is None) != (item.whose is StepFor.PARTNERSHIP):
        raise NotVisible(f"step {step} of round {round_id}")
    if urn is not None and urn not in queries.places(round_id):
        raise NotVisible(f"school {urn} in round {round_id}")
    verdict = rules.may_note_step(
        viewer,
        step=item,
        urn=urn,
        partnership_id=this.partnership_id,
        around=queries.around(this.partnership_id),
        programme_id=this.programme_id,
        open_=this.open,
    )
    if urn is not None and urn not in viewer.urns and not verdict:
        raise NotVisible(f"milestones of school {urn}")  # what it has done is its own
    done = next((each for each in queries.steps_done(round_id, urn) if (each.step, each.urn) == (step, urn)), None)
    initial = {"done_on": done.done_on if done else timezone.localdate(), "note": done.note if done else ""}
    form = StepForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        programme_actions.note_step(
            viewer=viewer,
            round_id=round_id,
            step=step,
            urn=urn,
            done_on=form.cleaned_data["done_on"],
            note=form.cleaned_data["note"],
            at=timezone.now(),
        )
        messages.success(request, f"Noted: {item.title}.")
        if urn in viewer.present_urns:
            return redirect("journey:school", urn)
        return redirect("journey:partnership", this.partnership_id)
    context = {
        "form": form,
        "round": this,
        "step": item,
        "done": done,
        "verdict": verdict,
        "school": names([urn])[urn] if urn else "",
        "urn": urn if urn in viewer.present_urns else None,
        "plans": bool(item.plans) and urn is not None and may_know(viewer, round_id, urn),
        "planned_urn": urn,
    }
    return render(request, "journey/note-step.html", context, status=422 if form.errors else 200)
