"""Deciding how a partnership works: a programme starts, or its next round is to be another one."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from plait.domain.programmes import ProgrammeDefinition
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import require
from plait.domain.viewer import Viewer
from plait.frameworks.queries import offered, titles_of
from plait.partnerships import programme_actions as programmes
from plait.partnerships import queries, set_up_queries
from plait.partnerships.rules import may_start_programme


def _asked(viewer: Viewer, partnership_id: int, definition: ProgrammeDefinition, today: date) -> None:
    """Raises ``NotVisible``, ``Refused``; ``NotAllowedNow`` where a framework of the programme is not published."""
    partnership = queries.partnership(viewer, partnership_id)
    require(
        may_start_programme(
            viewer,
            partnership_id=partnership.id,
            members=queries.members(partnership.id),
            has_lead=queries.has_lead(partnership.id, today=today),
        )
    )
    if missing := [name for name, title in titles_of(definition.frameworks).items() if not title]:
        raise NotAllowedNow(
            f"The framework {missing[0][0]} is not here yet. Whoever runs Plait for you can publish it."
        )


@transaction.atomic
def start(
    *,
    viewer: Viewer,
    partnership_id: int,
    definition: ProgrammeDefinition,
    title: str,
    framework: tuple[str, str] | None,
    at: datetime,
    today: date,
) -> int:
    """Start a programme in a partnership; its number. Raises ``NotVisible``, ``Refused``, ``NotAllowedNow``."""
    _asked(viewer, partnership_id, definition, today)
    title = " ".join(title.split())
    if any(item.title == title for item in set_up_queries.programmes_of(viewer, partnership_id)):
        raise NotAllowedNow(
            f"{title} is there already. Give this one another name, so that people can tell them apart."
        )
    return programmes.start_programme(
        partnership_id=partnership_id,
        definition=definition,
        title=title,
        framework=framework,
        also=offered(partnership_id, definition),
        at=at,
        actor_id=viewer.person_id,
    )


@transaction.atomic
def change(
    *,
    viewer: Viewer,
    partnership_id: int,
    programme_id: int,
    definition: ProgrammeDefinition,
    at: datetime,
    today: date,
) -> None:
    """Let a programme's next round work by another definition. Raises as :func:`start`."""
    _asked(viewer, partnership_id, definition, today)
    set_up_queries.programme_of(viewer, partnership_id, programme_id)
    programmes.change_programme(
        programme_id=programme_id,
        definition=definition,
        also=offered(partnership_id, definition),
        at=at,
        actor_id=viewer.person_id,
    )
