"""Pages that belong to no stage: health, and what is shown when something is not to be had."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from plait.ui.access import Access, access


@access(Access.ANYONE, "Load balancers ask without an account; it says nothing but whether we are well.")
def health(request: HttpRequest) -> HttpResponse:
    """200 only when the database answers and its migrations are current."""
    try:
        executor = MigrationExecutor(connection)
        behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Exception:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "behind"}, status=503) if behind else JsonResponse({"status": "ok"})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/not-found.html", status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/refused.html", {"reason": str(exception or "")}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/broken.html", status=500)
