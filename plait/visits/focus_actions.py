"""Choosing what a visit looks at, and sharing it with those who come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from plait.audit.actions import record
from plait.domain.frameworks import Framework
from plait.domain.roles import Permission
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import StaleWrite, require
from plait.domain.viewer import Viewer
from plait.evidence.sharing import of_the_library
from plait.frameworks.queries import judged
from plait.visits import queries, rules
from plait.visits.facts import FocusFacts, FocusWords, VisitFacts
from plait.visits.models import Focus, FocusChange, SharedItem, Visit

KIND = queries.KIND
MOST_CHOSEN = 6
"""Areas and statements: more is no focus."""
MOST_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class FocusInput:
    """``chosen``: ``area:…`` and ``statement:…`` keys. ``questions``: by place, empty for none. ``what_changed`` is
    asked for once the visitors have begun to write."""

    chosen: tuple[str, ...]
    questions: tuple[str, ...]
    note: str
    items: tuple[int, ...]
    version: int
    what_changed: str = ""


def called(framework: Framework) -> dict[str, str]:
    """What can be chosen from a framework, by key, in its order: areas, each followed by its statements."""
    found: dict[str, str] = {}
    for area in framework.areas:
        found[f"area:{area.id}"] = area.title
        found |= {f"statement:{item.id}": item.text for item in area.statements}
    return found


def judged_against(visit: VisitFacts) -> Framework:
    """The framework of the visit's round, as its programme uses it."""
    return judged(visit.published, visit.definition)


def in_words(words: FocusWords, item_titles: Mapping[int, str]) -> dict[str, str]:
    """What was chosen, field by field, as people say it."""
    standing = words.standing
    return {
        "focus": "\n".join(item.text for item in standing if item.kind != "question"),
        "questions": "\n".join(item.text for item in standing if item.kind == "question"),
        "note": words.note,
        "shared": "\n".join(item_titles.get(number, "") for number in words.items),
    }


def _choosable(viewer: Viewer, uuid: UUID) -> VisitFacts:
    visit = queries.lock(viewer, uuid)
    require(
        rules.may_choose(
            of_the_host=visit.of_the_host,
            round_open=visit.round_open,
            signature_stands=visit.signature_stands,
        )
    )
    return visit


def _checked(viewer: Viewer, visit: VisitFacts, given: FocusInput, known: Mapping[str, str]) -> dict[int, str]:
    """The titles of the items that are to be shared. Raises ``NotAllowedNow`` for what cannot be chosen."""
    if any(key not in known for key in given.chosen):
        raise NotAllowedNow("One of the areas or statements is not in the framework of this round.")
    if len(set(given.chosen)) > MOST_CHOSEN:
        raise NotAllowedNow(f"Choose {MOST_CHOSEN} areas or statements at most: with more, nothing is looked at well.")
    if len([text for text in given.questions if text.strip()]) > MOST_QUESTIONS:
        raise NotAllowedNow(f"Ask {MOST_QUESTIONS} questions at most.")
    return of_the_library(viewer, visit.host_urn, given.items)


@transaction.atomic
def save_focus(*, viewer: Viewer, uuid: UUID, given: FocusInput, at: datetime) -> None:
    """Save what is chosen for a visit, what is asked, and what is shared.

    Raises ``NotVisible`` (an item of another library, too), ``Refused``, ``StaleWrite`` with what is stored, and
    ``NotAllowedNow`` for what cannot be chosen, or without a word on what changed once the visitors have begun.
    """
    visit = _choosable(viewer, uuid)
    known = called(judged_against(visit))
    titles = _checked(viewer, visit, given, known)
    words = queries.focus(viewer, visit)
    before_titles = of_the_library(viewer, visit.host_urn, words.items)
    before = in_words(words, before_titles)
    if given.version != visit.focus_version:
        message = f"{visit.focus_saved_by or 'Somebody'} saved the focus while you were writing."
        raise StaleWrite(message, before, visit.focus_version)
    _put(visit, words.focuses, given, known, at)
    _share_items(visit, words.items, list(titles))
    Visit.objects.filter(pk=visit.id).update(
        note=given.note,
        focus_version=F("focus_version") + 1,
        focus_saved_at=at,
        focus_saved_by=viewer.person_id,
    )
    after = in_words(queries.focus(viewer, visit), titles)
    if before == after:
        return
    if visit.hypotheses_begun:
        if not given.what_changed.strip():
            raise NotAllowedNow("Those who come have begun to write. Say in a sentence what you changed and why.")
        FocusChange.objects.create(
            visit_id=visit.id, text=given.what_changed.strip()[:400], at=at, author_id=viewer.person_id
        )
    record(
        actor_id=viewer.person_id,
        action="choose",
        kind=KIND,
        object_id=visit.id,
        at=at,
        school_urn=visit.host_urn,
        changes={f"focus.{name}": (before[name], text) for name, text in after.items()},
    )


def _put(
    visit: VisitFacts,
    held: Collection[FocusFacts],
    given: FocusInput,
    known: Mapping[str, str],
    at: datetime,
) -> None:
    """The rows as they are to be. What is no longer chosen keeps its row, since something may be written about it."""
    chosen = [key for key in known if key in given.chosen]
    wanted = {key: known[key] for key in chosen}
    rows = {item.key: item for item in held if item.kind != "question"}
    questions = [item for item in held if item.kind == "question"]
    number = max((item.number for item in held), default=0)
    for key, text in wanted.items():
        if key in rows:
            Focus.objects.filter(pk=rows[key].id).update(dropped_at=None, text=text[:400])
            continue
        number += 1
        kind, _, ref = key.partition(":")
        Focus.objects.create(visit_id=visit.id, number=number, kind=kind, ref=ref, text=text[:400])
    gone = [item.id for key, item in rows.items() if key not in wanted and not item.dropped]
    for place in range(max(len(given.questions), len(questions))):
        text = given.questions[place].strip()[:400] if place < len(given.questions) else ""
        if place < len(questions):
            if text:
                Focus.objects.filter(pk=questions[place].id).update(text=text, dropped_at=None)
            elif not questions[place].dropped:
                gone.append(questions[place].id)
        elif text:
            number += 1
            Focus.objects.create(visit_id=visit.id, number=number, kind="question", text=text)
    Focus.objects.filter(pk__in=gone).update(dropped_at=at)


def _share_items(visit: VisitFacts, before: Collection[int], after: Collection[int]) -> None:
    SharedItem.objects.filter(visit_id=visit.id).exclude(item_id__in=after).delete()
    SharedItem.objects.bulk_create(
        SharedItem(visit_id=visit.id, item_id=number) for number in after if number not in before
    )


@transaction.atomic
def share_focus(*, viewer: Viewer, uuid: UUID, at: datetime) -> None:
    """Let those whom the contract names read what the school chose. Raises ``NotVisible`` and ``Refused``."""
    visit = queries.lock(viewer, uuid)
    require(
        rules.may_share_focus(
            head=viewer.may_at(visit.host_urn, Permission.SUBMIT),
            shared=visit.focus_shared_at is not None,
            chosen=Focus.objects.filter(visit_id=visit.id, dropped_at__isnull=True).count(),
            round_open=visit.round_open,
            signature_stands=visit.signature_stands,
        )
    )
    Visit.objects.filter(pk=visit.id).update(focus_shared_at=at, focus_shared_by=viewer.person_id)
    record(
        actor_id=viewer.person_id,
        action="share focus",
        kind=KIND,
        object_id=visit.id,
        at=at,
        school_urn=visit.host_urn,
    )
