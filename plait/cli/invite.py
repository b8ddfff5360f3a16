"""``plait invite``: let the first person in, before anybody can invite on the web."""

from __future__ import annotations

from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from plait.cli.database import with_database
from plait.cli.output import AsJson, Stop, commands, print_json, say
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible
from plait.partnerships.invitation_actions import InvitationInput, invite_first
from plait.partnerships.invitation_rules import Place

app = commands("Invite the first person of a school or partnership.")


@app.command()
def invite(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Where the link goes, and what they will sign in by.")],
    name: Annotated[str, typer.Option(help="The person’s name.")],
    role: Annotated[Role, typer.Option(help="The role that waits for them.")] = Role.HEAD,
    school: Annotated[int | None, typer.Option(metavar="URN", help="The school, by its number.")] = None,
    partnership: Annotated[int | None, typer.Option(metavar="ID", help="The partnership, by its number here.")] = None,
    programme: Annotated[int | None, typer.Option(metavar="ID", help="The programme, by its number here.")] = None,
    no_mail: Annotated[bool, typer.Option("--no-mail", help="Only print the link.")] = False,
    as_json: AsJson = False,
) -> None:
    """Invite somebody to a role at a school or in a partnership, and print the link.

    For the first person; later ones are invited on the web, by their headteacher or lead. The link works once, for
    fourteen days. Inviting the same person to the same role again makes a new link; the old one stops working.
    """
    given = [item for item in (school, partnership, programme) if item is not None]
    if role is Role.ADMINISTRATOR and given:
        raise Stop("invite: an administrator is one everywhere; leave --school and the like out.", status=2)
    if role is not Role.ADMINISTRATOR and len(given) != 1:
        raise Stop("invite: give --school URN, --partnership ID or --programme ID, one of them.", status=2)
    with_database()
    try:
        link, until = invite_first(
            place=Place(school, partnership, programme),
            given=InvitationInput(email, name, role.value),
            at=timezone.now(),
            today=timezone.localdate(),
            with_mail=not no_mail,
        )
    except NotAllowedNow as error:
        raise Stop(f"invite: {error}") from None
    except NotVisible:
        hint = "read the register in first (plait schools import)" if school else "see its address on the web"
        place = (
            f"school {school}" if school else f"programme {programme}" if programme else f"partnership {partnership}"
        )
        raise Stop(f"invite: there is no {place} here; {hint}.") from None
    if as_json:
        print_json({"link": link, "expires": until.isoformat(), "mailed": not no_mail})
        return
    say(link)
    if not no_mail:
        sends = "A running plait worker sends it" if settings.MAIL_IS_SENT else "No mail server is set up"
        say(f"The link also goes to {email.strip()} by mail. {sends}.")
    say(f"It works once, until {until:%d %B %Y}. Whoever has it can answer for {name}.")
