"""Published frameworks: the list, a version, what changed between two, and files of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from plait.adapters.framework_files import WRITABLE, write
from plait.domain.framework_diff import compare
from plait.domain.verdicts import NotVisible
from plait.frameworks import queries
from plait.frameworks.pages.changes import changes_page
from plait.frameworks.pages.version import list_page, version_area_page, version_page
from plait.frameworks.queries import owners
from plait.partnerships.middleware import viewer_of
from plait.ui.access import Access, access

FILE_TYPES = {
    "yaml": "application/yaml",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@access(Access.SIGNED_IN, "Shows the frameworks that the viewer may read, and drafts that they may publish.")
@require_GET
def frameworks(request: HttpRequest) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    mine = owners(viewer, today=today)
    page = list_page(queries.versions(viewer), queries.drafts(viewer, today=today) if mine else (), may_load=bool(mine))
    return render(request, "frameworks/frameworks.html", {"page": page})


@access(Access.SCOPED, "Those for everybody, those of one's own partnerships, and those of rounds that one knows of.")
@require_GET
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    facts, framework = queries.version(viewer, version_id)
    others = queries.others_of(viewer, facts, framework)
    may_follow = bool(owners(viewer, today=timezone.localdate()))
    page = version_page(facts, framework, others, may_follow=may_follow)
    return render(request, "frameworks/version.html", {"page": page})


@access(Access.SCOPED, "As for the version that the area is of.")
@require_GET
def version_area(request: HttpRequest, version_id: int, area_id: str) -> HttpResponse:
    facts, framework = queries.version(viewer_of(request), version_id)
    try:
        page = version_area_page(facts, framework, area_id)
    except KeyError:
        raise NotVisible(f"area {area_id} of framework version {version_id}") from None
    return render(request, "frameworks/area.html", {"page": page})


@access(Access.SCOPED, "As for the version itself.")
@require_safe
def download(request: HttpRequest, version_id: int, kind: str) -> HttpResponse:
    facts, framework = queries.version(viewer_of(request), version_id)
    answer = HttpResponse(write(framework, WRITABLE[kind], timezone.now()), content_type=FILE_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{facts.framework_id}-{facts.version}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@access(Access.SCOPED, "Both versions must be ones that the viewer may read.")
@require_GET
def changes(request: HttpRequest, version_id: int, old_id: int) -> HttpResponse:
    viewer: Any = viewer_of(request)
    new, old = queries.version(viewer, version_id), queries.version(viewer, old_id)
    page = changes_page(old[0], new[0], compare(old[1], new[1]))
    return render(request, "frameworks/changes.html", {"page": page})
