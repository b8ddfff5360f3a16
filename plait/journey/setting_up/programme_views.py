"""Starting a programme from the files that come with Plait, and changing what the next round will be like."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from plait.adapters.programme_files import built_in
from plait.domain.programmes import ProgrammeDefinition
from plait.domain.verdicts import NotVisible, require
from plait.frameworks.queries import offered
from plait.journey import programme_actions
from plait.journey.setting_up import pages
from plait.journey.setting_up.forms import ChangeProgrammeForm, ProgrammeForm
from plait.partnerships import rules, set_up_queries
from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import members
from plait.partnerships.set_up_queries import SetUp
from plait.ui.access import Access, access


def _starting(request: HttpRequest, partnership_id: int) -> SetUp:
    """A partnership whose programmes the viewer may set up."""
    viewer = viewer_of(request)
    item = set_up_queries.set_up(viewer, partnership_id, today=timezone.localdate())
    require(
        rules.may_start_programme(
            viewer, partnership_id=partnership_id, members=members(partnership_id), has_lead=item.has_lead
        )
    )
    return item


def _definition(definition_id: str) -> ProgrammeDefinition:
    found = built_in().get(definition_id)
    if found is None:
        raise NotVisible(f"programme file {definition_id}")
    return found


def _choices(item: SetUp, route: str, *ids: int) -> list[pages.DefinitionPage]:
    """Those that suit the kind of partnership first."""
    lines = [
        pages.definition_page(each, kind=item.kind.key, address=reverse(route, args=[item.facts.id, *ids, each.id]))
        for each in built_in().values()
    ]
    return sorted(lines, key=lambda line: (not line.fits, line.title))


@access(Access.SCOPED, "The partnership must be one that the viewer may know of; a rule says who sets programmes up.")
@require_GET
def choose_programme(request: HttpRequest, partnership_id: int) -> HttpResponse:
    item = _starting(request, partnership_id)
    context = {
        "partnership": item.facts,
        "title": "Start a programme",
        "lead": f"How will the schools of {item.facts.name} work together? "
        "Each of these says who does what, by when, and who sees it.",
        "choices": _choices(item, "journey:start-programme"),
    }
    return render(request, "journey/choose-programme.html", context)


@access(Access.SCOPED, "As for the choice; the action asks the rule.")
@require_http_methods(["GET", "HEAD", "POST"])
def start_programme(request: HttpRequest, partnership_id: int, definition_id: str) -> HttpResponse:
    item, definition = _starting(request, partnership_id), _definition(definition_id)
    called = offered(partnership_id, definition)
    form = ProgrammeForm(
        request.POST or None,
        frameworks=[("@".join(key), title) for key, title in called.items()],
        initial={
            "title": definition.title,
            "framework": "@".join(definition.frameworks[0]) if definition.frameworks else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        programme_actions.start(
            viewer=viewer_of(request),
            partnership_id=partnership_id,
            definition=definition,
            title=form.cleaned_data["title"],
            framework=form.pinned(),
            at=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, f"{form.cleaned_data['title']} is set up. Open its first round when you are ready.")
        return redirect("journey:set-up", partnership_id)
    page = pages.definition_page(definition, kind=item.kind.key, address="")
    context = {
        "form": form,
        "partnership": item.facts,
        "page": page,
        "only": called[definition.frameworks[0]] if len(called) == 1 else "",
    }
    return render(request, "journey/start-programme.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "The programme must be one of a partnership that the viewer may know of; the rule is asked.")
@require_GET
def change_programme(request: HttpRequest, partnership_id: int, programme_id: int) -> HttpResponse:
    item = _starting(request, partnership_id)
    programme = set_up_queries.programme_of(viewer_of(request), partnership_id, programme_id)
    context = {
        "partnership": item.facts,
        "title": f"Change {programme.title}",
        "lead": "Choose how the next round will work. The round that is open, and those that are closed, "
        "stay as their schools have signed them.",
        "choices": _choices(item, "journey:change-programme-to", programme_id),
    }
    return render(request, "journey/choose-programme.html", context)


@access(Access.SCOPED, "As for the choice; the action asks the rule.")
@require_http_methods(["GET", "HEAD", "POST"])
def change_programme_to(
    request: HttpRequest, partnership_id: int, programme_id: int, definition_id: str
) -> HttpResponse:
    item, definition = _starting(request, partnership_id), _definition(definition_id)
    programme = set_up_queries.programme_of(viewer_of(request), partnership_id, programme_id)
    form = ChangeProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        programme_actions.change(
            viewer=viewer_of(request),
            partnership_id=partnership_id,
            programme_id=programme_id,
            definition=definition,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, f"The next round of {programme.title} will work as “{definition.title}” says.")
        return redirect("journey:set-up", partnership_id)
    context = {
        "form": form,
        "partnership": item.facts,
        "programme": programme,
        "same": programme.definition.as_data() == definition.as_data(),
        "page": pages.definition_page(definition, kind=item.kind.key, address=""),
    }
    return render(request, "journey/change-programme.html", context, status=422 if form.errors else 200)
