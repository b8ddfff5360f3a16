"""An address that opens one released version without signing in: given out by the head, opened by whoever has it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.domain.verdicts import NotVisible, require
from plait.partnerships.middleware import viewer_of
from plait.people.throttle import too_often
from plait.reports import actions, releases, rules
from plait.reports import release_pages as pages
from plait.reports.forms import LinkForm
from plait.reports.frozen import as_download, as_page
from plait.reports.releases import FrozenFile
from plait.ui.access import Access, access


@access(Access.SCOPED, "A version of one of the viewer's own schools; a rule says that the head gives one out.")
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, release_id: int) -> HttpResponse:
    """The address is shown in the answer to the form and never again: it is kept nowhere."""
    viewer = viewer_of(request)
    found = releases.own(viewer, release_id)
    stands = releases.signature_stands(found)
    require(rules.may_make_link(viewer, urn=found.urn, terms=found.contract.release, signature_stands=stands))
    form = LinkForm(request.POST or None)
    context = {"release": found, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/make-link.html", context, status=422 if form.errors else 200)
    secret = actions.make_link(
        viewer=viewer,
        release_id=release_id,
        label=form.cleaned_data["label"],
        days=form.cleaned_data["days"],
        at=timezone.now(),
        today=timezone.localdate(),
    )
    _, link = releases.by_link(secret, today=timezone.localdate())
    context |= {"address": settings.BASE_URL + reverse("open:report", args=[secret]), "link": link}
    answer = render(request, "reports/link-made.html", context)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@access(Access.SCOPED, "The address must be of one of the viewer's own schools; a rule says that the head ends it.")
@require_POST
def end(request: HttpRequest, link_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found, link = releases.link_of(viewer, link_id)
    actions.end_link(viewer=viewer, link_id=link_id, at=timezone.now())
    messages.success(request, f"The address for “{link.label}” opens nothing any more.")
    return redirect("reports:releases", found.evaluation_id)


OPEN = "Whoever has the address may read this one version; it is a long secret that runs out and can be ended."


def _guarded(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """No store, no search engine, and no other site learns the address."""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _nothing(request: HttpRequest) -> HttpResponse:
    """The same page for an address that ran out, was ended, or was never given out."""
    return _guarded(request, render(request, "reports/opens-nothing.html", status=404))


@access(Access.ANYONE, OPEN)
@require_safe
def opened(request: HttpRequest, secret: str) -> HttpResponse:
    if (slower := too_often(request, "open_report", on_get=True)) is not None:
        return slower
    try:
        found, link = releases.by_link(secret, today=timezone.localdate())
    except NotVisible:
        return _nothing(request)
    page = pages.released_page(found, f"whoever {found.school} gave this address to", link=link)
    return _guarded(request, render(request, "reports/opened.html", {"page": page, "secret": secret}))


def _file(request: HttpRequest, secret: str, suffix: str) -> FrozenFile | HttpResponse:
    if (slower := too_often(request, "open_report", on_get=True)) is not None:
        return slower
    try:
        return releases.file_by_link(secret, suffix, today=timezone.localdate())
    except NotVisible:
        return _nothing(request)


@access(Access.ANYONE, OPEN)
@require_safe
def read(request: HttpRequest, secret: str) -> HttpResponse:
    found = _file(request, secret, "html")
    return found if isinstance(found, HttpResponse) else _guarded(request, as_page(found))


@access(Access.ANYONE, OPEN)
@require_safe
def file(request: HttpRequest, secret: str, suffix: str) -> HttpResponse:
    found = _file(request, secret, suffix)
    return found if isinstance(found, HttpResponse) else _guarded(request, as_download(found))
