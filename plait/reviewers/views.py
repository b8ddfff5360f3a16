"""Pages about the reviewers of a partnership."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plait.domain.reviewers import PHASES, away_in_words
from plait.domain.verdicts import StaleWrite
from plait.domain.viewer import Viewer
from plait.domain.wording import listed
from plait.partnerships.middleware import viewer_of
from plait.partnerships.pool_queries import member_schools, own_partnership
from plait.partnerships.team_queries import own_places
from plait.reviewers import actions, pages, queries, rules, school_conflict_queries
from plait.reviewers.calibration_queries import who_has_judged
from plait.reviewers.forms import ConflictForm, ProfileForm
from plait.ui.access import Access, access
from plait.ui.paging import asked_page

FIELDS = tuple(actions.ProfileInput.__dataclass_fields__)


@access(Access.SCOPED, "The pool is found through the partnerships that the viewer leads.")
@require_GET
def pool(request: HttpRequest, partnership_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    typed, page = request.GET.get("q", "").strip()[: queries.LONGEST], asked_page(request)
    asked = {"today": today, "words": typed, "limit": pages.PER_PAGE}
    found = queries.pool(viewer, partnership_id, offset=(page - 1) * pages.PER_PAGE, **asked)  # type: ignore[arg-type]
    if page > 1 and not found.rows:  # past the end, perhaps from an old address
        page, found = 1, queries.pool(viewer, partnership_id, **asked)  # type: ignore[arg-type]
    judged = who_has_judged([item.person_id for item in found.rows])
    return render(request, "reviewers/pool.html", {"page": pages.pool_page(found, typed, page, today, judged)})


@access(Access.SCOPED, "The pool is found through the partnerships that the viewer leads.")
@require_GET
def reviewer(request: HttpRequest, partnership_id: int, reviewer_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    facts = queries.reviewer(viewer, partnership_id, reviewer_id, today=today)
    page = pages.reviewer_page(
        facts,
        own_partnership(viewer, partnership_id).name,
        queries.declared(viewer, reviewer_id),
        school_conflict_queries.about(viewer, partnership_id, facts.person_id),
        rules.may_confirm(viewer, partnership_id=partnership_id, person_id=facts.person_id),
        today,
    )
    return render(request, "reviewers/reviewer.html", {"page": page})


@access(Access.SCOPED, "As for the page of one reviewer; the action asks the rule.")
@require_POST
def confirm(request: HttpRequest, partnership_id: int, reviewer_id: int) -> HttpResponse:
    shown = request.POST.get("version", "")
    actions.confirm_training(
        viewer=viewer_of(request),
        partnership_id=partnership_id,
        reviewer_id=reviewer_id,
        version=int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 9 else 0,
        at=timezone.now(),
        today=timezone.localdate(),
    )
    messages.success(request, "The training is confirmed.")
    return redirect("reviewers:reviewer", partnership_id, reviewer_id)


@access(Access.SCOPED, "One’s own profile, in a partnership that one belongs to.")
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, partnership_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    facts = queries.own(viewer, partnership_id)
    form = ProfileForm(request.POST or None, initial=_stored(facts))
    stale: StaleWrite | None = None
    if request.method == "POST" and form.is_valid():
        given = actions.ProfileInput(**{name: form.cleaned_data[name] for name in FIELDS})
        version = form.cleaned_data["version"] or 0
        try:
            actions.save_profile(
                viewer=viewer, partnership_id=partnership_id, given=given, version=version, at=timezone.now()
            )
        except StaleWrite as late:
            stale = late
        else:
            messages.success(request, "Your profile is saved." if facts else "You are in the pool of reviewers.")
            return redirect("reviewers:own", partnership_id)
    return _own(request, viewer, partnership_id, form, facts, stale)


def _stored(facts: queries.ReviewerFacts | None) -> dict[str, object]:
    if facts is None:
        return {"reviews_before": 0, "reviews_a_year": 1, "version": 0}
    return {
        "training": facts.training.what,
        "trained_on": facts.training.on,
        "expires_on": facts.training.expires,
        "reviews_before": facts.reviews_before,
        "phases": list(facts.phases),
        "strengths": facts.strengths,
        "away": away_in_words(facts.away),
        "travels_km": facts.travels_km,
        "reviews_a_year": facts.reviews_a_year,
        "version": facts.version,
    }


def _own(
    request: HttpRequest,
    viewer: Viewer,
    partnership_id: int,
    form: ProfileForm,
    facts: queries.ReviewerFacts | None,
    stale: StaleWrite | None,
) -> HttpResponse:
    differences: list[tuple[str, str, str]] = []
    status = 422 if form.errors else 200
    if stale is not None:
        given = actions.ProfileInput(**{name: form.cleaned_data[name] for name in FIELDS})
        mine = actions.given_in_words(given)
        differences = [
            (str(form.fields[name].label), _shown(name, mine[name]), _shown(name, theirs))
            for name, theirs in stale.theirs.items()
            if mine[name] != theirs
        ]
        data = request.POST.copy()
        data["version"] = str(stale.version)  # what the person wrote, over what they have now been shown
        form, status = ProfileForm(data), 409
    page = pages.own_page(
        partnership_id,
        own_partnership(viewer, partnership_id).name,
        facts,
        queries.declared(viewer, facts.id) if facts else (),
        timezone.localdate(),
        stale=str(stale) if stale else "",
        differences=tuple(differences),
    )
    places = [place for place in own_places(viewer) if place.partnership_id == partnership_id]
    return render(request, "reviewers/own.html", {"page": page, "form": form, "places": places}, status=status)


def _shown(name: str, text: str) -> str:
    return listed([PHASES.get(key, key) for key in text.split(", ") if key]) if name == "phases" else text


@access(Access.SCOPED, "One’s own place in the pool of a partnership that one belongs to.")
@require_POST
def leave(request: HttpRequest, partnership_id: int) -> HttpResponse:
    actions.leave_pool(viewer=viewer_of(request), partnership_id=partnership_id, at=timezone.now())
    messages.success(request, "You have left the pool. What you said of yourself is deleted.")
    return redirect("reviewers:own", partnership_id)


@access(Access.SCOPED, "One’s own place in the pool of a partnership that one belongs to.")
@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: HttpRequest, partnership_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    name = own_partnership(viewer, partnership_id).name
    form = ConflictForm(request.POST or None, schools=member_schools(partnership_id))
    if request.method == "POST" and form.is_valid():
        actions.declare_conflict(
            viewer=viewer,
            partnership_id=partnership_id,
            urn=form.cleaned_data["school"],
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
        )
        messages.success(request, "Noted. You will not be asked to review that school.")
        return redirect("reviewers:own", partnership_id)
    context = {"form": form, "partnership": name, "partnership_id": partnership_id}
    return render(request, "reviewers/conflict.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "A conflict that the viewer declared, in a partnership that they belong to.")
@require_POST
def end_conflict(request: HttpRequest, partnership_id: int, conflict_id: int) -> HttpResponse:
    actions.end_conflict(
        viewer=viewer_of(request), partnership_id=partnership_id, conflict_id=conflict_id, at=timezone.now()
    )
    messages.success(request, "Taken back.")
    return redirect("reviewers:own", partnership_id)
