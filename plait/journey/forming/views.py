"""Forming the groups of a round on the web, and whom one's own school is with."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plait.domain.trios import CannotForm, Stopwatch
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.journey.forming import actions, pages
from plait.journey.forming.actions import Told
from plait.journey.forming.begun import begun_in
from plait.journey.forming.forms import NEXT, ChangeForm, RulesForm, TakeOverForm
from plait.partnerships import forming_actions, forming_queries, queries
from plait.partnerships.forming_queries import Forms, SavedProposal
from plait.partnerships.middleware import viewer_of
from plait.schools.queries import names
from plait.ui.access import Access, access
from plait.ui.paging import asked_page

PATIENCE = 8.0
"""Seconds after which a page ends the search with what it has."""
DONE = {
    "swap": "The two schools have changed places.",
    "pin": "They stay together now, whatever else is worked out again.",
    "unpin": "They are no longer kept together.",
    "apart": "They are kept apart, and the groups are worked out again.",
    "put": "It is in a group now.",
    "again": "The groups are worked out again.",
    "discard": "The proposal is gone.",
}


def _watch() -> Stopwatch:
    start = monotonic()
    return Stopwatch(lambda: monotonic() - start, PATIENCE)


def _forms(viewer: Viewer, partnership_id: int, programme_id: int) -> Forms:
    """A programme whose groups the viewer may form, and that has any. Raises ``NotVisible``, ``Refused``."""
    this = forming_queries.forms(viewer, partnership_id, programme_id, today=timezone.localdate())
    require(this.may)
    if this.mode is None:
        raise NotVisible(f"groups of programme {programme_id}")
    return this


def _told(request: HttpRequest, this: Forms, version: int) -> Told:
    return Told(
        viewer_of(request), this.partnership_id, this.programme_id, version, timezone.now(), timezone.localdate()
    )


def _proposal(this: Forms) -> SavedProposal:
    found = forming_queries.proposal(this.programme_id)
    if found is None:
        raise NotVisible(f"groups of programme {this.programme_id}")
    return found


@access(Access.SCOPED, "The programme is looked up in a partnership that the viewer may know of; a rule is asked.")
@require_GET
def groups(request: HttpRequest, partnership_id: int, programme_id: int) -> HttpResponse:
    this = _forms(viewer_of(request), partnership_id, programme_id)
    saved = forming_queries.proposal(programme_id)
    if saved is None:
        return render(request, "journey/groups-none.html", {"this": this})
    schools = forming_queries.schools_for(partnership_id, saved.round_id)
    previous = forming_queries.paired_before(programme_id, saved.round_id)
    page = pages.groups_page(this, saved, schools, previous, asked_page(request))
    return render(request, "journey/groups.html", {"page": page})


@access(Access.SCOPED, "As for the groups; the action asks the rule.")
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, partnership_id: int, programme_id: int) -> HttpResponse:
    """By which rules groups are worked out."""
    this = _forms(viewer_of(request), partnership_id, programme_id)
    assert this.mode is not None  # noqa: S101  asked just above
    saved = forming_queries.proposal(programme_id)
    rounds = [(NEXT, "The next round")]
    begun = bool(this.open_round and begun_in(this.open_round.id))
    if this.open_round is not None and not begun:
        rounds.insert(0, (str(this.open_round.id), f"{this.open_round.title}, which is under way"))
    settings = saved.value.settings if saved else forming_queries.last_settings(programme_id)
    form = RulesForm(
        request.POST or None,
        mode=this.mode,
        rounds=rounds,
        settings=settings,
        known=names(urn for item in settings.apart for urn in (item.a, item.b)),
        initial={
            "version": saved.version if saved else 0,
            **({"which": str(saved.round_id or NEXT)} if saved else {}),
        },
    )
    if request.method == "POST" and form.is_valid():
        told = _told(request, this, form.cleaned_data["version"])
        try:
            actions.form_groups(told=told, settings=form.asked(), round_id=form.round_id(), watch=_watch())
        except CannotForm as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, "The groups are worked out. They are a proposal until you take them over.")
            return redirect("journey:groups", partnership_id, programme_id)
    context = {"form": form, "this": this, "how": pages.MODE_WORDS[this.mode], "begun": begun, "saved": saved}
    return render(request, "journey/groups-rules.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "As for the groups; the school must be one of them.")
@require_GET
def school(request: HttpRequest, partnership_id: int, programme_id: int, urn: int) -> HttpResponse:
    """One school of a proposal: what can be changed by hand, and at what price."""
    this = _forms(viewer_of(request), partnership_id, programme_id)
    saved = _proposal(this)
    schools = forming_queries.schools_for(partnership_id, saved.round_id)
    if urn not in saved.value.urns or urn not in {item.urn for item in schools}:
        raise NotVisible(f"school {urn} in groups of programme {programme_id}")
    previous = forming_queries.paired_before(programme_id, saved.round_id)
    page = pages.school_page(this, saved, schools, previous, urn)
    return render(request, "journey/groups-school.html", {"page": page})


@access(Access.SCOPED, "As for the groups; the action asks the rule.")
@require_POST
def change(request: HttpRequest, partnership_id: int, programme_id: int) -> HttpResponse:
    """One change by hand: a form that is a button, or nearly."""
    this = _forms(viewer_of(request), partnership_id, programme_id)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        fault = next(iter(form.errors.values()))[0]
        messages.error(request, f"{fault} Nothing was changed.")
        return _back(this, form.cleaned_data.get("urn"))
    given = form.cleaned_data
    told, urn, other = _told(request, this, given["version"]), given["urn"], given["other"]
    does: dict[str, Callable[[], object]] = {
        "swap": lambda: actions.swap(told=told, a=urn, b=other),
        "put": lambda: actions.put(told=told, urn=urn, beside=other),
        "pin": lambda: actions.pin(told=told, urns=form.urns(given), watch=_watch()),
        "unpin": lambda: actions.unpin(told=told, urn=urn),
        "apart": lambda: actions.keep_apart(told=told, a=urn, b=other, why=given["why"], watch=_watch()),
        "again": lambda: actions.again(told=told, watch=_watch()),
        "discard": lambda: forming_actions.discard(
            viewer=told.viewer,
            partnership_id=partnership_id,
            programme_id=programme_id,
            version=told.version,
            at=told.at,
            today=told.today,
        ),
    }
    try:
        does[given["do"]]()
    except CannotForm as fault:
        messages.error(request, f"{fault} Nothing was changed.")
        return _back(this, urn)
    messages.success(request, DONE[given["do"]])
    return redirect("journey:groups", partnership_id, programme_id)


def _back(this: Forms, urn: int | None) -> HttpResponse:
    saved = forming_queries.proposal(this.programme_id)
    if urn is not None and saved is not None and urn in saved.value.urns:
        return redirect("journey:groups-school", this.partnership_id, this.programme_id, urn)
    return redirect("journey:groups", this.partnership_id, this.programme_id)


@access(Access.SCOPED, "As for the groups; the action asks the rule.")
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, partnership_id: int, programme_id: int) -> HttpResponse:
    this = _forms(viewer_of(request), partnership_id, programme_id)
    saved = _proposal(this)
    form = TakeOverForm(request.POST or None, initial={"version": saved.version})
    if request.method == "POST" and form.is_valid():
        taken = actions.take_over(told=_told(request, this, form.cleaned_data["version"]))
        if taken is None:
            messages.success(request, "The groups are kept. The next round has them as soon as it opens.")
            return redirect("journey:groups", partnership_id, programme_id)
        messages.success(request, "These are the groups now. Every school sees whom it is with.")
        return redirect("journey:partnership", partnership_id)
    context = {
        "form": form,
        "this": this,
        "which": pages.which_round(saved, this),
        "under_way": saved.round_id is not None,
        "groups": len(saved.value.forming.groups),
        "alone": sorted(names(saved.value.alone).values(), key=str.casefold),
    }
    return render(request, "journey/groups-take-over.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "The school must be one of the viewer's own, with a place in the round.")
@require_GET
def partners(request: HttpRequest, urn: int, round_id: int) -> HttpResponse:
    """Whom one's own school is with in a round, and why."""
    viewer = viewer_of(request)
    found = forming_queries.partners_of(viewer, round_id, urn)
    page = pages.partners_page(queries.round_facts([round_id])[round_id], urn, found)
    return render(request, "journey/partners.html", {"page": page, "urn": urn})
