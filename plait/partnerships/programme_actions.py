"""Changing how a partnership works: programmes, their rounds, and what was done outside Plait."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from plait.audit.actions import record
from plait.domain.programmes import Pairing as PairingRule
from plait.domain.programmes import ProgrammeDefinition, StepFor
from plait.domain.rounds import everyone_reviews_everyone, ring
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.domain.visibility import Contract as ContractValue
from plait.partnerships import queries
from plait.partnerships.forming_actions import taken_by_next_round
from plait.partnerships.forming_queries import MODES
from plait.partnerships.models import Contract, ContractLine, Pairing, Place, Programme, Round, StepDone
from plait.partnerships.rules import may_change_dates, may_close_round, may_note_step

MOST_LOOKED_AT_BY_ALL = 12
"""Schools of a round in which each is looked at by all the others; more would be hundreds of views."""

PAIRINGS = {
    PairingRule.NOBODY: lambda urns: (),
    PairingRule.EVERYONE: everyone_reviews_everyone,
    PairingRule.RING: ring,
}


def kept(contract: ContractValue) -> Contract:
    """The row of this contract: the one there is, or a new one. Rows are never altered."""
    row, made = Contract.objects.get_or_create(fingerprint=contract.fingerprint, defaults={"data": contract.as_data()})
    if made:
        ContractLine.objects.bulk_create(
            ContractLine(contract=row, artefact=artefact, phase=phase, relation=relation, sight=int(sight))
            for (artefact, phase, relation), sight in contract.lines.items()
        )
    return row


@transaction.atomic
def start_programme(
    *,
    partnership_id: int,
    definition: ProgrammeDefinition,
    at: datetime,
    title: str = "",
    framework: tuple[str, str] | None = None,
    also: Collection[tuple[str, str]] = (),
    actor_id: int | None = None,
) -> int:
    """Start a programme that works as this definition says; its number. The caller has asked the rule.

    ``framework``: one of the definition's or of ``also``, where it is not the usual one. ``also``: others that suit it,
    such as the partnership's own. Raises ``NotAllowedNow`` for another.
    """
    chosen = _framework(definition, framework, also)
    row = Programme.objects.create(
        partnership_id=partnership_id,
        title=title or definition.title,
        framework_id=chosen[0],
        framework_version=chosen[1],
        definition=definition.as_data(),
        contract=kept(definition.contract),
    )
    record(
        actor_id=actor_id,
        action="start",
        kind="programme",
        object_id=row.pk,
        at=at,
        changes={
            "title": ("", row.title),
            "definition": ("", f"{definition.id}@{definition.version}"),
            "contract": ("", row.contract.fingerprint),
        },
    )
    return row.pk


def _framework(
    definition: ProgrammeDefinition, framework: tuple[str, str] | None, also: Collection[tuple[str, str]] = ()
) -> tuple[str, str]:
    if framework is not None and framework not in definition.frameworks and framework not in also:
        raise NotAllowedNow(f"{framework[0]} is not among the frameworks of {definition.title}.")
    if framework is None and not definition.frameworks:
        return "", ""
    return framework or definition.frameworks[0]


@transaction.atomic
def change_programme(
    *,
    programme_id: int,
    definition: ProgrammeDefinition,
    at: datetime,
    also: Collection[tuple[str, str]] = (),
    actor_id: int | None = None,
) -> None:
    """Let the next round work as this definition says. Open and closed rounds keep what their schools have signed.

    ``also``: frameworks beside the definition's that suit it. The caller has asked the rule.
    """
    row = Programme.objects.select_for_update(of=("self",)).select_related("contract").get(pk=programme_id)
    old, signed = row.definition, row.contract.fingerprint
    row.definition, row.contract = definition.as_data(), kept(definition.contract)
    if (row.framework_id, row.framework_version) not in (*definition.frameworks, *also):
        row.framework_id, row.framework_version = _framework(definition, None)
    row.save(update_fields=["definition", "contract", "framework_id", "framework_version"])
    record(
        actor_id=actor_id,
        action="change",
        kind="programme",
        object_id=row.pk,
        at=at,
        changes={
            "definition": (f"{old.get('id')}@{old.get('version')}", f"{definition.id}@{definition.version}"),
            "contract": (signed, row.contract.fingerprint),
        },
    )


@transaction.atomic
def open_round(
    *,
    programme_id: int,
    title: str,
    urns: Sequence[int],
    opened_on: date,
    evaluation_due: date,
    review_due: date,
    after: int,
    at: datetime,
    milestones_due: Mapping[str, date] | None = None,
    framework: tuple[str, str] | None = None,
    actor_id: int | None = None,
) -> int:
    """Open the programme's next round for these schools; who looks at whom follows from its definition. Its number.

    Groups that were formed for it are taken. Closes the round before. The caller has asked the rule. ``after`` is the
    number of the last round that the person saw (0 for none): when two people press the button, the second is told
    (``NotAllowedNow``).
    """
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    definition = queries.definition_of(programme.definition)
    if definition.pairing is not PairingRule.NOBODY and len(urns) < 2:
        raise NotAllowedNow("It takes at least two schools to look at each other. Let another one join first.")
    formed = taken_by_next_round(programme_id=programme_id, urns=urns, mode=MODES.get(definition.pairing))
    if formed is None and definition.pairing is PairingRule.EVERYONE and len(urns) > MOST_LOOKED_AT_BY_ALL:
        raise NotAllowedNow(
            f"Here each school is looked at by all the others, which works for up to {MOST_LOOKED_AT_BY_ALL} schools. "
            "Form groups first, or choose a programme in which each looks at one other."
        )
    if not urns:
        raise NotAllowedNow("No school takes part yet. Let one join first.")
    last = Round.objects.filter(programme=programme).order_by("-number").first()
    if (last.number if last else 0) != after:
        raise NotAllowedNow("Somebody has opened the next round already. Nothing more was done.")
    if last is not None and last.closed_on is None:
        last.closed_on = opened_on
        last.save(update_fields=["closed_on"])
        record(actor_id=actor_id, action="close", kind="round", object_id=last.pk, at=at)
    chosen = framework or (programme.framework_id, programme.framework_version)
    row = Round.objects.create(
        programme=programme,
        number=after + 1,
        title=title,
        framework_id=chosen[0],
        framework_version=chosen[1],
        opened_on=opened_on,
        evaluation_due=evaluation_due,
        review_due=review_due,
        milestones_due={key: day.isoformat() for key, day in (milestones_due or {}).items()},
        definition=programme.definition,
        contract=programme.contract,
    )
    Place.objects.bulk_create(Place(round=row, school_id=urn) for urn in urns)
    pairs = PAIRINGS[definition.pairing](urns) if formed is None else formed.pairings
    Pairing.objects.bulk_create(Pairing(round=row, host_id=host, reviewer_id=reviewer) for host, reviewer in pairs)
    if formed is not None:
        formed.give(row.pk)
    record(
        actor_id=actor_id,
        action="open",
        kind="round",
        object_id=row.pk,
        at=at,
        changes={"title": ("", title), "contract": ("", programme.contract.fingerprint)},
    )
    return row.pk


@transaction.atomic
def close_round(*, viewer: Viewer, round_id: int, at: datetime, today: date) -> None:
    """Close a round without opening the next one; what was written stays readable. Raises ``Refused``."""
    row = _round(viewer, round_id)
    partnership_id = row.programme.partnership_id
    require(
        may_close_round(
            viewer,
            partnership_id=partnership_id,
            open_=row.closed_on is None,
            members=queries.members(partnership_id),
            has_lead=queries.has_lead(partnership_id, today=today),
        )
    )
    row.closed_on = today
    row.save(update_fields=["closed_on"])
    record(actor_id=viewer.person_id, action="close", kind="round", object_id=row.pk, at=at)


@transaction.atomic
def close_made_up_round(*, round_id: int, at: datetime, today: date) -> None:
    """The same without asking who wants it, for demonstrations."""
    Round.objects.filter(pk=round_id, closed_on=None).update(closed_on=today)
    record(actor_id=None, action="close", kind="round", object_id=round_id, at=at)


@transaction.atomic
def change_dates(
    *,
    viewer: Viewer,
    round_id: int,
    evaluation_due: date,
    review_due: date,
    at: datetime,
    today: date,
    milestones_due: Mapping[str, date] | None = None,
) -> None:
    """Give everybody until another day. Milestones that are not given keep theirs.

    Raises ``Refused``; ``NotAllowedNow`` for days in the wrong order.
    """
    row = _round(viewer, round_id)
    partnership_id = row.programme.partnership_id
    require(
        may_change_dates(
            viewer,
            partnership_id=partnership_id,
            open_=row.closed_on is None,
            members=queries.members(partnership_id),
            has_lead=queries.has_lead(partnership_id, today=today),
        )
    )
    if review_due < evaluation_due:
        raise NotAllowedNow("Partners need the self-evaluations first: the second day cannot be before the first.")
    before, milestones = (row.evaluation_due, row.review_due), dict(row.milestones_due)
    row.evaluation_due, row.review_due = evaluation_due, review_due
    row.milestones_due = milestones | {key: day.isoformat() for key, day in (milestones_due or {}).items()}
    row.save(update_fields=["evaluation_due", "review_due", "milestones_due"])
    record(
        actor_id=viewer.person_id,
        action="change dates",
        kind="round",
        object_id=row.pk,
        at=at,
        changes={
            "evaluation_due": (str(before[0]), str(evaluation_due)),
            "review_due": (str(before[1]), str(review_due)),
            **{key: (milestones.get(key, ""), day) for key, day in row.milestones_due.items()},
        },
    )


@transaction.atomic
def note_step(
    *, viewer: Viewer, round_id: int, step: str, urn: int | None, done_on: date, note: str, at: datetime
) -> None:
    """Note that a milestone was done: for a school, or (no ``urn``) for the whole partnership.

    Noting it again changes day and words. Raises ``NotVisible``, ``Refused``.
    """
    row = _round(viewer, round_id)
    definition = queries.definition_of(row.definition)
    found = next((item for item in definition.milestones if item.key == step), None)
    if found is None or (urn is None) != (found.whose is StepFor.PARTNERSHIP):
        raise NotVisible(f"step {step} of round {round_id}")
    if urn is not None and not Place.objects.filter(round=row, school_id=urn).exists():
        raise NotVisible(f"school {urn} in round {round_id}")
    require(
        may_note_step(
            viewer,
            step=found,
            urn=urn,
            partnership_id=row.programme.partnership_id,
            around=queries.around(row.programme.partnership_id),
            programme_id=row.programme_id,
            open_=row.closed_on is None,
        )
    )
    mine = StepDone.objects.filter(Q(school__isnull=True) if urn is None else Q(school_id=urn), round=row, step=step)
    old = mine.first()
    noted = {"done_on": done_on, "note": note.strip(), "noted_at": at, "noted_by_id": viewer.person_id}
    if not mine.update(**noted):
        StepDone.objects.create(round=row, step=step, school_id=urn, **noted)
    record(
        actor_id=viewer.person_id,
        action="note",
        kind="step",
        object_id=f"{row.pk}:{step}",
        at=at,
        school_urn=urn,
        changes={
            "done_on": (str(old.done_on) if old else "", str(done_on)),
            "note": (old.note if old else "", note.strip()),
        },
    )


def _round(viewer: Viewer, round_id: int) -> Round:
    """A round that the viewer may know of, held against other writers. Raises ``NotVisible``."""
    queries.known_round(viewer, round_id)
    return Round.objects.select_for_update(of=("self",)).select_related("programme").get(pk=round_id)
