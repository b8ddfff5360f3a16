"""What the account of one person holds, for that person alone or for whoever answers their request."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount

from plait.domain.rights import Entry, Part
from plait.people.models import Person
from plait.people.queries import account


def name_and_address(person_id: int) -> tuple[str, str] | None:
    """``None`` where there is no such person. One query."""
    return Person.objects.filter(pk=person_id).values_list("name", "email").first()


def others(person_id: int) -> tuple[str, ...]:
    """Names and addresses of everybody else. One query."""
    rows = Person.objects.exclude(pk=person_id).values_list("name", "email")
    return tuple(text for row in rows.iterator() for text in row if text)


def held(person_id: int) -> tuple[Part, ...]:
    """The account, ways to sign in without their secrets, and browsers. Five queries."""
    row = Person.objects.get(pk=person_id)
    found = account(row, None)
    keys = [
        Entry("Passkey", at=item.added, facts=(("Name", item.name), ("Last used", _shown(item.used))))
        for item in found.passkeys
    ]
    if found.app_added:
        keys.append(Entry("Authenticator app", at=found.app_added))
    if found.codes_left is not None:
        keys.append(Entry("Recovery codes", facts=(("Left", str(found.codes_left)),)))
    keys += [
        Entry("Single sign-on", item.provider, item.date_joined, (("Known there as", item.uid),))
        for item in SocialAccount.objects.filter(user_id=person_id).order_by("pk")
    ]
    facts = (
        ("Name", row.name),
        ("E-mail address", row.email),
        ("Open", "yes" if row.is_active else "no"),
        ("Has a password", "yes" if found.has_password else "no"),
        ("Last sign-in", _shown(row.last_login)),
    )
    return (
        Part(
            "account",
            "Your account",
            "So that you can sign in and others know who wrote what.",
            (Entry("Account", at=row.joined_at, facts=facts), *keys),
        ),
        Part(
            "browsers",
            "Where you are signed in",
            "So that you can sign out elsewhere. Network addresses are not kept.",
            tuple(Entry(item.browser, at=item.since) for item in found.sessions),
        ),
    )


def _shown(when: object) -> str:
    return when.isoformat(" ", "minutes") if hasattr(when, "isoformat") else "never"
