"""What the page about somebody's mail shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plait.domain.letters import MailState
from plait.mail.kinds import Choice, Kind
from plait.mail.queries import MailFacts
from plait.ui.words import moment

STATES = {
    MailState.WAITING: ("Waits", "waiting"),
    MailState.SENDING: ("Going", "waiting"),
    MailState.SENT: ("Sent", "done"),
    MailState.DROPPED: ("Not sent", "waiting"),
    MailState.FAILED: ("Not delivered", "next"),
}


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail, as the list component takes it."""

    title: str
    state: str
    kind: str
    hint: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class WishesPage:
    """``always`` are the kinds that come whatever is chosen: title and what they are."""

    address: str
    zone: str
    always: tuple[tuple[str, str], ...]
    mails: tuple[MailLine, ...]


def wishes_page(address: str, zone: str, kinds: Sequence[Kind], mails: Sequence[MailFacts]) -> WishesPage:
    titles = {kind.name: kind.title for kind in kinds}
    return WishesPage(
        address,
        zone,
        tuple((kind.title, kind.about) for kind in kinds if kind.choice is Choice.ALWAYS),
        tuple(_line(mail, titles.get(mail.kind, mail.kind)) for mail in mails),
    )


def _line(mail: MailFacts, title: str) -> MailLine:
    words, kind = STATES[mail.state]
    hint = f"From {moment(mail.not_before)} on" if mail.state is MailState.WAITING else moment(mail.ended_at)
    if mail.state in (MailState.DROPPED, MailState.FAILED):
        hint = f"{hint}: {mail.reason}"
    return MailLine(mail.subject or title, words, kind, hint or moment(mail.queued_at))
