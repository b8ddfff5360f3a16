"""A draft as a whole: loaded, looked at, its doubts settled, published or thrown away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plait.adapters.framework_files import correcting
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused, StaleWrite, require
from plait.domain.wording import counted, opening
from plait.frameworks import draft_actions, queries, rules
from plait.frameworks.forms import LoadForm, OwnerForm
from plait.frameworks.pages.draft import DraftPage, draft_area_page, draft_page
from plait.partnerships.middleware import viewer_of
from plait.ui.access import Access, access

MOST_FAULTS = 12


@access(Access.SIGNED_IN, "A rule says who loads frameworks; the owner is one of the viewer's own partnerships.")
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    mine = queries.owners(viewer, today=today)
    require(rules.may_load(mine))
    form = LoadForm(
        request.POST or None,
        request.FILES or None,
        owners=[(item.key, opening(item.name)) for item in mine],
    )
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = draft_actions.load(
                viewer=viewer,
                owner=form.owner_key(),
                data=file.read(),
                filename=file.name,
                at=timezone.now(),
                today=today,
            )
        except correcting.CannotBeCorrected as wrong:
            faults = [str(fault) for fault in wrong.faults]
            more = len(faults) - MOST_FAULTS
            faults = faults[:MOST_FAULTS] + ([f"{counted(more, 'fault')} more."] if more > 0 else [])
            first = f"{file.name} could not be read as a framework, so nothing was kept. "
            form.add_error("file", first + (faults[0] if len(faults) == 1 else "The reasons are listed below."))
        else:
            messages.success(request, f"{file.name} is read. Nothing is published yet.")
            return redirect("frameworks:draft", made)
    context = {"form": form, "faults": faults if len(faults) > 1 else [], "only": mine[0] if len(mine) == 1 else None}
    return render(request, "frameworks/load.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "The version must be one that the viewer may read; a rule says who puts frameworks together.")
@require_http_methods(["GET", "HEAD", "POST"])
def begin_next(request: HttpRequest, version_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    facts, framework = queries.version(viewer, version_id)
    mine = queries.owners(viewer, today=today)
    require(rules.may_load(mine))
    form = OwnerForm(request.POST or None, owners=[(item.key, opening(item.name)) for item in mine])
    if request.method == "POST" and form.is_valid():
        made = draft_actions.begin_next(
            viewer=viewer,
            version_id=version_id,
            owner=form.owner_key(),
            at=timezone.now(),
            today=today,
        )
        messages.success(request, "The next version is begun with the same words. Nothing is published yet.")
        return redirect("frameworks:draft", made)
    context = {
        "form": form,
        "facts": facts,
        "title": framework.title,
        "only": mine[0] if len(mine) == 1 else None,
    }
    return render(request, "frameworks/next.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, draft_id: int) -> DraftPage:
    found = queries.draft(viewer_of(request), draft_id, today=timezone.localdate())
    in_the_way = queries.in_the_way(found)
    return draft_page(found, rules.may_publish(found, in_the_way), in_the_way)


@access(Access.SCOPED, "Found among the drafts of those for whom the viewer may publish.")
@require_GET
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    return render(request, "frameworks/draft.html", {"page": _page(request, draft_id)})


@access(Access.SCOPED, "As for the draft that the area is of.")
@require_GET
def area(request: HttpRequest, draft_id: int, part_key: str) -> HttpResponse:
    found = queries.draft(viewer_of(request), draft_id, today=timezone.localdate())
    part = correcting.area_of(found.body, part_key)
    if part is None or part["key"] != part_key:
        raise NotVisible(f"area {part_key} of framework draft {draft_id}")
    return render(request, "frameworks/area.html", {"page": draft_area_page(found, part)})


@access(Access.SCOPED, "As for the draft that the doubts are of.")
@require_POST
def settle(request: HttpRequest, draft_id: int) -> HttpResponse:
    numbers = [int(text) for text in request.POST.getlist("doubts") if text.isascii() and text.isdigit()]
    right = request.POST.get("how") != "ask"
    done = draft_actions.settle(
        viewer=viewer_of(request),
        draft_id=draft_id,
        numbers=numbers,
        right=right,
        at=timezone.now(),
        today=timezone.localdate(),
    )
    if not done:
        messages.warning(request, "Nothing was ticked that could be settled, so nothing has changed.")
    elif right:
        messages.success(request, f"{opening(counted(done, 'doubt'))} settled: right as it stands.")
    else:
        messages.success(request, f"{opening(counted(done, 'doubt'))} open again.")
    back = request.POST.get("back", "")
    if back.isalnum():
        return redirect(reverse("frameworks:draft-area", args=[draft_id, back]))
    return redirect("frameworks:draft", draft_id)


@access(Access.SCOPED, "As for the draft; a rule says when it may be published.")
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, draft_id: int) -> HttpResponse:
    page = _page(request, draft_id)
    problem, status = "", 200
    if request.method == "POST":
        given = request.POST.get("version", "")
        try:
            made = draft_actions.publish_draft(
                viewer=viewer_of(request),
                draft_id=draft_id,
                version=int(given) if given.isascii() and given.isdigit() else 0,
                at=timezone.now(),
                today=timezone.localdate(),
            )
        except (StaleWrite, NotAllowedNow) as overtaken:
            problem, status = f"{overtaken} Nothing was published. Look at it again.", 409
        except Refused as refused:
            problem, status = str(refused), 422
        else:
            messages.success(request, f"{page.title} is published.")
            return redirect("frameworks:version", made)
        page = _page(request, draft_id)
    return render(request, "frameworks/publish.html", {"page": page, "problem": problem}, status=status)


@access(Access.SCOPED, "As for the draft.")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, draft_id: int) -> HttpResponse:
    page = _page(request, draft_id)
    if request.method == "POST":
        draft_actions.throw_away(
            viewer=viewer_of(request), draft_id=draft_id, at=timezone.now(), today=timezone.localdate()
        )
        messages.success(request, f"The draft of {page.title} is deleted.")
        return redirect("frameworks:frameworks")
    return render(request, "frameworks/delete.html", {"page": page})
