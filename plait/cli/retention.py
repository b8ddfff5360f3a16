"""``plait retention``: what has been kept long enough, and letting it go; and stopping that for a round."""

from __future__ import annotations

from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from plait.cli.database import with_database
from plait.cli.output import USAGE, AsJson, Stop, commands, print_json, say
from plait.domain.retention import Kept
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible
from plait.rights.retention_actions import delete_what_is_over, end_hold, set_hold, would_go
from plait.rights.retention_queries import standing_holds

app = commands("Say what has been kept long enough, or let it go.")


@app.command()
def retention(
    do: Annotated[bool, typer.Option("--do", help="Let it go. Without this, nothing is changed.")] = False,
    hold: Annotated[
        int | None, typer.Option("--hold", metavar="ROUND", help="Stop deletion for this round; needs --why.")
    ] = None,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="Read by everybody who knows of the round.")] = "",
    end: Annotated[
        int | None, typer.Option("--end-hold", metavar="ROUND", help="Let deletion go on for this round.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show how many things of each kind have been kept long enough; with --do, delete them, as `plait worker` does.

    What is held back is shown too. ROUND is the number in the address of a round. An open complaint holds the rounds of
    its partnership.
    """
    if do and (hold is not None or end is not None):
        raise Stop("retention: stop deletion for a round first, look at what would go, then use --do.", status=USAGE)
    with_database()
    now = timezone.now()
    try:
        if hold is not None:
            set_hold(viewer=None, round_id=hold, why=why, at=now)
        if end is not None and not end_hold(viewer=None, round_id=end, at=now):
            raise Stop(f"retention: nothing is held in round {end}.")
    except NotVisible as error:
        raise Stop(f"retention: there is no {error}.") from None
    except (ValueError, NotAllowedNow) as error:
        raise Stop(f"retention: {error}") from None
    counts = delete_what_is_over(now) if do else would_go(now)
    _tell(counts, do, as_json)


def _tell(counts: dict[Kept, int], do: bool, as_json: bool) -> None:
    holds = standing_holds()
    if as_json:
        kinds = {kind.value: number for kind, number in counts.items()}
        held = [{"round": item.round_id, "title": item.round, "why": item.why} for item in holds]
        print_json({"done": do, "kinds": kinds, "total": sum(counts.values()), "held": held})
        return
    for kind, number in counts.items():
        row = settings.RETENTION[kind]
        say(f"{number:>7}  {row.title} ({row.period.words if row.period else ''} {row.starts})")
    for item in holds:
        say(f"Held: round {item.round_id}, {item.round} of {item.programme}: {item.why}")
    if not do:
        say("Nothing was changed. Add --do to let it go; `plait worker` does so by itself.")
