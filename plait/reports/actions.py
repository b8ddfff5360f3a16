"""Letting a school's report go to others, ending that, and giving out addresses."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from plait.adapters.documents import FORMATS
from plait.audit.actions import record
from plait.domain.releases import chosen, expiry, in_document
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.domain.visibility import Relation
from plait.partnerships.queries import lock_place
from plait.partnerships.team_actions import end_with_release
from plait.reports import queries, releases, rules
from plait.reports.models import Audience, FrozenContent, Release, ReleasedFile, ReleaseLink
from plait.reports.release_mail import tell_audiences
from plait.reports.releases import LINK, ReleaseFacts


@transaction.atomic
def release(
    *, viewer: Viewer, evaluation_id: int, audiences: Collection[Relation], after: int, at: datetime, today: date
) -> int:
    """Release the report as it is now to these audiences, as version ``after`` + 1; its number in the database.

    Every format is made once, here, and kept as it is. The people of the audiences get a mail that there is something
    to read. Raises ``NotVisible``, ``Refused``, ``ValueError`` for an
    audience that the contract does not allow; ``NotAllowedNow`` when somebody released a version in the meantime.
    """
    found = queries.report(viewer, evaluation_id, prepared=today)
    if found.urn not in viewer.urns or not lock_place(found.round.id, found.urn):
        raise NotVisible(f"report {evaluation_id}")
    terms = found.round.contract.release
    require(rules.may_release_it(viewer, found))
    open_to = chosen(terms, audiences)
    require(rules.may_release_to(terms, open_to))
    last = Release.objects.filter(school_id=found.urn, round_id=found.round.id).aggregate(last=Max("number"))["last"]
    if (last or 0) != after:
        raise NotAllowedNow(f"Version {last} was released while you were reading. Look at it before you release more.")
    number = after + 1
    row = Release.objects.create(
        school_id=found.urn,
        round_id=found.round.id,
        evaluation_id=evaluation_id,
        number=number,
        released_at=at,
        released_by_id=viewer.person_id,
    )
    Audience.objects.bulk_create([Audience(release=row, relation=relation.value) for relation in open_to])
    _replace_earlier(viewer, row, open_to, at)
    told = replace(
        found.diagnosis,
        version=f"report version {number}",
        visible_to=in_document(found.school, open_to, by_link=terms.by_link),
    )
    _freeze(row, {suffix: item.write(told) for suffix, item in FORMATS.items()})
    end_with_release(round_id=found.round.id, urn=found.urn, at=at, actor_id=viewer.person_id)
    record(
        actor_id=viewer.person_id,
        action="release",
        kind=releases.KIND,
        object_id=row.pk,
        at=at,
        school_urn=found.urn,
        changes={"version": ("", str(number)), "audiences": ("", ", ".join(open_to))},
    )
    tell_audiences(
        release_id=row.pk,
        round_id=found.round.id,
        urn=found.urn,
        audiences=open_to,
        but=viewer.person_id,
        at=at,
        today=today,
    )
    return row.pk


def _replace_earlier(viewer: Viewer, row: Release, open_to: Collection[Relation], at: datetime) -> None:
    """For the people who get this version, it takes the place of what they had; what was read stays in the log."""
    earlier = Audience.objects.filter(
        release__school_id=row.school_id,
        release__round_id=row.round_id,
        release__number__lt=row.number,
        relation__in=[relation.value for relation in open_to],
        ended_at__isnull=True,
    )
    for audience in earlier.order_by("pk"):
        record(
            actor_id=viewer.person_id,
            action="end audience",
            kind=releases.KIND,
            object_id=audience.release_id,
            at=at,
            school_urn=row.school_id,
            changes={"audience": (audience.relation, "")},
        )
    earlier.update(ended_at=at, ended_by_id=viewer.person_id)


def _freeze(row: Release, made: dict[str, bytes]) -> None:
    """Keep the bytes of each format, the same bytes once."""
    hashes = {suffix: hashlib.sha256(data).hexdigest() for suffix, data in made.items()}
    FrozenContent.objects.bulk_create(
        [FrozenContent(sha256=hashes[suffix], size=len(data), data=data) for suffix, data in made.items()],
        ignore_conflicts=True,
    )
    ReleasedFile.objects.bulk_create(
        [ReleasedFile(release=row, suffix=suffix, content_id=sha256) for suffix, sha256 in hashes.items()]
    )


def _own(viewer: Viewer, release_id: int) -> ReleaseFacts:
    """A version of the viewer's own school, its place held against others."""
    found = releases.own(viewer, release_id)
    lock_place(found.round_id, found.urn)
    return found


@transaction.atomic
def end_audience(*, viewer: Viewer, release_id: int, relation: Relation, at: datetime) -> None:
    """From now on nobody opens the version as one of this audience. Ending twice changes nothing.

    What was read stays in the log. Raises ``NotVisible``, ``Refused``.
    """
    found = _own(viewer, release_id)
    require(
        rules.may_end(
            viewer,
            urn=found.urn,
            relation=relation,
            terms=found.contract.release,
            signature_stands=releases.signature_stands(found),
        )
    )
    ended = Audience.objects.filter(release_id=release_id, relation=relation.value, ended_at__isnull=True).update(
        ended_at=at, ended_by_id=viewer.person_id
    )
    if ended:
        record(
            actor_id=viewer.person_id,
            action="end audience",
            kind=releases.KIND,
            object_id=release_id,
            at=at,
            school_urn=found.urn,
            changes={"audience": (relation.value, "")},
        )


@transaction.atomic
def make_link(*, viewer: Viewer, release_id: int, label: str, days: int, at: datetime, today: date) -> str:
    """Give out an address for a version; the secret part of it, which is told here once and kept nowhere.

    Raises ``NotVisible``, ``Refused``, ``ValueError`` for a time that is too long.
    """
    found = _own(viewer, release_id)
    require(
        rules.may_make_link(
            viewer, urn=found.urn, terms=found.contract.release, signature_stands=releases.signature_stands(found)
        )
    )
    secret = secrets.token_urlsafe(32)
    row = ReleaseLink.objects.create(
        release_id=release_id,
        label=label.strip(),
        secret_sha256=releases.secret_hash(secret),
        expires_on=expiry(today, days),
        made_at=at,
        made_by_id=viewer.person_id,
    )
    record(
        actor_id=viewer.person_id,
        action="make",
        kind=LINK,
        object_id=row.pk,
        at=at,
        school_urn=found.urn,
        changes={"label": ("", row.label), "expires": ("", str(row.expires_on)), "version": ("", str(found.number))},
    )
    return secret


@transaction.atomic
def end_link(*, viewer: Viewer, link_id: int, at: datetime) -> None:
    """From now on the address opens nothing. Ending twice changes nothing. Raises ``NotVisible``, ``Refused``."""
    found, _ = releases.link_of(viewer, link_id)
    require(rules.may_end_link(viewer, urn=found.urn))
    ended = ReleaseLink.objects.filter(pk=link_id, ended_at__isnull=True).update(
        ended_at=at, ended_by_id=viewer.person_id
    )
    if ended:
        record(
            actor_id=viewer.person_id,
            action="end",
            kind=LINK,
            object_id=link_id,
            at=at,
            school_urn=found.urn,
            changes={"ended": ("", str(at.date()))},
        )
