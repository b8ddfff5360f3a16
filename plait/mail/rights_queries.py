"""Which mails went to one person, for that person alone or for whoever answers their request."""

from __future__ import annotations

from plait.domain.rights import Entry, Part
from plait.mail.kinds import kinds
from plait.mail.models import OutgoingMail
from plait.mail.queries import wishes_of


def held(person_id: int, address: str) -> tuple[Part, ...]:
    """Mails without their words, which may hold links that let somebody in, and the person's wishes. Two queries."""
    titles = {kind.name: kind.title for kind in kinds()}
    rows = OutgoingMail.objects.filter(person_id=person_id) | OutgoingMail.objects.filter(address__iexact=address)
    wishes = wishes_of([person_id])[person_id]
    chosen = (
        ("How often", wishes.digest.value),
        ("Quiet hours", f"{wishes.quiet_from:%H:%M} to {wishes.quiet_until:%H:%M}"),
        ("Not wanted", ", ".join(sorted(titles.get(name, name) for name in wishes.unwanted)) or "nothing"),
    )
    return (
        Part(
            "mail",
            "Mails to you",
            "So that nobody is mailed twice. A mail’s words are forgotten once it has gone; that it went, after about "
            "a year.",
            tuple(
                Entry(
                    titles.get(row.kind, row.kind),
                    at=row.queued_at,
                    facts=(("Subject", row.subject), ("State", row.state)),
                )
                for row in rows
            ),
        ),
        Part(
            "mail-wishes",
            "How you want your mail",
            "So that mail comes as you chose.",
            (Entry("Wishes", facts=chosen),),
        ),
    )
