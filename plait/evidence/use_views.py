"""Reading what is attached to a self-evaluation: title, words, file, as far as the contract lets the reader."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.domain.roles import Permission
from plait.evidence import serving, use_queries
from plait.evidence.pages import use_page
from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import round_facts
from plait.schools.queries import names
from plait.ui.access import Access, access

ATTACHED = "Found by those whom the round's contract lets read the evidence of the evaluation it is attached to."


@access(Access.SCOPED, ATTACHED)
@require_safe
def attached(request: HttpRequest, use_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    use, file = use_queries.get(viewer, use_id)
    round_title = round_facts([use.round_id])[use.round_id].title
    keeps = viewer.may_at(use.urn, Permission.EVALUATE)
    page = use_page(use, file, names([use.urn])[use.urn], round_title, keeps=keeps)
    back = {"evaluation_id": use.subject_id, "area": use.area}
    return render(request, "evidence/attached.html", {"page": page, "back": back})


@access(Access.SCOPED, ATTACHED)
@require_safe
def file(request: HttpRequest, use_id: int) -> HttpResponse:
    return serving.as_download(use_queries.file(viewer_of(request), use_id))


@access(Access.SCOPED, ATTACHED)
@require_safe
def picture(request: HttpRequest, use_id: int) -> HttpResponse:
    return serving.as_picture(use_queries.file(viewer_of(request), use_id))
