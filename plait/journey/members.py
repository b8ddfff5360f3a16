"""What the page of a partnership without a programme shows: what it is and who belongs to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from plait.domain.partnership_kinds import MEMBER_ROLE_WORDS, Governance, MemberRole
from plait.partnerships.set_up_queries import Member, MembersPart
from plait.ui.paging import Paged
from plait.ui.words import count, in_words

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class MemberLine:
    name: str
    address: str
    hint: str


@dataclass(frozen=True, slots=True)
class MembersPage(Paged):
    """``since``: a sentence for each of the viewer's own schools that is a member."""

    id: int
    name: str
    whose: str
    about: tuple[str, ...]
    since: tuple[str, ...]
    total: str
    lines: tuple[MemberLine, ...]
    page: int
    pages: int
    source: str


def members_page(part: MembersPart, page: int) -> MembersPage:
    """Page ``page`` (from 1) of the members."""
    counted = count(part.total, "member")
    decides = {
        Governance.HARD: "One body decides for its schools.",
        Governance.SOFT: "Each school decides for itself.",
    }[part.governance]
    opened = f"It was set up on {in_words(part.opened)}." if part.opened else ""
    article = part.kind.with_article
    return MembersPage(
        id=part.partnership.id,
        name=part.partnership.name,
        whose=f"{article[0].upper()}{article[1:]} of {counted}",
        about=tuple(filter(None, (part.kind.about, decides, opened))),
        since=tuple(f"{own.name} has been a member since {in_words(own.joined)}." for own in part.own),
        total=counted,
        lines=tuple(map(_line, part.members)),
        page=page,
        pages=-(-part.total // PER_PAGE),
        source="the published register of groups" if part.published else "those who set it up here",
    )


def _line(member: Member) -> MemberLine:
    role = "" if member.role is MemberRole.CORE else MEMBER_ROLE_WORDS[member.role].capitalize()
    hint = (role, f"URN {member.urn}" if member.urn else "", f"since {in_words(member.joined)}")
    return MemberLine(
        member.name,
        reverse("schools:school", args=[member.urn]) if member.urn else "",
        " · ".join(filter(None, hint)),
    )
