"""Pages that belong to no stage: health, and what is shown when something is not to be had."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from plait.ui.access import Access, access
from plait.ui.context import NO_REQUEST


@access(Access.ANYONE, "Load balancers ask without an account; it says nothing but whether we are well.")
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 only when the database answers and its migrations are current."""
    try:
        executor = MigrationExecutor(connection)
        behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Exception:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "behind"}, status=503) if behind else JsonResponse({"status": "ok"})


@access(Access.ANYONE, "People may read how accessible this is before they have an account.")
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/accessibility.html")


@access(Access.ANYONE, "People may read who sees what before they trust it with anything.")
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/privacy.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/not-found.html", status=404)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too much at once, or nothing that a browser sends. Asks nobody who it is: the host may be a wrong one."""
    reason = "What was sent is not what a browser sends."
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        size = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
        reason = f"Too much was sent at once: one page may hold up to {size} MB of text. Shorten it and try again."
    context = NO_REQUEST | {"reason": reason}
    return HttpResponse(render_to_string("ui/not-understood.html", context), status=400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/refused.html", {"reason": str(exception or "")}, status=403)


def too_often(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/too-often.html", status=429)


def broken(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, the session or the person: any of them may be what broke."""
    return HttpResponse(render_to_string("ui/broken.html", NO_REQUEST), status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: a cookie was refused, or the page is older than the sign-in."""
    return render(request, "ui/stale-form.html", status=403)
