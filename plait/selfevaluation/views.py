"""A self-evaluation on the web: its areas, each area, checking and submitting."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plait.domain.judgements import Words, answer_from_key
from plait.domain.stages import NotAllowedNow
from plait.domain.uploads import same_lines
from plait.domain.verdicts import Incomplete, Refused, StaleWrite
from plait.domain.viewer import Viewer
from plait.partnerships.middleware import viewer_of
from plait.selfevaluation import actions
from plait.selfevaluation.forms import RUNG, STATEMENT, AreaForm, rungs_in
from plait.selfevaluation.pages.area import Written, area_page, rule_panel
from plait.selfevaluation.pages.overview import overview_page
from plait.selfevaluation.pages.submit import submit_page
from plait.ui.access import Access, access
from plait.ui.saving import held_back
from plait.ui.words import at_time

AREA = re.compile(r"[a-z0-9-]+")
ON_THE_PAGE = ("answer", "strengths", "consider", "evidence", "actions")


@access(Access.SCOPED, "Found through the viewer's own school, or a school they review that has submitted.")
@require_safe
def evaluation(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    page = overview_page(viewer_of(request), evaluation_id, today=timezone.localdate())
    return render(request, "selfevaluation/evaluation.html", {"page": page})


@access(Access.SCOPED, "As for the evaluation it belongs to; a rule says who writes and until when.")
@require_http_methods(["GET", "HEAD", "POST"])
def area(request: HttpRequest, evaluation_id: int, area_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    if request.method == "POST":
        return _save(request, viewer, evaluation_id, area_id)
    page = area_page(viewer, evaluation_id, area_id)
    return render(request, "selfevaluation/area.html", {"page": page})


def _save(request: HttpRequest, viewer: Viewer, evaluation_id: int, area_id: str) -> HttpResponse:
    form = AreaForm(request.POST)
    if not form.is_valid():
        return _not_right(request, viewer, evaluation_id, area_id, form)
    clean = form.cleaned_data
    given = actions.AreaInput(
        clean["answer"],
        clean["evidence"],
        clean["actions"],
        clean["statements"],
        clean["version"],
        form.words,
        clean["rungs"],
    )
    try:
        saved = actions.save_area(
            viewer=viewer, evaluation_id=evaluation_id, area_id=area_id, given=given, at=timezone.now()
        )
    except StaleWrite:
        return _stale(request, viewer, evaluation_id, area_id)
    except Refused as refused:
        return _frozen(request, refused, evaluation_id)
    except ValueError as error:
        form.add_error("answer", str(error))
        return _not_right(request, viewer, evaluation_id, area_id, form)
    if request.htmx:  # type: ignore[attr-defined]
        return _saved_part(request, saved, given)
    messages.success(request, f"Saved {at_time(saved.at)}.")
    following = request.POST.get("then", "")
    if AREA.fullmatch(following):
        return redirect("selfevaluation:area", evaluation_id, following)
    return redirect("selfevaluation:evaluation", evaluation_id)


def _saved_part(request: HttpRequest, saved: actions.Saved, given: actions.AreaInput) -> HttpResponse:
    """What changes on the page after it saved by itself: the rule's words, and the sign that it is saved."""
    panel = None
    if saved.derived is not None and saved.area is not None:
        panel = rule_panel(saved.area, saved.derived, answer_from_key(saved.area.scale, given.answer))
    answer = render(request, "selfevaluation/area-saved.html", {"rule": panel})
    told = {"plait:saved": {"at": at_time(saved.at), "version": saved.version}}
    answer["HX-Trigger"] = json.dumps(told)
    return answer


def _written(data: Mapping[str, str]) -> Written:
    """What is in the boxes of the person's page, as it was sent."""
    return Written(
        data.get("answer", ""),
        same_lines(data.get("evidence", "")),
        same_lines(data.get("actions", "")),
        {name.removeprefix(STATEMENT): data.get(name, "") for name in data if name.startswith(STATEMENT)},
        Words(same_lines(data.get("strengths", "")), same_lines(data.get("consider", ""))),
        rungs_in(data),
    )


def _stale(request: HttpRequest, viewer: Viewer, evaluation_id: int, area_id: str) -> HttpResponse:
    """Somebody saved first: both texts, and nothing lost."""
    page = area_page(viewer, evaluation_id, area_id, written=_written(request.POST), stale=True)
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "selfevaluation/area.html", {"page": page}, status=409)
    return held_back(render(request, "selfevaluation/area-conflict.html", {"page": page}, status=409))


def _frozen(request: HttpRequest, refused: Refused, evaluation_id: int) -> HttpResponse:
    """Submitted, closed or no longer theirs while the page was open: the reason, and what they wrote."""
    context = {"reason": str(refused), "written": _written(request.POST), "evaluation_id": evaluation_id}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "selfevaluation/not-saved.html", context, status=403)
    return held_back(render(request, "selfevaluation/not-saved-part.html", context, status=409), str(refused))


def _not_right(request: HttpRequest, viewer: Viewer, evaluation_id: int, area_id: str, form: AreaForm) -> HttpResponse:
    """What was sent cannot be stored as it is: which field, and why; everything written is still there."""
    page = area_page(viewer, evaluation_id, area_id, written=_written(request.POST))
    rungs = {f"{start}{key}" for start in RUNG.values() for key in rungs_in(request.POST)}
    boxes = {name: name for name in (*ON_THE_PAGE, *rungs)} | ({"answer": "strengths"} if page.in_words else {})
    faults = tuple(
        {"text": str(text)} | ({"href": f"#{boxes[name]}"} if name in boxes else {})
        for field, errors in form.errors.as_data().items()
        for error in errors
        for name in [field if field in boxes else str(error.code)]
        for text in error.messages
    )
    page = replace(page, faults=faults)
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "selfevaluation/area.html", {"page": page}, status=422)
    return held_back(render(request, "selfevaluation/area-faults.html", {"page": page}, status=422))


@access(Access.SCOPED, "As for the evaluation it belongs to; a rule says that the headteacher submits.")
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    page = submit_page(viewer, evaluation_id)
    if page.setting.submitted:  # sent twice, or an old page
        return redirect("selfevaluation:evaluation", evaluation_id)
    if request.method != "POST":
        return render(request, "selfevaluation/submit.html", {"page": page, "tried": False})
    try:
        actions.submit(viewer=viewer, evaluation_id=evaluation_id, at=timezone.now())
    except Incomplete:
        return render(request, "selfevaluation/submit.html", {"page": page, "tried": True}, status=422)
    except NotAllowedNow:  # somebody submitted it in this very moment
        return redirect("selfevaluation:evaluation", evaluation_id)
    messages.success(request, "Submitted. " + (f"{page.partners} can read it now." if page.partners else ""))
    return redirect("selfevaluation:evaluation", evaluation_id)
