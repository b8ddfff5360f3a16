"""The page on which a school sees who reviews it, and says whom it would rather not have."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from plait.domain.roles import Permission
from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import rounds_of_school
from plait.partnerships.team_queries import looking_at_in
from plait.reviewers import school_conflict_actions as actions
from plait.reviewers import school_conflict_pages as pages
from plait.reviewers import school_conflict_queries as queries
from plait.reviewers.forms import SchoolConflictForm
from plait.schools.queries import names
from plait.ui.access import Access, access

OURS = "The school must be one of the viewer's own, as headteacher or senior leader, and in the partnership."


@access(Access.SCOPED, OURS)
@require_http_methods(["GET", "HEAD", "POST"])
def who_reviews(request: HttpRequest, urn: int, partnership_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    partnership = queries.place_of_school(viewer, urn, partnership_id)
    found = queries.to_choose(urn, partnership_id, today=today)
    form = SchoolConflictForm(request.POST or None, people=pages.choices(found))
    if request.method == "POST" and form.is_valid():
        actions.declare(
            viewer=viewer,
            urn=urn,
            partnership_id=partnership_id,
            reviewer_id=form.cleaned_data["reviewer"],
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
            today=today,
        )
        messages.success(request, "Noted. From now on they cannot be asked to review your school.")
        return redirect("reviewers:who-reviews", urn, partnership_id)
    rounds = [item for item, _ in rounds_of_school(viewer, urn) if item.open and item.partnership_id == partnership_id]
    looking = looking_at_in([item.id for item in rounds], urn)
    page = pages.who_reviews_page(
        urn,
        names([urn])[urn],
        partnership,
        tuple((item.title, *looking[item.id]) for item in rounds),
        queries.of_school(viewer, urn, partnership_id),
        reads_why=viewer.may_at(urn, Permission.RELEASE),
        anybody=bool(found),
    )
    context = {"page": page, "form": form}
    return render(request, "reviewers/who-reviews.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, OURS)
@require_POST
def end(request: HttpRequest, urn: int, partnership_id: int, school_conflict_id: int) -> HttpResponse:
    actions.end(
        viewer=viewer_of(request),
        urn=urn,
        partnership_id=partnership_id,
        school_conflict_id=school_conflict_id,
        at=timezone.now(),
    )
    messages.success(request, "Taken back. They can be asked to review your school again.")
    return redirect("reviewers:who-reviews", urn, partnership_id)
