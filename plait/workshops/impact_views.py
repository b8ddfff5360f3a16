"""What came of the actions: the check that comes back until it is answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from plait.actionplans import queries as actionplans
from plait.domain.verdicts import NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.domain.workshops import Outcome
from plait.partnerships.middleware import viewer_of
from plait.ui.access import Access, access
from plait.workshops import actions, pages, queries, rules
from plait.workshops.forms import ImpactForm
from plait.workshops.views import around

WHY = "Actions are found through what the agreement lets the viewer read; what came of them goes with them."


def _page(viewer: Viewer, round_id: int, urn: int) -> pages.ImpactPage:
    found = queries.check(viewer, round_id, urn)
    if found is None:
        raise NotVisible(f"impact check of school {urn} in round {round_id}")
    about = around(round_id, urn)
    round_ = about.round
    return pages.ImpactPage(
        about.school,
        urn,
        round_,
        f"people with a role at {about.school} who may read its actions, and others whom your agreement lets read them",
        found[0],
        pages.impact_rows(about.framework, *found, queries.answers(found[1]), timezone.localdate()),
        rules.may_answer(viewer, urn=urn, programme_id=round_.programme_id, definition=round_.definition),
    )


@access(Access.SCOPED, WHY)
@require_GET
def impact(request: HttpRequest, round_id: int, urn: int) -> HttpResponse:
    return render(request, "workshops/impact.html", {"page": _page(viewer_of(request), round_id, urn)})


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, action_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    action = actionplans.get(viewer, action_id)
    round_id, urn = action.round_id, action.urn
    page = _page(viewer, round_id, urn)
    row = next((row for row in page.rows if row.id == action_id), None)
    if row is None:
        raise NotVisible(f"impact of action {action_id}")
    require(page.verdict)
    turn = row.answered.turn if row.answered else 0
    form = ImpactForm(request.POST or None, initial={"turn": turn})
    stale = ""
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        given = actions.ImpactInput(
            Outcome(clean["outcome"]),
            clean["different"],
            clean["whom"],
            clean["know"],
            clean["again_on"],
            clean["turn"] or 0,
        )
        try:
            actions.answer(
                viewer=viewer, round_id=round_id, urn=urn, action_id=action_id, given=given, at=timezone.now()
            )
        except StaleWrite as conflict:
            stale = str(conflict)
            page = _page(viewer, round_id, urn)
            row = next(row for row in page.rows if row.id == action_id)
            form = ImpactForm({**request.POST.dict(), "turn": str(conflict.version)})
        else:
            messages.success(request, f"What came of action {row.number} is noted.")
            return redirect("workshops:impact", round_id, urn)
    context = {"page": page, "row": row, "form": form, "stale": stale}
    return render(request, "workshops/answer.html", context, status=409 if stale else 200)
