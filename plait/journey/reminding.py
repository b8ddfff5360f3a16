"""A lead looks at who would be reminded in a round, and reminds everybody now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from plait.audit.actions import record
from plait.domain.letters import Digest, Wishes
from plait.domain.posting_times import when_it_may_go
from plait.domain.reminders import next_day, to_say
from plait.domain.rounds import PartnershipFacts, RoundFacts
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.journey.reminders import KIND, ahead_of, asked_for, last_sent_in, own_things, said_in
from plait.journey.rules import may_remind
from plait.journey.standings import round_standing
from plait.mail.actions import Reader, queue_for_many
from plait.mail.kinds import About
from plait.mail.posting import rules_for
from plait.mail.queries import failed_since, waiting, wishes_of
from plait.partnerships import round_queries
from plait.partnerships.queries import partnership

LOOK_BACK = 28
"""Days for which a mail that could not be delivered is worth knowing."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """One person of a round with something to do: how much and by when, not what.

    ``next_on`` is the working day on which the next reminder goes, ``None`` when all have gone; ``last`` is when one
    last went; ``undelivered``: a mail to this person came back lately.
    """

    person_id: int
    name: str
    schools: tuple[str, ...]
    things: int
    due: date
    next_on: date | None
    last: datetime | None
    undelivered: bool


@dataclass(frozen=True, slots=True)
class RoundPreview:
    """``silent`` counts those with something to do who want no reminders; they are not named."""

    round: RoundFacts
    people: tuple[Reminded, ...]
    silent: int
    late: int
    schools: int
    goes_now: date
    """The working day on which a reminder that is asked for now would go."""


def previews(viewer: Viewer, partnership_id: int, at: datetime) -> tuple[PartnershipFacts, tuple[RoundPreview, ...]]:
    """Who would be reminded in the partnership's open rounds. Raises ``NotVisible`` and ``Refused``.

    A fixed number of queries for each round.
    """
    found = partnership(viewer, partnership_id)
    require(may_remind(viewer, partnership_id=partnership_id))
    return found, tuple(_preview(round_, at) for round_ in round_queries.open_rounds(partnership_id))


def _preview(round_: RoundFacts, at: datetime) -> RoundPreview:
    today = timezone.localtime(at).date()
    standing = round_standing(round_)
    found = list(own_things(standing, today))
    ids = [viewer.person_id for viewer, _ in found]
    wishes = wishes_of(ids)
    said, last = said_in(round_), last_sent_in(round_)
    on_its_way = waiting(KIND, ids, ("", str(round_.id)))
    undelivered = failed_since(ids, at - timedelta(days=LOOK_BACK))
    people = []
    for viewer, things in found:
        if (wanted := wishes[viewer.person_id]).digest is Digest.OFF:
            continue
        day = next_day(things, today, said, ahead=ahead_of(wanted))
        people.append(
            Reminded(
                viewer.person_id,
                viewer.name,
                tuple(standing.names[urn] for urn in sorted(viewer.urns & set(standing.schools))),
                len(things),
                min(thing.due for thing in things),
                _next_on(day, on_its_way.get(viewer.person_id), wanted, at),
                last.get(viewer.person_id),
                viewer.person_id in undelivered,
            )
        )
    return RoundPreview(
        round_,
        tuple(sorted(people, key=lambda one: (one.due, one.schools, one.name))),
        len(found) - len(people),
        standing.late_schools(today),
        len(standing.schools),
        timezone.localtime(when_it_may_go(at, rules_for())).date(),
    )


def _next_on(day: date | None, on_its_way: datetime | None, wishes: Wishes, at: datetime) -> date | None:
    """The working day on which the next mail goes: one that waits already, or one that is made on ``day``."""
    rules = rules_for(wishes)
    if on_its_way is not None:
        begin = max(at, on_its_way)
    elif day is not None:
        begin = max(at, datetime.combine(day, time(0), rules.zone))
    else:
        return None
    return timezone.localtime(when_it_may_go(begin, rules)).date()


@transaction.atomic
def remind_now(*, viewer: Viewer, partnership_id: int, round_id: int, at: datetime) -> int:
    """Remind everybody who has something to do in the round, once a day at most; how many are reminded by this.

    Raises ``NotVisible`` and ``Refused``.
    """
    found, every = previews(viewer, partnership_id, at)
    preview = next((item for item in every if item.round.id == round_id), None)
    if preview is None:
        raise NotVisible(f"open round {round_id} of partnership {found.id}")
    today = timezone.localtime(at).date()
    said = said_in(preview.round)
    things = {one.person_id: some for one, some in own_things(round_standing(preview.round), today)}
    wishes = wishes_of([one.person_id for one in preview.people])
    readers = []
    for one in preview.people:
        goes = when_it_may_go(at, rules_for(wishes[one.person_id]))
        day = timezone.localtime(goes).date().isoformat()
        new = (asked_for(preview.round, one.person_id, day), *to_say(things[one.person_id], today, said))
        readers.append(Reader(one.person_id, f"{KIND}:now:{round_id}:{one.person_id}:{day}", goes, new))
    reminded = queue_for_many(kind=KIND, readers=readers, at=at, about=About("round", str(round_id)))
    if reminded:
        record(
            actor_id=viewer.person_id,
            action="remind",
            kind="round",
            object_id=round_id,
            at=at,
            changes={"reminded": ("", str(reminded))},
        )
    return reminded
