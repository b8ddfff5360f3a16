"""Comments on an area: reading them, writing, striking out, marking as answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from plait.domain.verdicts import NotVisible
from plait.partnerships.middleware import viewer_of
from plait.selfevaluation import comment_actions as actions
from plait.selfevaluation.comment_forms import CommentForm
from plait.selfevaluation.pages.comments import CommentsPage, comments_page, party_of
from plait.ui.access import Access, access

WHO = "Found by those whom the round's contract lets comment, each their own, and by those who answer for the school."


@access(Access.SCOPED, WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, evaluation_id: int, area_id: str) -> HttpResponse:
    page = comments_page(viewer_of(request), evaluation_id, area_id)
    if request.method == "POST":
        return _write(request, page)
    return _show(request, page, CommentForm(choices=page.choices))


def _show(request: HttpRequest, page: CommentsPage, form: CommentForm, thread_id: int = 0) -> HttpResponse:
    """``thread_id``: the thread that the form was sent from."""
    begin = CommentForm(choices=page.choices) if thread_id else form
    context = {"page": page, "form": form, "begin": begin, "thread_id": thread_id}
    return render(request, "selfevaluation/comments.html", context, status=422 if form.errors else 200)


def _write(request: HttpRequest, page: CommentsPage) -> HttpResponse:
    """A comment; or, with the number of a thread, the school's answer in it or more from those who began it."""
    viewer, now = viewer_of(request), timezone.now()
    evaluation_id, area_id = page.evaluation_id, page.area_id
    asked = request.POST.get("thread", "")
    thread_id = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 18 else 0
    held = next((item for item in page.threads if item.id == thread_id), None)
    if asked and held is None:
        raise NotVisible(f"comments {asked}")
    form = CommentForm(request.POST, choices=() if held else page.choices)
    if not form.is_valid():
        return _show(request, page, form, thread_id)
    text = form.cleaned_data["text"]
    if held is not None and page.answering:
        actions.answer(
            viewer=viewer, evaluation_id=evaluation_id, area_id=area_id, thread_id=thread_id, text=text, at=now
        )
    else:
        key = held.key if held else form.cleaned_data.get("party", "")
        actions.comment(
            viewer=viewer,
            evaluation_id=evaluation_id,
            area_id=area_id,
            party=party_of(page, key),
            text=text,
            at=now,
            today=timezone.localdate(),
        )
    messages.success(request, "Sent. They are told by mail that there is something to read, and not a word of it.")
    return redirect(page.address)


@access(Access.SCOPED, f"{WHO} A rule says that people strike out only what they wrote themselves.")
@require_POST
def strike(request: HttpRequest, evaluation_id: int, area_id: str, comment_id: int) -> HttpResponse:
    actions.strike_out(
        viewer=viewer_of(request),
        evaluation_id=evaluation_id,
        area_id=area_id,
        comment_id=comment_id,
        at=timezone.now(),
    )
    messages.success(request, "Struck out. Nobody reads these words here any more.")
    return redirect("selfevaluation:comments", evaluation_id, area_id)


@access(Access.SCOPED, WHO)
@require_POST
def answered(request: HttpRequest, evaluation_id: int, area_id: str, thread_id: int) -> HttpResponse:
    settled = request.POST.get("answered") == "yes"
    actions.mark_answered(
        viewer=viewer_of(request),
        evaluation_id=evaluation_id,
        area_id=area_id,
        thread_id=thread_id,
        answered=settled,
        at=timezone.now(),
    )
    messages.success(request, "Marked as answered." if settled else "It is open again.")
    return redirect("selfevaluation:comments", evaluation_id, area_id)
