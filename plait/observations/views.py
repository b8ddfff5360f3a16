"""What was noted on a visit, on the web: put together, one note, its photos."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.adapters.evidence_files import NotEvidence, read_file
from plait.domain.observing import Seen
from plait.domain.verdicts import Refused, StaleWrite
from plait.evidence import serving
from plait.observations import actions, pages, queries
from plait.observations.forms import NoteForm, PhotoForm
from plait.observations.queries import Noted
from plait.partnerships.middleware import viewer_of
from plait.ui.access import Access, access

OURS = "As for the working notes of the view: the round's contract gives them to its authors alone."


@access(Access.SCOPED, OURS)
@require_safe
def noted(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    return render(request, "observations/noted.html", {"page": pages.noted_page(viewer_of(request), review_id, urn)})


@access(Access.SCOPED, OURS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    desk = pages.desk(viewer, review_id, urn)
    if request.method != "POST":
        area = request.GET.get("area", "")
        ticked = ((area, ""),) if (area, "") in desk.team.tags else ()
        form = NoteForm(initial={"uid": uuid4(), "seen": Seen.SEEN.value})
        return render(request, "observations/note.html", {"page": pages.note_page(desk, None, ticked), "form": form})
    form = NoteForm(request.POST, known=desk.team.tags)
    if form.is_valid():
        now = timezone.now()
        try:
            actions.note(
                viewer=viewer,
                review_id=review_id,
                urn=urn,
                uid=form.uid_sent or uuid4(),
                state=form.state(now),
                at=now,
            )
        except Refused as refused:
            return _not_saved(request, refused, desk)
        messages.success(request, "Your note is kept.")
        return redirect("observations:noted", review_id, urn)
    page = pages.note_page(desk, None, form.cleaned_data.get("tags", ()))
    return render(request, "observations/note.html", {"page": page, "form": form}, status=422)


@access(Access.SCOPED, OURS)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, note_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    review_id, urn = queries.place_of(note_id)
    desk = pages.desk(viewer, review_id, urn)
    kept = queries.note(desk.team, note_id)
    if request.method != "POST":
        return _note(request, desk, kept, _form_of(kept))
    form = NoteForm(request.POST, known=desk.team.tags)
    stale = None
    if form.is_valid():
        try:
            actions.change(
                viewer=viewer,
                review_id=review_id,
                urn=urn,
                note_id=note_id,
                version=form.cleaned_data["version"] or 0,
                state=form.state(kept.state.noted_at),
                at=timezone.now(),
            )
        except StaleWrite as error:
            stale = error
        except Refused as refused:
            return _not_saved(request, refused, desk)
        else:
            messages.success(request, "Your note is changed.")
            return redirect("observations:noted", review_id, urn)
    page = pages.note_page(desk, kept, form.cleaned_data.get("tags", ()), stale)
    if page.conflict is not None:
        side = replace(page.conflict.sides[0], yours=form.cleaned_data["text"])
        page = replace(page, conflict=replace(page.conflict, sides=(side,)))
    context = {"page": page, "form": form, "photo": PhotoForm(initial={"uid": uuid4()})}
    return render(request, "observations/note.html", context, status=422 if stale is None else 409)


def _form_of(kept: Noted) -> NoteForm:
    state = kept.state
    return NoteForm(
        initial={
            "version": kept.version,
            "kind": state.kind.value,
            "place": state.place,
            "text": state.text,
            "seen": state.seen.value,
        }
    )


def _note(
    request: HttpRequest,
    desk: pages.Desk,
    kept: Noted,
    form: NoteForm,
    photo: PhotoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = pages.note_page(desk, kept, kept.state.tags)
    context = {"page": page, "form": form, "photo": photo or PhotoForm(initial={"uid": uuid4()})}
    return render(request, "observations/note.html", context, status=status)


def _not_saved(request: HttpRequest, refused: Refused, desk: pages.Desk) -> HttpResponse:
    """A step was taken while the page was open: says which, and shows what was written."""
    context = {"reason": str(refused), "text": request.POST.get("text", ""), "desk": desk}
    return render(request, "observations/not-saved.html", context, status=403)


@access(Access.SCOPED, OURS)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, note_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    review_id, urn = queries.place_of(note_id)
    desk = pages.desk(viewer, review_id, urn)
    kept = queries.note(desk.team, note_id)
    if request.method != "POST":
        return render(request, "observations/delete.html", {"page": pages.note_page(desk, kept, kept.state.tags)})
    actions.delete(viewer=viewer, review_id=review_id, urn=urn, note_id=note_id, at=timezone.now())
    messages.success(request, "The note is deleted.")
    return redirect("observations:noted", review_id, urn)


@access(Access.SCOPED, OURS)
@require_POST
def add_photo(request: HttpRequest, note_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    review_id, urn = queries.place_of(note_id)
    desk = pages.desk(viewer, review_id, urn)
    kept = queries.note(desk.team, note_id)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            actions.add_photo(
                viewer=viewer,
                review_id=review_id,
                urn=urn,
                note_uid=kept.uid,
                photo_uid=form.cleaned_data["uid"] or uuid4(),
                file=read_file(sent.read(), sent.name or ""),
                at=timezone.now(),
            )
        except (NotEvidence, ValueError) as fault:
            form.add_error("file", str(fault))
        else:
            messages.success(request, "The photo is kept.")
            return redirect("observations:note", note_id)
    return _note(request, desk, kept, _form_of(kept), form, status=422)


@access(Access.SCOPED, OURS)
@require_safe
def picture(request: HttpRequest, photo_id: int) -> HttpResponse:
    found = queries.team(viewer_of(request), *queries.place_of_photo(photo_id))
    return serving.as_picture(queries.photo(found, photo_id))


@access(Access.SCOPED, OURS)
@require_POST
def delete_photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    review_id, urn = queries.place_of_photo(photo_id)
    actions.delete_photo(viewer=viewer, review_id=review_id, urn=urn, photo_id=photo_id, at=timezone.now())
    messages.success(request, "The photo is deleted.")
    return redirect("observations:noted", review_id, urn)


@access(Access.SCOPED, OURS)
@require_http_methods(["GET", "HEAD", "POST"])
def wipe(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    desk = pages.desk(viewer, review_id, urn)
    if request.method != "POST":
        return render(request, "observations/wipe.html", {"desk": desk})
    actions.ask_to_wipe(viewer=viewer, review_id=review_id, urn=urn, at=timezone.now())
    messages.success(request, "Your devices forget this review the next time they reach Plait.")
    return redirect("observations:noted", review_id, urn)
