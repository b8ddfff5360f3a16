"""Correcting a draft in place: what it says of itself, its levels, its areas and its statements."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from plait.adapters.framework_files import correcting, editing
from plait.adapters.framework_files.correcting import ABOUT, LEVELS, Body
from plait.domain.verdicts import NotVisible
from plait.frameworks import forms
from plait.frameworks.pages.draft import readers_of
from plait.frameworks.part_saving import (
    Part,
    area_in,
    change_at_once,
    draft_of,
    edit,
    found_in,
    named,
    statement_in,
)
from plait.frameworks.queries import DraftFacts
from plait.ui.access import Access, access

WHY = "As for the draft, which is found among those that the viewer may publish."


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = draft_of(request, draft_id)
    part = Part(
        draft,
        "What it says of itself",
        ABOUT,
        reverse("frameworks:draft", args=[draft_id]),
        lambda body: {key: body[key] for key in body if key not in ("scale", "translations")},
    )
    make = partial(forms.AboutForm, before=draft.body, levels=named(correcting.scale_of(draft.body, None)))
    return edit(
        request,
        part,
        make,
        forms.about_initial(draft.body),
        lambda form, body: editing.with_about(body, form.given()),
    )


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def levels(request: HttpRequest, draft_id: int, part_key: str | None = None) -> HttpResponse:
    """Of the whole framework, or (``part_key``) of one area with levels of its own."""
    draft = draft_of(request, draft_id)
    holder = None if part_key is None else area_in(draft, part_key)
    scale = correcting.scale_of(draft.body, holder)

    def find(body: Body) -> Any:
        area = None if part_key is None else correcting.area_of(body, part_key)
        return {"levels": correcting.scale_of(body, area)}

    part = Part(
        draft,
        "Levels" if holder is None else f"Levels of {holder.get('title') or 'the area'}",
        part_key or LEVELS,
        reverse("frameworks:draft", args=[draft_id])
        if part_key is None
        else reverse("frameworks:draft-area", args=[draft_id, part_key]),
        find,
        "levels",
    )
    make = partial(forms.LevelsForm, before={}, scale=scale)
    return edit(
        request,
        part,
        make,
        forms.levels_initial(scale),
        lambda form, body: editing.with_levels(body, part_key, form.given()),
    )


@access(Access.SCOPED, WHY)
@require_POST
def own_levels(request: HttpRequest, draft_id: int, part_key: str) -> HttpResponse:
    """Give an area levels of its own, beginning with the framework's; none at all; or the framework's again."""
    draft = draft_of(request, draft_id)
    area_in(draft, part_key)
    how = request.POST.get("how", "")

    def change(body: Body) -> Body:
        if how == "framework":
            return editing.without_own_levels(body, part_key)
        shared = correcting.scale_of(body, None) if how == "own" else []
        return editing.with_levels(
            body,
            part_key,
            [
                editing.LevelInput(
                    str(level.get("value", "")),
                    str(level.get("value", "")),
                    str(level.get("label", "")),
                    str(level.get("meaning", "")),
                    at,
                )
                for at, level in enumerate(shared, 1)
            ],
        )

    change_at_once(request, draft, part_key, change, f"levels of {part_key}")
    if how == "own":
        return redirect("frameworks:area-levels", draft_id, part_key)
    return redirect("frameworks:draft-area", draft_id, part_key)


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def add_area(request: HttpRequest, draft_id: int) -> HttpResponse:
    return _area_form(request, draft_of(request, draft_id), None)


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def area(request: HttpRequest, draft_id: int, part_key: str) -> HttpResponse:
    draft = draft_of(request, draft_id)
    return _area_form(request, draft, area_in(draft, part_key))


def _area_form(request: HttpRequest, draft: DraftFacts, stored: Body | None) -> HttpResponse:
    key = stored["key"] if stored is not None else None

    def find(body: Body) -> Any:
        return {} if key is None else dict(found_in(body, key))

    part = Part(
        draft,
        "Add an area" if key is None else f"Area: {(stored or {}).get('title') or 'without a title'}",
        key or "",
        reverse("frameworks:draft-area", args=[draft.id, key]) if key else reverse("frameworks:draft", args=[draft.id]),
        find,
    )
    before = stored or {}
    make = partial(forms.AreaForm, before=before, levels=named(correcting.scale_of(draft.body, stored)))
    return edit(
        request,
        part,
        make,
        forms.area_initial(before),
        lambda form, body: editing.with_area(body, key, form.given())[0],
        said="Saved." if key else "The area is added at the end.",
    )


def _with_all_in_it(body: Body, key: str) -> dict[str, Body]:
    """An area together with its statements, so that nobody takes out what they have not seen."""
    return {"all": found_in(body, key)}


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def add_statement(request: HttpRequest, draft_id: int, part_key: str) -> HttpResponse:
    draft = draft_of(request, draft_id)
    return _statement_form(request, draft, area_in(draft, part_key), None)


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, draft_id: int, part_key: str) -> HttpResponse:
    draft = draft_of(request, draft_id)
    stored = statement_in(draft, part_key)
    return _statement_form(request, draft, correcting.area_of(draft.body, part_key) or {}, stored)


def _statement_form(request: HttpRequest, draft: DraftFacts, here: Body, stored: Body | None) -> HttpResponse:
    key, area_key = (stored["key"] if stored is not None else None), here["key"]
    before = stored or {}
    levels = named(correcting.scale_of(draft.body, here))
    known = {value for value, _ in levels}
    levels += [
        (str(value), f"{value} (no level here)") for value in before.get("levels") or {} if str(value) not in known
    ]
    follows = editing.takes_over(draft.body, str(before.get("id", "")))

    def find(body: Body) -> Any:
        return {} if key is None else dict(found_in(body, key))

    part = Part(
        draft,
        "Add a statement" if key is None else f"Statement: {before.get('text') or 'without words'}",
        key or "",
        reverse("frameworks:draft-area", args=[draft.id, area_key]) + (f"#{key}" if key else ""),
        find,
    )
    make = partial(
        forms.StatementForm,
        before=before,
        levels=levels,
        areas=[(item["key"], str(item.get("title") or item["key"])) for item in correcting.areas(draft.body)],
        follows=follows is not None,
    )
    return edit(
        request,
        part,
        make,
        forms.statement_initial(before, levels, area_key, follows),
        lambda form, body: editing.with_statement(body, key, form.cleaned_data["area"], form.given())[0],
        said="Saved." if key else "The statement is added.",
        where=str(here.get("title", "")),
    )


@access(Access.SCOPED, WHY)
@require_POST
def move(request: HttpRequest, draft_id: int, part_key: str) -> HttpResponse:
    draft = draft_of(request, draft_id)
    here = correcting.area_of(draft.body, part_key)
    if here is None:
        raise NotVisible(f"{part_key} of framework draft {draft_id}")
    up = request.POST.get("way") == "up"
    if change_at_once(
        request, draft, part_key, lambda body: editing.moved(body, part_key, up=up), f"place of {part_key}"
    ):
        messages.success(request, "Moved.")
    if here["key"] == part_key:
        return redirect("frameworks:draft", draft_id)
    return redirect(reverse("frameworks:draft-area", args=[draft_id, here["key"]]) + f"#{part_key}")


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, draft_id: int, part_key: str) -> HttpResponse:
    draft = draft_of(request, draft_id)
    here, item = correcting.area_of(draft.body, part_key), correcting.item_of(draft.body, part_key)
    if here is None or item is None:
        raise NotVisible(f"{part_key} of framework draft {draft_id}")
    whole = here["key"] == part_key
    back = (
        reverse("frameworks:draft", args=[draft_id])
        if whole
        else reverse("frameworks:draft-area", args=[draft_id, here["key"]])
    )
    keys = {part_key, *(inside["key"] for inside in item.get("statements", ()))}
    doubts = [doubt.number for doubt in draft.open_doubts if doubt.key in keys]
    if request.method == "POST":
        if change_at_once(
            request,
            draft,
            part_key,
            lambda body: editing.without(body, part_key),
            f"{part_key} taken out",
            find=_with_all_in_it,
            settles=doubts,
        ):
            messages.success(request, "Taken out.")
        return redirect(back)
    page = {
        "draft": draft,
        "readers": readers_of(draft.owner),
        "what": str(item.get("title" if whole else "text") or ("the area" if whole else "the statement")),
        "whole": whole,
        "count": len(item.get("statements", ())),
        "open": len(doubts),
        "seen": correcting.seen(_with_all_in_it(draft.body, part_key)),
        "back": back,
    }
    return render(request, "frameworks/remove.html", page)
