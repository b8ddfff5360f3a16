"""Pages about a school's actions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plait.actionplans import actions, pages, queries, rules
from plait.actionplans.forms import ActionForm
from plait.domain.frameworks import Framework
from plait.domain.rounds import RoundFacts
from plait.domain.verdicts import NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.frameworks.queries import framework
from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import rounds_of_school
from plait.schools.queries import names
from plait.selfevaluation import queries as selfevaluation
from plait.ui.access import Access, access

FIELDS = {
    "text": "What will be done",
    "area": "Area",
    "owner": "Who sees to it",
    "due": "By when",
    "success_measure": "How you will know that it worked",
}


def _round(viewer: Viewer, urn: int, round_id: int) -> RoundFacts:
    for item, _ in rounds_of_school(viewer, urn):
        if item.id == round_id:
            return item
    raise NotVisible(f"round {round_id} of school {urn}")


def _areas(judged_against: Framework) -> list[tuple[str, str]]:
    return [(area.id, area.title) for area in judged_against.areas]


def _input(form: ActionForm) -> actions.ActionInput:
    return actions.ActionInput(**{name: form.cleaned_data[name] for name in FIELDS})


@access(Access.SCOPED, "Actions are found through the viewer's own schools.")
@require_GET
def plan(request: HttpRequest, round_id: int, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    round_ = _round(viewer, urn, round_id)
    # a contract may let somebody read the actions and not the self-evaluation they came from
    evaluation = selfevaluation.of_school(viewer, urn, [round_id]).get(round_id)
    whole = selfevaluation.read_whole(viewer, [evaluation])[0] if evaluation else None
    page = pages.plan_page(
        school=names([urn])[urn],
        urn=urn,
        round_=round_,
        framework=whole.framework if whole else framework(round_.framework_id, round_.framework_version),
        actions=queries.of_school(viewer, urn, round_id),
        written=tuple((entry.area_id, entry.actions) for entry in whole.entries) if whole else (),
        verdict=rules.may_plan(viewer, urn=urn),
        today=timezone.localdate(),
    )
    return render(request, "actionplans/plan.html", {"page": page})


@access(Access.SCOPED, "The school must be one of the viewer's own; the action asks the rule.")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, round_id: int, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    round_ = _round(viewer, urn, round_id)
    require(rules.may_plan(viewer, urn=urn))
    judged_against = framework(round_.framework_id, round_.framework_version)
    form = ActionForm(
        request.POST or None,
        areas=_areas(judged_against),
        initial={"area": request.GET.get("area", ""), "text": _written(viewer, urn, round_id, request)},
    )
    if request.method == "POST" and form.is_valid():
        number = actions.add(viewer=viewer, urn=urn, round_id=round_id, given=_input(form), at=timezone.now())
        messages.success(request, f"Action {number} is in the plan.")
        return redirect("actionplans:plan", round_id, urn)
    return _form(request, form, names([urn])[urn], round_, urn, number=0)


def _written(viewer: Viewer, urn: int, round_id: int, request: HttpRequest) -> str:
    """What the school wrote beside the area that the address names, to start from."""
    wanted = request.GET.get("area", "")
    if not wanted or request.method == "POST":
        return ""
    evaluation = selfevaluation.of_school(viewer, urn, [round_id])[round_id]
    whole = selfevaluation.read_whole(viewer, [evaluation])[0]
    return next((entry.actions for entry in whole.entries if entry.area_id == wanted), "")


@access(Access.SCOPED, "The action is found through the viewer's own schools.")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, action_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.get(viewer, action_id)
    require(rules.may_plan(viewer, urn=found.urn))
    round_ = _round(viewer, found.urn, found.round_id)
    judged_against = framework(round_.framework_id, round_.framework_version)
    stored = {"area": found.area_id, "text": found.text, "owner": found.owner, "due": found.due,
              "success_measure": found.success_measure, "version": found.version}  # fmt: skip
    form = ActionForm(request.POST or None, areas=_areas(judged_against), initial=stored)
    conflict: StaleWrite | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(
                viewer=viewer,
                action_id=action_id,
                given=_input(form),
                version=form.cleaned_data["version"] or 0,
                at=timezone.now(),
            )
        except StaleWrite as stale:
            conflict = stale
        else:
            messages.success(request, f"Action {found.number} is changed.")
            return redirect("actionplans:plan", found.round_id, found.urn)
    school = names([found.urn])[found.urn]
    return _form(request, form, school, round_, found.urn, number=found.number, conflict=conflict)


def _form(
    request: HttpRequest,
    form: ActionForm,
    school: str,
    round_: RoundFacts,
    urn: int,
    *,
    number: int,
    conflict: StaleWrite | None = None,
) -> HttpResponse:
    differences: list[dict[str, Any]] = []
    if conflict:
        given = {name: str(form.cleaned_data[name] or "") for name in FIELDS}
        areas = dict(form.fields["area"].choices)  # type: ignore[attr-defined]
        shown = {"area": lambda key: areas.get(key, key)}
        differences = [
            {
                "label": label,
                "yours": shown.get(name, str)(given[name]),
                "theirs": shown.get(name, str)(conflict.theirs[name]),
            }
            for name, label in FIELDS.items()
            if given[name] != conflict.theirs[name]
        ]
        # what the person wrote, over the version that they have now been shown
        form = ActionForm(
            {**request.POST.dict(), "version": str(conflict.version)}, areas=[(key, areas[key]) for key in areas if key]
        )
    context = {
        "form": form,
        "school": school,
        "round": round_,
        "urn": urn,
        "number": number,
        "conflict": str(conflict) if conflict else "",
        "differences": differences,
    }
    status = 409 if conflict else 200
    return render(request, "actionplans/action.html", context, status=status)


@access(Access.SCOPED, "The action is found through the viewer's own schools.")
@require_POST
def move_on(request: HttpRequest, action_id: int, step: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.get(viewer, action_id)
    actions.move_on(viewer=viewer, action_id=action_id, step=step, at=timezone.now())
    return redirect("actionplans:plan", found.round_id, found.urn)
