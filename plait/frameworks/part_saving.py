"""What every page that corrects a part of a draft does: find the part, show its form, save it or show both texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from plait.adapters.framework_files import correcting
from plait.adapters.framework_files.correcting import Body
from plait.domain.uploads import same_lines
from plait.domain.verdicts import NotVisible, StaleWrite
from plait.frameworks import draft_actions, forms, queries
from plait.frameworks.pages.draft import doubt_note, notes_of, readers_of
from plait.frameworks.queries import DraftFacts
from plait.partnerships.middleware import viewer_of


def draft_of(request: HttpRequest, draft_id: int) -> DraftFacts:
    return queries.draft(viewer_of(request), draft_id, today=timezone.localdate())


def area_in(draft: DraftFacts, key: str) -> Body:
    found = correcting.area_of(draft.body, key)
    if found is None or found["key"] != key:
        raise NotVisible(f"area {key} of framework draft {draft.id}")
    return found


def statement_in(draft: DraftFacts, key: str) -> Body:
    found = correcting.item_of(draft.body, key)
    if found is None or "statements" in found:
        raise NotVisible(f"statement {key} of framework draft {draft.id}")
    return found


def named(levels: Sequence[Body]) -> list[tuple[str, str]]:
    return [(str(level.get("value", "")), str(level.get("label") or level.get("value", ""))) for level in levels]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a draft on a page of its own. ``find``: from the body to the part; ``key``: where its doubts are."""

    draft: DraftFacts
    title: str
    key: str
    back: str
    find: Callable[[Body], Any]
    template: str = "part"

    @property
    def seen(self) -> str:
        return correcting.seen(self.find(self.draft.body))

    @property
    def doubts(self) -> list[tuple[str, str]]:
        return [
            (str(doubt.number), f"{doubt.seen} {doubt.settle}".strip())
            for doubt in self.draft.open_doubts
            if doubt.key == self.key
        ]


def edit(
    request: HttpRequest,
    part: Part,
    make: Callable[..., forms.PartForm],
    initial: dict[str, Any],
    change: Callable[[Any, Body], Body],
    *,
    said: str = "Saved.",
    **context: Any,
) -> HttpResponse:
    """Show the form of a part, or save what was written; a part that somebody else has changed is shown beside it."""
    sent = request.POST.copy() if request.method == "POST" else None
    form = make(sent, initial={**initial, "seen": part.seen}, doubts=part.doubts)
    status, theirs = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                draft_actions.change(
                    viewer=viewer_of(request),
                    draft_id=part.draft.id,
                    part=part.find,
                    seen=form.cleaned_data["seen"],
                    change=partial(change, form),
                    what=part.title,
                    settles=form.settled(),
                    at=timezone.now(),
                    today=timezone.localdate(),
                )
            except StaleWrite:
                theirs = _theirs(form, initial)
                if sent is not None:
                    sent["seen"] = part.seen  # who saves again has seen both
                status = 409
            else:
                messages.success(request, said)
                return redirect(part.back)
    page = {
        "form": form,
        "part": part,
        "theirs": theirs,
        "stale": status == 409,
        "readers": readers_of(part.draft.owner),
        "notes_about_it": [
            note for note in notes_of(part.draft).get(part.key, ()) if note.kind in ("fault", "warning")
        ],
        "settled": [doubt_note(doubt) for doubt in part.draft.doubts if doubt.key == part.key and doubt.settled],
        **context,
    }
    return render(request, f"frameworks/{part.template}.html", page, status=status)


def _theirs(form: forms.PartForm, stored: dict[str, Any]) -> list[tuple[str, str]]:
    """What is stored now in the boxes that say something else, as pairs of label and text."""
    found = []
    for name, field in form.fields.items():
        if name in ("seen", "settles"):
            continue
        kept, written = stored.get(name), form.cleaned_data.get(name)
        if same_lines(str(kept or "")) != same_lines(str(written or "")):
            found.append((str(field.label), str(kept or "(nothing)")))
    return found


def found_in(body: Body, key: str) -> Body:
    found = correcting.item_of(body, key)
    if found is None:
        raise KeyError(key)
    return found


def change_at_once(
    request: HttpRequest,
    draft: DraftFacts,
    key: str,
    change: Callable[[Body], Body],
    what: str,
    *,
    find: Callable[[Body, str], Any] | None = None,
    settles: Sequence[int] = (),
) -> bool:
    """Make a change that is one button; whether it was made. A page that was overtaken is told."""
    look = find or found_in

    try:
        draft_actions.change(
            viewer=viewer_of(request),
            draft_id=draft.id,
            part=lambda body: look(body, key),
            seen=request.POST.get("seen", ""),
            change=change,
            what=what,
            settles=settles,
            at=timezone.now(),
            today=timezone.localdate(),
        )
    except StaleWrite as stale:
        messages.warning(request, f"{stale} Nothing was done. Look at it as it is now.")
        return False
    return True
