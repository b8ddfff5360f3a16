"""A school's library on the web: finding, adding, looking, changing, saying what it speaks to, putting away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.adapters.evidence_files import NotEvidence, ReadFile, read_file
from plait.domain.evidence import ItemFacts, ItemKind, Strength, target_of
from plait.domain.frameworks import Framework
from plait.domain.verdicts import NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.evidence import actions, pages, queries, rules, serving, use_queries
from plait.evidence.forms import FindForm, ItemForm
from plait.frameworks.queries import framework, versions
from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import rounds_of_school
from plait.schools.queries import names
from plait.ui.access import Access, access
from plait.ui.paging import asked_page

KEPT = "Found through the schools whose evaluation the viewer writes: its headteacher and senior leaders."
FIELDS = {
    "title": "Title",
    "shows": "What it shows",
    "address": "Address",
    "effective_on": "From when it is",
    "review_on": "Look at it again on",
    "strength": "How far it goes",
    "strength_reason": "What makes you say so",
}


def _pinned(viewer: Viewer, urn: int) -> list[tuple[str, str]]:
    """The framework versions of the school's rounds, newest first."""
    return list(dict.fromkeys((item.framework_id, item.framework_version) for item, _ in rounds_of_school(viewer, urn)))


@access(Access.SCOPED, KEPT)
@require_safe
def library(request: HttpRequest, urn: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    queries.keeps(viewer, urn)
    judged = [framework(*pinned) for pinned in _pinned(viewer, urn)]
    areas = {f"{item.name}/{area.id}/": area.title for item in judged for area in item.areas}
    form = FindForm(request.GET, areas=list(areas.items()))
    form.is_valid()
    clean = form.cleaned_data
    wanted = queries.Filters(
        text=clean.get("q", ""),
        kind=clean.get("kind", ""),
        strength=clean.get("strength", ""),
        area=target_of(clean["area"]) if clean.get("area") else None,
        due=request.GET.get("due") == "yes",
        archived=request.GET.get("archived") == "yes",
    )
    page = asked_page(request)
    offset = (page - 1) * pages.PER_PAGE
    found = queries.of_school(viewer, urn, wanted, today=today, limit=pages.PER_PAGE, offset=offset)
    shown = pages.library_page(
        urn,
        names([urn])[urn],
        wanted,
        found,
        page=page,
        due_count=queries.due_count(viewer, urn, today=today),
        today=today,
    )
    kept = {
        name: request.GET[name] for name in ("q", "kind", "strength", "area", "due", "archived") if name in request.GET
    }
    context = {"page": shown, "form": FindForm(clean, areas=list(areas.items())), "asked": urlencode(kept)}
    return render(request, "evidence/library.html", context)


@access(Access.SCOPED, KEPT)
@require_safe
def choose(request: HttpRequest, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    queries.keeps(viewer, urn)
    kinds = [(item, reverse("evidence:add", args=[urn, item.value])) for item in ItemKind]
    context = {"urn": urn, "school": names([urn])[urn], "kinds": kinds, "asked": _for(request)}
    return render(request, "evidence/choose.html", context)


def _for(request: HttpRequest) -> str:
    """What an item is added for, handed on in addresses: number of an evaluation and area, or nothing."""
    asked = request.GET.get("for", "")
    evaluation, _, area = asked.partition(":")
    sound = evaluation.isascii() and evaluation.isdecimal() and len(evaluation) < 15
    return asked if sound and area.replace("-", "").isalnum() and area.isascii() and len(area) < 80 else ""


@access(Access.SCOPED, KEPT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, urn: int, kind: str) -> HttpResponse:
    viewer, wanted = viewer_of(request), ItemKind(kind)
    queries.keeps(viewer, urn)
    if request.method != "POST":
        form = ItemForm(kind=wanted, initial={"effective_on": timezone.localdate()})
        return _form(request, form, urn, wanted)
    form = ItemForm(request.POST, request.FILES, kind=wanted)
    already: ItemFacts | None = None
    if form.is_valid():
        try:
            number = _add(viewer, urn, wanted, form)
        except NotEvidence as fault:
            form.add_error("file", str(fault))
        except actions.AlreadyHere as known:
            already = known.item
            form.add_error("file", str(known))
        else:
            messages.success(request, "Kept. Now say what it speaks to, if you like.")
            asked = _for(request)
            return redirect(reverse("evidence:tags", args=[number]) + (f"?for={asked}" if asked else ""))
    return _form(request, form, urn, wanted, already=already)


def _add(viewer: Viewer, urn: int, kind: ItemKind, form: ItemForm) -> int:
    sent = form.cleaned_data.get("file")
    file: ReadFile | None = read_file(sent.read(), sent.name or "") if sent else None
    return actions.add(
        viewer=viewer,
        urn=urn,
        kind=kind,
        given=_input(form),
        at=timezone.now(),
        file=file,
        file_name=(sent.name or "file") if sent else "",
    )


def _input(form: ItemForm) -> actions.ItemInput:
    clean = form.cleaned_data
    return actions.ItemInput(
        clean["title"],
        clean["shows"],
        clean.get("address", ""),
        clean["effective_on"],
        clean["review_on"],
        Strength(clean["strength"]),
        clean["reason"],
    )


def _form(
    request: HttpRequest,
    form: ItemForm,
    urn: int,
    kind: ItemKind,
    *,
    item: ItemFacts | None = None,
    already: ItemFacts | None = None,
    stale: StaleWrite | None = None,
) -> HttpResponse:
    school = names([urn])[urn]
    differences: list[dict[str, Any]] = []
    if stale is not None:
        yours = actions.texts_of(_input(form))
        differences = [
            {"label": label, "yours": yours[name], "theirs": stale.theirs[name]}
            for name, label in FIELDS.items()
            if yours[name] != stale.theirs[name]
        ]
        form = ItemForm({**request.POST.dict(), "version": str(stale.version)}, kind=kind, changing=True)
    context = {
        "form": form,
        "urn": urn,
        "kind": kind,
        "school": school,
        "readers": pages.readers_of(school),
        "strengths": list(Strength),
        "item": item,
        "already": already,
        "conflict": str(stale) if stale else "",
        "differences": differences,
        "asked": _for(request),
    }
    status = 409 if stale else 422 if request.method == "POST" else 200
    return render(request, "evidence/item-form.html", context, status=status)


@access(Access.SCOPED, KEPT)
@require_safe
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.get(viewer, item_id)
    tags, places = queries.tags_of(viewer, item_id), use_queries.places_of(viewer, item_id)
    asked = {(tag.framework_id, tag.version) for tag in tags} | {place.framework for place in places}
    page = pages.item_page(
        found,
        names([found.urn])[found.urn],
        queries.file_facts(viewer, item_id),
        tags,
        places,
        {pinned: framework(*pinned) for pinned in sorted(asked)},
        today=timezone.localdate(),
    )
    return render(request, "evidence/item.html", {"page": page})


@access(Access.SCOPED, KEPT)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.get(viewer, item_id)
    require(rules.may_change(viewer, found))
    kind = found.words.kind
    if request.method != "POST":
        stored = actions.input_of(found)
        initial = {name: getattr(stored, name) for name in stored.__slots__} | {
            "strength": stored.strength.value,
            "version": found.version,
        }
        return _form(request, ItemForm(kind=kind, changing=True, initial=initial), found.urn, kind, item=found)
    form = ItemForm(request.POST, kind=kind, changing=True)
    if not form.is_valid():
        return _form(request, form, found.urn, kind, item=found)
    try:
        version = form.cleaned_data["version"] or 0
        actions.change(viewer=viewer, item_id=item_id, given=_input(form), version=version, at=timezone.now())
    except StaleWrite as stale:
        return _form(request, form, found.urn, kind, item=found, stale=stale)
    messages.success(request, "Changed. What was submitted stays as it was.")
    return redirect("evidence:item", item_id)


def _chosen(
    request: HttpRequest, pinned: Sequence[tuple[str, str]], known: Sequence[tuple[str, str, str]]
) -> Framework:
    """The framework version that the address or form names; else that of the school's newest round, or any."""
    name = (request.POST if request.method == "POST" else request.GET).get("framework", "")
    offered = [(key, version) for key, version, _ in known]
    for version in offered:
        if f"{version[0]}@{version[1]}" == name:
            return framework(*version)
    usual = [*pinned, *offered]
    if name or not usual:
        raise NotVisible(f"framework {name}")
    return framework(*usual[0])


@access(Access.SCOPED, KEPT)
@require_http_methods(["GET", "HEAD", "POST"])
def tags(request: HttpRequest, item_id: int) -> HttpResponse:
    """What an item speaks to. Statements are suggested; none is ticked but those that were chosen before."""
    viewer = viewer_of(request)
    found = queries.get(viewer, item_id)
    require(rules.may_change(viewer, found))
    known = [(item.framework_id, item.version, item.title) for item in versions(viewer)]
    judged = _chosen(request, _pinned(viewer, found.urn) if found.urn in viewer.urns else [], known)
    asked = _for(request)
    if request.method == "POST":
        try:
            wanted = [target_of(key) for key in request.POST.getlist("tag")]
            of = {(judged.id, judged.version)}
            actions.set_tags(viewer=viewer, item_id=item_id, wanted=wanted, of=of, at=timezone.now())
        except ValueError as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, "Saved what it speaks to.")
            if asked:
                evaluation, _, area = asked.partition(":")
                return redirect(reverse("selfevaluation:library", args=[int(evaluation), area]) + f"?new={item_id}")
            return redirect("evidence:item", item_id)
    file = queries.file_facts(viewer, item_id)
    words = found.words
    text = " ".join(filter(None, (words.title, words.shows, words.reason, file.words[:4000] if file else "")))
    school = names([found.urn])[found.urn]
    inside = asked.partition(":")[2]
    page = pages.tags_page(found, school, text, queries.tags_of(viewer, item_id), judged, known, inside=inside)
    return render(request, "evidence/tags.html", {"page": page, "asked": asked})


@access(Access.SCOPED, KEPT)
@require_http_methods(["GET", "HEAD", "POST"])
def put_away(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.get(viewer, item_id)
    if request.method != "POST":
        school = names([found.urn])[found.urn]
        context = {
            "item": found,
            "school": school,
            "readers": pages.readers_of(school),
            "drafts": sum(not place.submitted for place in use_queries.places_of(viewer, item_id)),
        }
        return render(request, "evidence/put-away.html", context)
    deleted = actions.put_away(viewer=viewer, item_id=item_id, at=timezone.now())
    messages.success(
        request, "Deleted." if deleted else "Archived. What was submitted keeps it; you can take it back at any time."
    )
    return redirect("evidence:library", found.urn)


@access(Access.SCOPED, KEPT)
@require_POST
def take_back(request: HttpRequest, item_id: int) -> HttpResponse:
    actions.take_back(viewer=viewer_of(request), item_id=item_id, at=timezone.now())
    messages.success(request, "It is back in your library.")
    return redirect("evidence:item", item_id)


@access(Access.SCOPED, KEPT)
@require_safe
def file(request: HttpRequest, item_id: int) -> HttpResponse:
    return serving.as_download(queries.file(viewer_of(request), item_id))


@access(Access.SCOPED, KEPT)
@require_safe
def picture(request: HttpRequest, item_id: int) -> HttpResponse:
    return serving.as_picture(queries.file(viewer_of(request), item_id))
