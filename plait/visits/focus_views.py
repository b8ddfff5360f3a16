"""What a visit looks at, and what those who come expect."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, StaleWrite
from plait.evidence import serving, sharing
from plait.partnerships.middleware import viewer_of
from plait.ui.access import Access, access
from plait.visits import focus_actions, hypothesis_actions, pages, queries
from plait.visits.focus_actions import FocusInput
from plait.visits.forms import FocusForm, HypothesisForm
from plait.visits.hypothesis_actions import HypothesisInput
from plait.visits.pages import FocusPage

READ = "Found by those whom the round's contract lets read what the school chose, as it stands."
EXPECT = "Found by those whom the round's contract lets read what the visitors expect, as it stands."
LABELS = {
    "focus": "Areas and statements",
    "questions": "Questions",
    "note": "What else",
    "shared": "From the evidence library",
    "thinks": "What we think",
    "speaks_for": "What speaks for it",
    "against": "What speaks against it",
    "would_change": "What would change our mind",
    "look_at": "What we will look at",
}


def _focus_form(page: FocusPage, data: Any = None) -> FocusForm:
    words = page.words
    questions = [item.text if not item.dropped else "" for item in words.focuses if item.kind == "question"]
    initial: dict[str, Any] = {f"question_{place + 1}": text for place, text in enumerate(questions)}
    initial |= {
        "chosen": [item.key for item in words.standing if item.kind != "question"],
        "note": words.note,
        "items": [str(number) for number in words.items],
        "version": page.around.visit.focus_version,
    }
    return FocusForm(data, initial=initial, known=list(page.known.items()), offered=page.offered)


@access(Access.SCOPED, f"{READ} A rule says that the school alone chooses.")
@require_http_methods(["GET", "HEAD", "POST"])
def focus(request: HttpRequest, visit_uuid: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    page = pages.focus_page(viewer, visit_uuid)
    form, theirs, status = _focus_form(page, request.POST if request.method == "POST" else None), {}, 200
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        given = FocusInput(
            tuple(clean["chosen"]),
            form.questions,
            clean["note"],
            tuple(clean.get("items", ())),
            clean["version"],
            clean["what_changed"],
        )
        try:
            focus_actions.save_focus(viewer=viewer, uuid=visit_uuid, given=given, at=timezone.now())
        except NotAllowedNow as fault:
            form.add_error("what_changed" if page.begun and not given.what_changed.strip() else None, str(fault))
        except StaleWrite as stale:
            theirs = {LABELS[name]: text for name, text in stale.theirs.items()}
            data = request.POST.copy()
            data["version"] = str(stale.version)
            form, status = _focus_form(page, data), 409
        else:
            messages.success(request, "Saved.")
            return redirect("visits:focus", visit_uuid)
    context = {"page": page, "form": form, "theirs": theirs}
    return render(request, "visits/focus.html", context, status=422 if form.errors else status)


@access(Access.SCOPED, f"{READ} A rule says that the headteacher decides.")
@require_POST
def share_focus(request: HttpRequest, visit_uuid: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    page = pages.focus_page(viewer, visit_uuid)
    focus_actions.share_focus(viewer=viewer, uuid=visit_uuid, at=timezone.now())
    messages.success(request, f"Shared. It can now be read by {page.later}, too.")
    return redirect("visits:focus", visit_uuid)


@access(Access.SCOPED, f"{READ} The item is one that the school shares for this visit.")
@require_safe
def shared_file(request: HttpRequest, visit_uuid: UUID, item_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    words = queries.focus(viewer, queries.get(viewer, visit_uuid))
    if item_id not in words.items:
        raise NotVisible(f"evidence {item_id}, shared")
    return serving.as_download(sharing.file_of(item_id))


@access(Access.SCOPED, EXPECT)
@require_safe
def hypotheses(request: HttpRequest, visit_uuid: UUID) -> HttpResponse:
    page = pages.hypotheses_page(viewer_of(request), visit_uuid)
    return render(request, "visits/hypotheses.html", {"page": page})


@access(Access.SCOPED, f"{EXPECT} A rule says that those who come write.")
@require_http_methods(["GET", "HEAD", "POST"])
def hypothesis(request: HttpRequest, visit_uuid: UUID, focus_number: int) -> HttpResponse:
    viewer = viewer_of(request)
    page = pages.hypothesis_page(viewer, visit_uuid, focus_number)
    form = HypothesisForm(request.POST or None, initial=asdict(page.written))
    theirs: dict[str, str] = {}
    status = 200
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        given = HypothesisInput(**{name: clean[name] for name in hypothesis_actions.FIELDS})
        try:
            hypothesis_actions.save_hypothesis(
                viewer=viewer,
                uuid=visit_uuid,
                number=focus_number,
                given=given,
                version=clean["version"],
                at=timezone.now(),
            )
        except StaleWrite as stale:
            theirs = {LABELS[name]: text for name, text in stale.theirs.items()}
            form, status = HypothesisForm({**request.POST.dict(), "version": stale.version}), 409
        else:
            messages.success(request, "Saved. Only those who come can read it until you share it.")
            return redirect("visits:hypotheses", visit_uuid)
    context = {"page": page, "form": form, "theirs": theirs}
    return render(request, "visits/hypothesis.html", context, status=422 if form.errors else status)


@access(Access.SCOPED, f"{EXPECT} A rule says that those who come decide.")
@require_POST
def share_hypotheses(request: HttpRequest, visit_uuid: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    page = pages.hypotheses_page(viewer, visit_uuid)
    hypothesis_actions.share_hypotheses(viewer=viewer, uuid=visit_uuid, at=timezone.now())
    messages.success(request, f"Shared. It can now be read by {page.later}, too.")
    return redirect("visits:hypotheses", visit_uuid)
