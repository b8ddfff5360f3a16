"""Somebody's own mail: what they want, and how they stop it from the mail itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from plait.domain.letters import Digest
from plait.domain.verdicts import NotVisible
from plait.mail import actions, pages, queries
from plait.mail.forms import WishesForm
from plait.mail.kinds import Choice, Kind, kind_named, kinds
from plait.mail.secrets import read_stop_token
from plait.ui.access import Access, access

SHOWN = 10


@access(Access.SIGNED_IN, "Shows and changes only the person's own wishes and mails.")
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    optional = [(kind.name, f"{kind.title}: {kind.about}") for kind in kinds() if kind.choice is Choice.OPTIONAL]
    now = queries.wishes_of([person.pk])[person.pk]
    form = WishesForm(
        request.POST or None,
        optional=optional,
        initial={
            "digest": now.digest.value,
            "quiet_from": now.quiet_from,
            "quiet_until": now.quiet_until,
            "wanted": [name for name, _ in optional if name not in now.unwanted],
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        unwanted = frozenset(name for name, _ in optional) - frozenset(given.get("wanted", ()))
        actions.choose(
            person_id=person.pk,
            given=actions.WishesInput(
                Digest(given["digest"]), given["quiet_from"], given["quiet_until"], frozenset(unwanted)
            ),
            at=timezone.now(),
            actor_id=person.pk,
        )
        messages.success(request, "Your choices are kept. They count from the next mail on.")
        return redirect("mail:wishes")
    page = pages.wishes_page(person.email, settings.TIME_ZONE, kinds(), queries.mails_to(person.pk, limit=SHOWN))
    return render(request, "mail/wishes.html", {"form": form, "page": page})


@csrf_exempt  # mail programs press it for their reader, without having been here (RFC 8058)
@access(Access.ANYONE, "The address is secret, names one kind of mail to one person, and can only stop it.")
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Asks on a visit, stops on a press."""
    person_id, kind = _stoppable(token)
    if request.method == "POST":
        actions.stop(person_id=person_id, kind=kind.name, at=timezone.now())
    return render(request, "mail/stop.html", {"kind": kind, "stopped": request.method == "POST"})


def _stoppable(token: str) -> tuple[int, Kind]:
    found = read_stop_token(token)
    if found is None or not queries.is_known(found[0]):
        raise NotVisible("an address to stop mail")
    try:
        kind = kind_named(found[1])
    except ValueError:  # a kind of an earlier version of Plait
        raise NotVisible("a kind of mail") from None
    if kind.choice is Choice.ALWAYS:
        raise NotVisible("a kind of mail that can be stopped")
    return found[0], kind
