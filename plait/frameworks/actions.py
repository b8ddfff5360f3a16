"""Publishing framework versions. Drafts have actions of their own (``draft_actions``)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.db import transaction

from plait.adapters.framework_files import as_mapping, built_in
from plait.audit.actions import record
from plait.domain.frameworks import Framework
from plait.frameworks.models import FrameworkVersion


class AlreadyPublished(Exception):
    """This id and version stand for another text already. A new wording needs a new version."""


@transaction.atomic
def publish(
    *, framework: Framework, at: datetime, actor_id: int | None = None, partnership_id: int | None = None
) -> bool:
    """Publish a version; ``False`` when the very same text is published already.

    ``partnership_id``: whose it is; everybody's without one. ``actor_id``: nobody for those that come with Plait.
    Raises :class:`AlreadyPublished` when the version exists with another text.
    """
    body = as_mapping(framework)
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    row, added = FrameworkVersion.objects.get_or_create(
        framework_id=framework.id,
        version=framework.version,
        defaults={
            "title": framework.title,
            "body": body,
            "sha256": digest,
            "published_at": at,
            "published_by_id": actor_id,
            "partnership_id": partnership_id,
        },
    )
    if not added and row.sha256 != digest:
        raise AlreadyPublished(
            f"{framework.name} is published with another text. Give the new wording a new version number."
        )
    if added:
        record(actor_id=actor_id, action="publish", kind="framework", object_id=framework.name, at=at)
    return added


def publish_built_in(*, at: datetime) -> tuple[str, ...]:
    """Publish every framework that ships with Plait; the names of those that were new."""
    return tuple(item.name for item in built_in() if publish(framework=item, at=at))
