"""Arranging a visit: its dates, its form, what is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from plait.audit.actions import record
from plait.domain.stages import NotAllowedNow
from plait.domain.timetable import FORM_WORDS, SUBJECT_WORDS, VisitForm, VisitSubject
from plait.domain.verdicts import NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.domain.wording import day_in_words
from plait.partnerships import visiting
from plait.visits import arranging, queries, rules
from plait.visits.facts import VisitFacts
from plait.visits.models import Visit
from plait.visits.telling import tell

KIND = queries.KIND


@dataclass(frozen=True, slots=True)
class VisitInput:
    """``version`` is that of the page it was written on; 0 where there was no visit yet."""

    form: VisitForm
    subject: VisitSubject
    subject_name: str
    starts_on: date | None
    ends_on: date | None
    version: int = 0


def _columns(given: VisitInput) -> dict[str, object]:
    if (given.starts_on is None) != (given.ends_on is None):
        raise NotAllowedNow("Give both the first and the last day, or neither.")
    if given.starts_on is not None and given.ends_on is not None and given.ends_on < given.starts_on:
        raise NotAllowedNow("The last day lies before the first.")
    return {
        "form": given.form.value,
        "subject": given.subject.value,
        "subject_name": "" if given.subject is VisitSubject.SCHOOL else given.subject_name.strip()[:120],
        "starts_on": given.starts_on,
        "ends_on": given.ends_on,
    }


def in_words(given: VisitInput | VisitFacts) -> dict[str, str]:
    """Dates, form and subject field by field, as people say them."""
    return {
        "form": FORM_WORDS[given.form],
        "subject": SUBJECT_WORDS[given.subject],
        "subject_name": given.subject_name,
        "starts_on": day_in_words(given.starts_on),
        "ends_on": day_in_words(given.ends_on),
    }


def acting_for(viewer: Viewer, visit: VisitFacts) -> int:
    """The school in whose trail a change stands: the host, or for those who come the school that they come from."""
    if visit.of_the_host:
        return visit.host_urn
    return arranging.coming_from(viewer, visit.round_id, visit.host_urn)


@transaction.atomic
def arrange(*, viewer: Viewer, round_id: int, urn: int, given: VisitInput, at: datetime) -> UUID:
    """Begin to plan the visit to a school in a round; its public number. Arranged twice, it is the same visit. Where it
    has a day, both sides are told by mail.

    Raises ``NotVisible``, ``Refused``, and ``NotAllowedNow`` for days that cannot be.
    """
    before = queries.visit_of(viewer, round_id, urn)
    if before is not None:
        return before.uuid
    place = arranging.place(viewer, round_id, urn)
    require(
        rules.may_arrange(
            of_the_host=place.of_the_host,
            comes=place.comes,
            looked_at=visiting.is_looked_at(round_id, urn),
            round_open=place.round_open,
            signature_stands=place.signature_stands,
        )
    )
    columns = _columns(given)
    try:
        with transaction.atomic():
            row = Visit.objects.create(
                round_id=round_id, host_id=urn, arranged_at=at, arranged_by_id=viewer.person_id, **columns
            )
    except IntegrityError:  # somebody arranged it in this very moment
        found = queries.visit_of(viewer, round_id, urn)
        if found is None:
            raise NotVisible(f"visit to {urn} in round {round_id}") from None
        return found.uuid
    for_urn = urn if place.of_the_host else arranging.coming_from(viewer, round_id, urn)
    changes = {f"plan.{name}": ("", text) for name, text in in_words(given).items()}
    record(
        actor_id=viewer.person_id,
        action="arrange",
        kind=KIND,
        object_id=row.pk,
        at=at,
        school_urn=for_urn,
        changes=changes,
    )
    tell(queries.of_number(viewer, row.uuid), but=viewer.person_id, at=at)
    return row.uuid


def plannable(viewer: Viewer, uuid: UUID) -> VisitFacts:
    """A visit whose dates and timetable the viewer may change, held until the transaction ends. Raises ``NotVisible``
    and ``Refused``."""
    visit = queries.lock(viewer, uuid)
    require(
        rules.may_plan(
            of_the_host=visit.of_the_host,
            comes=visit.comes,
            round_open=visit.round_open,
            signature_stands=visit.signature_stands,
        )
    )
    return visit


@transaction.atomic
def change_plan(*, viewer: Viewer, uuid: UUID, given: VisitInput, at: datetime) -> None:
    """Other dates, another form or subject. What stands on days that are none of the visit any more stays until
    somebody moves it: the timetable says so. Of other dates both sides are told by mail.

    Raises ``NotVisible``, ``Refused``, ``NotAllowedNow``, ``StaleWrite``.
    """
    visit = plannable(viewer, uuid)
    columns = _columns(given)
    old, new = in_words(visit), in_words(given) | {"subject_name": str(columns["subject_name"])}
    if old == new:
        return
    saved = Visit.objects.filter(pk=visit.id, version=given.version).update(**columns, version=F("version") + 1)
    if not saved:
        raise StaleWrite("Somebody changed the plan of this visit while you were writing.", old, visit.version)
    record(
        actor_id=viewer.person_id,
        action="change plan",
        kind=KIND,
        object_id=visit.id,
        at=at,
        school_urn=acting_for(viewer, visit),
        changes={f"plan.{name}": (old[name], text) for name, text in new.items()},
    )
    if (given.starts_on, given.ends_on) != (visit.starts_on, visit.ends_on):
        tell(queries.of_number(viewer, uuid), but=viewer.person_id, at=at)
