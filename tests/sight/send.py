"""Forms for every address, valid in every field, sent by people whose business it is not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from plait.actionplans.models import Action
from plait.adapters.framework_files import correcting
from plait.adapters.vignette_files import all_sets
from plait.domain.visibility import Relation
from plait.evidence.models import EvidenceItem
from plait.frameworks.models import FrameworkDraft
from plait.observations.models import Observation
from plait.partnerships.models import Contract, Membership, Proposal, Round
from plait.peerreview.models import Challenge, PeerJudgement, WorkingNote
from plait.people.models import Person
from plait.reports.models import Release
from plait.reviewers.models import Reviewer
from plait.selfevaluation.models import AreaJudgement, SelfEvaluation
from plait.visits.models import Activity, Hypothesis, Visit
from plait.workshops.models import ImpactAnswer, Workshop
from tests.sight.crawl import Address, Crawl, leads_to, noting, signed_in
from tests.sight.doors import Doors
from tests.sight.story import small_picture

SENT = {
    "framework": "small@1",
    "way": "down", "how": "own", "doubts": "0", "id": "forged", "label-0": "Forged", "value-0": "1",
    "label-1": "Other", "value-1": "2", "place-0": "1", "place-1": "2", "rule": "best-fit", "language": "en",
    "answer": "3", "evidence": "Forged.", "actions": "Forged.", "rung-evidence-3": "Forged.",
    "statement-area-1-statement-1": "4",
    "comment": "Forged.", "agreed": "2", "reason": "Forged.", "text": "Forged.", "area": "area-1", "owner": "Forged",
    "due-day": "1", "due-month": "3", "due-year": "2027", "success_measure": "Forged.", "title": "Forged round",
    "read": "on", "sure": "on", "name": "Forged Person", "email": "forged@example.org", "role": "leader",
    "evaluation_due-day": "1", "evaluation_due-month": "5", "evaluation_due-year": "2027",
    "what": "conduct", "words": "Forged.", "why": "Forged.", "kind": "cluster", "parent": "none",
    "closes_on-day": "4", "closes_on-month": "5", "closes_on-year": "2098", "stage": "considered",
    "answered": "yes", "label": "Forged", "days": "30", "joined-day": "1", "joined-month": "9", "joined-year": "2026",
    "left-day": "1", "left-month": "9", "left-year": "2027",
    "review_due-day": "1", "review_due-month": "6", "review_due-year": "2027",
    "do": "unpin", "urn": "990001", "which": "next", "size": "3", "contrast": "", "contrast_km": "2",
    "shows": "Forged.", "strength": "impact", "address": "https://forged.example/", "effective_on-day": "1",
    "effective_on-month": "9", "effective_on-year": "2026", "form": "half-day", "subject": "school",
    "question_1": "Forged?", "note": "Forged.", "what_changed": "Forged.", "thinks": "Forged.", "starts": "13:00",
    "ends": "14:00", "check_by-day": "4", "check_by-month": "5", "check_by-year": "2098", "wish": "Forged.",
    "wanted": "yes", "learn": "Forged.", "contact": "Forged", "decision": "yes",
    "met": ["seen", "grounded", "lasting", "teachable"], "quote": "Forged.",
    "became": "changed", "tells": "on", "token": "forged",
}  # fmt: skip
OF_A_REVIEWER = {
    "training": "Forged.", "trained_on-day": "1", "trained_on-month": "9", "trained_on-year": "2026",
    "reviews_before": "1", "phases": "primary", "strengths": "Forged.", "reviews_a_year": "1",
}  # fmt: skip
REFUSED = {403, 404, 405}
NOT_NOW = {403, 405, 409, 422}
"""To those who may open the page; and to a page that saved by itself, which gets its refusal as a part."""


def form_for(address: Address, workbook: bytes) -> dict[str, Any]:
    """What the rightful person would send from a page just opened."""
    ids = address.numbers
    rows: Any = {
        "selfevaluation:area": AreaJudgement.objects.filter(
            evaluation_id=ids.get("evaluation_id"), area=ids.get("area_id")
        ),
        "selfevaluation:differences-area": AreaJudgement.objects.filter(
            evaluation_id=ids.get("evaluation_id"), area=ids.get("area_id")
        ),
        "peerreview:view-area": PeerJudgement.objects.filter(
            view__review_id=ids.get("review_id"), view__school_id=ids.get("urn"), area=ids.get("area_id")
        ),
        "peerreview:notes": WorkingNote.objects.filter(
            view__review_id=ids.get("review_id"), view__school_id=ids.get("urn")
        ),
        "peerreview:challenge-area": Challenge.objects.filter(review_id=ids.get("review_id"), area=ids.get("area_id")),
        "observations:note": Observation.objects.filter(pk=ids.get("note_id")),
        "actionplans:change": Action.objects.filter(pk=ids.get("action_id")),
        "reviewers:confirm": Reviewer.objects.filter(pk=ids.get("reviewer_id")),
        **dict.fromkeys(
            ("journey:groups-rules", "journey:groups-change", "journey:groups-take-over"),
            Proposal.objects.filter(programme_id=ids.get("programme_id")).exclude(state="taken"),
        ),
        "visits:plan": Visit.objects.filter(uuid=ids.get("visit_uuid")),
        "visits:activity": Activity.objects.filter(uuid=ids.get("activity_uuid")),
        "visits:take-off": Activity.objects.filter(uuid=ids.get("activity_uuid")),
        "visits:hypothesis": Hypothesis.objects.filter(
            focus__visit__uuid=ids.get("visit_uuid"), focus__number=ids.get("focus_number")
        ),
        "evidence:change": EvidenceItem.objects.filter(pk=ids.get("item_id")),
    }.get(address.route)
    version = rows.values_list("version", flat=True).first() if rows is not None else None
    seen = _marks_of(address) if address.route.startswith("frameworks:") else {}
    last = Round.objects.filter(programme_id=ids.get("programme_id")).order_by("-number").first()
    form = SENT | {"version": str(version or 0), "after": str(last.number if last else 0)}
    if address.route.startswith("visits:"):
        form |= {"kind": "meeting", "day-day": "11", "day-month": "11", "day-year": "2026"}
    if address.route == "visits:focus":
        held = Visit.objects.filter(uuid=ids["visit_uuid"]).values_list("focus_version", flat=True).first()
        form["version"] = str(held or 0)
    if address.route == "selfevaluation:library":
        school = SelfEvaluation.objects.filter(pk=ids["evaluation_id"]).values_list("school_id", flat=True).first()
        kept = EvidenceItem.objects.filter(school_id=school, archived_at__isnull=True)
        form["item"] = [str(number) for number in kept.values_list("pk", flat=True)]
    if address.route == "evidence:tags":
        form |= {"framework": "small@1", "tag": ["small@1/area-1/area-1-statement-2"]}
    form |= seen
    if address.route == "invitations:partnership-invite":
        form["role"] = "partnership-lead"
    if address.route == "reports:release":
        form["after"] = str(Release.objects.filter(evaluation_id=ids["evaluation_id"]).count())
        form["step"] = "release"
        form["audiences"] = [Relation.REVIEWER.value]
    if address.route == "invitations:programme-invite":
        form["role"] = "provider"
    if address.route == "reviewers:own":
        form |= OF_A_REVIEWER
    if address.route == "reviewers:cases-of":
        form |= {case.key: of.levels[0] for of in all_sets() if of.id == ids["set_id"] for case in of.vignettes}
    if address.route == "reviewers:sign":
        form["protocol"] = "1"
    if address.route == "reviewers:conflict":
        members = Membership.objects.filter(partnership_id=ids["partnership_id"], left=None)
        form["school"] = str(members.order_by("-school_id").values_list("school_id", flat=True).first())
    if address.route == "reviewers:who-reviews":
        pool = Reviewer.objects.filter(partnership_id=ids["partnership_id"]).order_by("-pk")
        form["reviewer"] = str(pool.values_list("pk", flat=True).first())
    if address.route == "journey:add-school":
        form["role"] = "core"
    if address.route == "journey:contract":
        pinned = Contract.objects.filter(rounds=ids["round_id"])
        form["fingerprint"] = pinned.values_list("fingerprint", flat=True).first() or ""
    if address.route.startswith("observations:"):
        form |= _noting(ids)
    if address.route.startswith("workshops:"):
        form |= _of_a_workshop(address)
    if address.route.endswith(":upload"):
        form["file"] = SimpleUploadedFile("filled.xlsx", workbook)
    return form


def _noting(ids: Mapping[str, Any]) -> dict[str, Any]:
    """A note with a photo, from a page or from a device."""
    near = Observation.objects.filter(view__review_id=ids.get("review_id"), view__school_id=ids.get("urn"))
    note = {"uid": str(uuid4()), "device": str(uuid4()), "number": 1, "base": 0, "kind": "interview", "seen": "seen"}
    edit = note | {"place": "", "text": "Forged.", "tags": ["area-1/"], "noted_at": "2026-09-14T10:00:00+00:00"}
    return {
        "kind": "interview",
        "seen": "seen",
        "tag": "area-1/",
        "uid": str(uuid4()),
        "device": str(uuid4()),
        "note": str(near.values_list("uid", flat=True).first() or uuid4()),
        "edits": json.dumps([edit]),
        "file": SimpleUploadedFile("photo.png", small_picture(), "image/png"),
    }


def _of_a_workshop(address: Address) -> dict[str, Any]:
    """Somebody who may lead, and what the page showed."""
    ids = address.numbers
    there = Workshop.objects.filter(round_id=ids.get("round_id"), school_id=ids.get("urn"))
    turns = ImpactAnswer.objects.filter(action_id=ids.get("action_id")).count()
    leader = Person.objects.filter(name="Fay").values_list("pk", flat=True).first()
    return {
        "leader": str(leader), "held_on-day": "4", "held_on-month": "12", "held_on-year": "2026", "place": "Forged",
        "areas": ["area-1"], "version": str(there.values_list("version", flat=True).first() or 0), "side": "hinders",
        "token": "forged", "wanted": "yes", "outcome": "done", "different": "Forged.", "turn": str(turns),
    }  # fmt: skip


def _marks_of(address: Address) -> dict[str, Any]:
    """What a page of a draft says that its reader saw; for whom it is, and the number that a draft has come to."""
    row = FrameworkDraft.objects.filter(pk=address.numbers.get("draft_id")).first()
    if row is None:
        return {"owner": "everybody"}
    key, part = address.numbers.get("part_key", ""), address.route.partition(":")[2]
    item = correcting.item_of(row.body, key) or {}
    seen: Any = item
    if part in ("add-area", "add-statement"):
        seen = {}
    elif part == "about":
        seen = {name: row.body[name] for name in row.body if name not in ("scale", "translations")}
    elif part.endswith("levels") and part != "own-levels":
        area = correcting.area_of(row.body, key) if key else None
        seen = {"levels": correcting.scale_of(row.body, area)}
    elif part == "remove":
        seen = {"all": item}
    area_key = (correcting.area_of(row.body, key) or {}).get("key", "a1")
    return {"seen": correcting.seen(seen), "version": str(row.version), "area": area_key}


def takes_forms(people: Mapping[str, Any], where: list[Address]) -> list[Address]:
    """The addresses of routes that accept a POST at all: whatever else may be said, it is not "method not allowed"."""
    accepting: dict[str, bool] = {}
    client = signed_in(people["ned"])  # holds no role, so nothing comes of it
    where = [address for address in where if address.scoped]  # the others are one's own account: signing out, leaving
    for address in where:
        if address.route not in accepting:
            accepting[address.route] = client.post(address.path, {}).status_code != 405
    return [address for address in where if accepting[address.route]]


def send(
    facts: Doors,
    people: Mapping[str, Any],
    names: tuple[str, ...],
    where: list[Address],
    workbooks: Mapping[str, bytes],
    *,
    htmx: bool = False,
    enough: int = 0,
) -> Crawl:
    """Everybody sends a form to every address at which they may change nothing, or until ``enough`` was wrong."""
    result = Crawl(facts)
    extra: dict[str, Any] = {"HTTP_HX_REQUEST": "true"} if htmx else {}
    for name in names:
        client = signed_in(people.get(name))
        for address in where:
            if facts.changes(name, address.route, address.numbers):
                continue
            form = form_for(address, workbooks[address.route.split(":")[0]] if "upload" in address.route else b"")
            written: list[str] = []
            with connection.execute_wrapper(noting(written)):
                answer = client.post(address.path, form, **extra)
            result.asked += 1
            opens = facts.opens(name, address.route, address.numbers)
            onward = leads_to(answer)
            if answer.status_code in (301, 302, 303):
                sound = (onward is None and not name) or (onward is not None and opens and facts.opens(name, *onward))
            elif answer.status_code == 401:
                sound = htmx and not name  # a page that saves by itself is told that nobody is signed in
            else:
                sound = answer.status_code in (NOT_NOW if opens else REFUSED | NOT_NOW if htmx else REFUSED)
            if not sound:
                result.wrong.append(f"{name or 'a stranger'} gets {answer.status_code} at {address.path}")
            if written:
                result.wrong.append(f"{name or 'a stranger'} changes {', '.join(written)} at {address.path}")
            result.marks(name, address, answer)
            if enough and len(result.wrong) >= enough:
                return result
    return result


def routes_that_work(
    facts: Doors, people: Mapping[str, Any], where: list[Address], workbooks: Mapping[str, bytes]
) -> set[str]:
    """Routes at which the same forms change something when the rightful person sends them. All is undone."""
    found = set()
    for name in people:
        client = signed_in(people[name])
        for address in where:
            if address.route in found or not facts.changes(name, address.route, address.numbers):
                continue
            form = form_for(address, workbooks[address.route.split(":")[0]] if "upload" in address.route else b"")
            written: list[str] = []
            with transaction.atomic():
                with connection.execute_wrapper(noting(written)):
                    client.post(address.path, form)
                transaction.set_rollback(True)
            if written:
                found.add(address.route)
    return found
