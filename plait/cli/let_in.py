"""``plait let-in``: somebody has lost everything by which they could sign in."""

from __future__ import annotations

from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from plait.cli.database import with_database
from plait.cli.output import AsJson, Stop, commands, print_json, say
from plait.people.actions import let_in as let_in_again

app = commands("Let somebody in who has lost phone, passkey and codes.")


@app.command("let-in")
def let_in(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The address that they sign in by.")],
    as_json: AsJson = False,
) -> None:
    """Remove somebody's password, passkeys, authenticator app and recovery codes, and print a link to a new password.

    Make sure first that it is them who asks. They are signed out everywhere; their roles stay. The link works once,
    for three days.
    """
    with_database()
    try:
        link = settings.BASE_URL + let_in_again(email=email, at=timezone.now())
    except ValueError as error:
        raise Stop(f"let-in: {error}") from None
    if as_json:
        print_json({"link": link})
    else:
        say(link)
        say("It works once, for three days. Pass it on by a way that you trust.")
