"""A head decides who gets the report; those who get it find and read it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.domain.verdicts import require
from plait.domain.visibility import Relation
from plait.partnerships.middleware import viewer_of
from plait.reports import actions, queries, releases, rules
from plait.reports import release_pages as pages
from plait.reports.forms import AudienceForm, SureForm
from plait.reports.frozen import as_download, as_page
from plait.ui.access import Access, access


@access(Access.SCOPED, "The evaluation must be of one of the viewer's own schools.")
@require_safe
def overview(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    desk = queries.release_desk(viewer, evaluation_id)
    page = pages.releases_page(viewer, desk, today=timezone.localdate())
    return render(request, "reports/releases.html", {"page": page})


@access(Access.SCOPED, "As the overview; a rule says that the headteacher decides, and from when.")
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    """First who gets it; then exactly who that is, with a tick where it is more than the contract asks for."""
    viewer = viewer_of(request)
    desk = queries.release_desk(viewer, evaluation_id)
    require(rules.may_release_it(viewer, desk))
    page = pages.choose_page(desk, today=timezone.localdate())
    if request.method != "POST":
        form = AudienceForm(choices=page.choices, initial={"after": page.number - 1})
        return render(request, "reports/release.html", {"page": page, "form": form})
    form = AudienceForm(request.POST, choices=page.choices)
    if form.is_valid():
        wanted = (*form.cleaned_data["audiences"], *(item.relation for item in page.must))
        verdict = rules.may_release_to(desk.round.contract.release, wanted)
        if not verdict:
            form.add_error("audiences", verdict.reason)
    if not form.is_valid():
        return render(request, "reports/release.html", {"page": page, "form": form}, status=422)
    chosen: tuple[Relation, ...] = form.cleaned_data["audiences"]
    check = pages.check_page(page, chosen)
    again = request.POST.get("step") == "release"
    sure = SureForm(request.POST if again else None, choices=page.choices, question=check.wider or page.school)
    if not check.wider:
        sure.fields["sure"].required = False
    if not again or not sure.is_valid():
        context = {"page": check, "form": sure, "chosen": [item.value for item in chosen], "after": page.number - 1}
        return render(request, "reports/release-check.html", context, status=422 if again else 200)
    actions.release(
        viewer=viewer,
        evaluation_id=evaluation_id,
        audiences=chosen,
        after=form.cleaned_data["after"],
        at=timezone.now(),
        today=timezone.localdate(),
    )
    messages.success(request, f"Version {page.number} is released. It stays as it is now, whatever changes later.")
    return redirect("reports:releases", evaluation_id)


@access(Access.SCOPED, "The version must be of one of the viewer's own schools; a rule says that the head ends it.")
@require_POST
def end(request: HttpRequest, release_id: int, relation: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = releases.own(viewer, release_id)
    actions.end_audience(viewer=viewer, release_id=release_id, relation=Relation(relation), at=timezone.now())
    messages.success(request, f"Version {found.number} is no longer open to them. What they read stays in your log.")
    return redirect("reports:releases", found.evaluation_id)


@access(Access.SIGNED_IN, "Lists only what was released to the viewer and is still open to them.")
@require_safe
def released(request: HttpRequest) -> HttpResponse:
    rows = pages.released_rows(releases.released_to(viewer_of(request)))
    return render(request, "reports/released.html", {"rows": rows})


@access(Access.SCOPED, "The version must be open to the viewer now: released to them, or of their own school.")
@require_safe
def released_report(request: HttpRequest, release_id: int) -> HttpResponse:
    found = releases.get(viewer_of(request), release_id)
    page = pages.released_page(found, pages.readers_in_words(found, found.open_to))
    return render(request, "reports/released-report.html", {"page": page})


@access(Access.SCOPED, "As the version that it belongs to.")
@require_safe
def read(request: HttpRequest, release_id: int) -> HttpResponse:
    return as_page(releases.file(viewer_of(request), release_id, "html"))


@access(Access.SCOPED, "As the version that it belongs to.")
@require_safe
def file(request: HttpRequest, release_id: int, suffix: str) -> HttpResponse:
    return as_download(releases.file(viewer_of(request), release_id, suffix))
