"""The working notes of those who write a view: saved beside it, deleted for good."""

from __future__ import annotations

import json
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from plait.domain.verdicts import Refused, StaleWrite
from plait.partnerships.middleware import viewer_of
from plait.peerreview import note_actions
from plait.peerreview.forms import NoteForm
from plait.peerreview.pages.entry import Entry
from plait.peerreview.pages.notes import conflict_of_notes, notes_page
from plait.peerreview.pages.view import view_page
from plait.ui.access import Access, access
from plait.ui.saving import held_back
from plait.ui.words import at_time


@access(Access.SCOPED, "As for the view they stand beside; the round's contract gives them to its authors alone.")
@require_POST
def save(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    form = NoteForm(request.POST)
    stale = None
    if form.is_valid():
        clean = form.cleaned_data
        given = note_actions.NoteInput(clean["text"], clean["version"])
        try:
            saved = note_actions.save_note(viewer=viewer, review_id=review_id, urn=urn, given=given, at=timezone.now())
        except StaleWrite as error:
            stale = error
        except Refused as refused:
            return _not_saved(request, refused, review_id, urn)
        else:
            if request.htmx:  # type: ignore[attr-defined]
                told = {"plait:saved": {"at": at_time(saved.at), "version": saved.version}}
                return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})
            messages.success(request, "Your working notes are saved.")
            return redirect(notes_page(viewer, review_id, urn).view_address)
    page = view_page(viewer, review_id, urn)
    notes = page.notes or notes_page(viewer, review_id, urn)
    text = request.POST.get("text", "")
    version = notes.saved.version if "version" in form.errors else form.cleaned_data["version"]
    entry = Entry("", text, version, text_error=form.fault("text"))
    if stale is not None:
        entry = replace(entry, conflict=conflict_of_notes(stale, text, notes.saved))
    context = {"page": replace(page, notes=replace(notes, entry=entry))}
    status = 422 if stale is None else 409
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "peerreview/view.html", context, status=status)
    return held_back(render(request, "peerreview/notes-notice.html", context, status=status))


def _not_saved(request: HttpRequest, refused: Refused, review_id: int, urn: int) -> HttpResponse:
    """A step was taken while the page was open: says which, and shows what was written."""
    onward = notes_page(viewer_of(request), review_id, urn).view_address
    context = {"reason": str(refused), "text": request.POST.get("text", ""), "onward": onward}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "peerreview/not-saved.html", context, status=403)
    return held_back(render(request, "peerreview/not-saved-part.html", context, status=409), str(refused))


@access(Access.SCOPED, "As for the view they stand beside; the round's contract gives them to its authors alone.")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    page = notes_page(viewer, review_id, urn)
    if request.method != "POST":
        return render(request, "peerreview/notes-delete.html", {"page": page})
    deleted = note_actions.delete_note(viewer=viewer, review_id=review_id, urn=urn, at=timezone.now())
    messages.success(request, "Your working notes are deleted." if deleted else "There are no working notes to delete.")
    return redirect(page.view_address)
