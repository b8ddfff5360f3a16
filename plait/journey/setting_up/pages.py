"""What the pages about how a partnership is set up show."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from plait.domain.contract_words import Clause, clauses, release_words, summary
from plait.domain.partnership_kinds import MEMBER_ROLE_WORDS, Governance
from plait.domain.programmes import Judging, Pairing, ProgrammeDefinition, StepFor, StepKind
from plait.domain.roles import ROLES
from plait.domain.schools import SchoolStatus
from plait.domain.wording import count_word, listed, opening
from plait.partnerships.set_up_queries import MemberRow, MemberRows, ProgrammeFacts, SetUp
from plait.schools.queries import SchoolsFound
from plait.ui.words import count, in_words

PER_PAGE = 50

DECIDES = {
    Governance.HARD: "Hard governance: one body decides for its schools.",
    Governance.SOFT: "Soft governance: each school decides for itself.",
}
NOBODY_LEADS = (
    "Nobody leads this partnership just now. Until somebody does, the headteacher of any of its schools can start a "
    "programme, open and close rounds and set their dates. Who belongs to it stays as it is, except that a "
    "headteacher can take out their own school. Whoever runs Plait for you can let a lead in."
)
PAIRING_WORDS = {
    Pairing.NOBODY: "Nobody looks at another school.",
    Pairing.EVERYONE: "Each school is looked at by all the others.",
    Pairing.RING: "Each school looks at one and is looked at by another.",
}
JUDGING_WORDS = {
    Judging.LEVELS: "Judgements are levels of the framework, with the evidence for them.",
    Judging.WORDS: "No grades: what is given are words.",
}


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    title: str
    about: str
    open_round: str
    change: str
    groups: str
    """Where its groups are formed; empty where nobody looks at another school."""


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """``rows``: what and value. ``may``: the viewer may change who belongs to it and where it lies."""

    id: int
    name: str
    whose: str
    rows: tuple[tuple[str, str], ...]
    nobody_leads: str
    programmes: tuple[ProgrammeLine, ...]
    may_change_members: bool
    may_start: bool
    may_nest: bool
    may_found: bool
    published: bool


def set_up_page(found: SetUp, programmes: tuple[ProgrammeFacts, ...], *, may_start: bool, may_found: bool) -> SetUpPage:
    pk = found.facts.id
    lies = found.parent.name if found.parent else "another partnership" if found.inside else "No other: on its own"
    article = found.kind.with_article
    return SetUpPage(
        id=pk,
        name=found.facts.name,
        whose=f"{opening(article)} of {count(found.members, 'member')}",
        rows=(
            ("Kind", opening(found.kind.word) + (f". {found.kind.about}" if found.kind.about else "")),
            ("Who decides", DECIDES[found.governance]),
            ("Lies inside", lies),
            ("Members", count(found.members, "member")),
            (
                "Where this comes from",
                "The published register of groups" if found.published else "Those who set it up here",
            ),
        ),
        nobody_leads="" if found.has_lead else NOBODY_LEADS,
        programmes=tuple(
            ProgrammeLine(
                item.title,
                f"{item.definition.title}. {opening(count(item.rounds, 'round'))} so far.",
                reverse("journey:open-round", args=[pk, item.id]) if may_start else "",
                reverse("journey:change-programme", args=[pk, item.id]) if may_start else "",
                reverse("journey:groups", args=[pk, item.id])
                if may_start and item.definition.pairing is not Pairing.NOBODY
                else "",
            )
            for item in programmes
        ),
        may_change_members=found.leads and not found.published,
        may_start=may_start,
        may_nest=found.leads,
        may_found=may_found,
        published=found.published,
    )


@dataclass(frozen=True, slots=True)
class MemberLine:
    name: str
    address: str
    hint: str
    end: str


@dataclass(frozen=True, slots=True)
class MembersPage:
    id: int
    name: str
    typed: str
    said: str
    lines: tuple[MemberLine, ...]
    page: int
    pages: int
    may_change: bool


def members_page(found: SetUp, members: MemberRows, own: frozenset[int], typed: str, page: int) -> MembersPage:
    """Page ``page`` (from 1). ``own``: schools that the viewer may take out, as their head."""
    may_change = found.leads and not found.published
    pages = -(-members.total // PER_PAGE)
    counted = count(members.total, "member")
    said = f"{opening(counted)}{f' with “{typed}” in the name' if typed else ''}"
    return MembersPage(
        found.facts.id,
        found.facts.name,
        typed,
        said + (f", page {page} of {pages}." if pages > 1 else "."),
        tuple(
            _member_line(found.facts.id, row, may_end=may_change or (row.urn in own and not found.published))
            for row in members.rows
        ),
        page,
        pages,
        may_change,
    )


def _member_line(partnership_id: int, row: MemberRow, *, may_end: bool) -> MemberLine:
    hint = (opening(MEMBER_ROLE_WORDS[row.role]), f"URN {row.urn}" if row.urn else "", f"since {in_words(row.joined)}")
    return MemberLine(
        row.name,
        reverse("schools:school", args=[row.urn]) if row.urn else "",
        " · ".join(filter(None, hint)),
        reverse("journey:end-membership", args=[partnership_id, row.id]) if may_end else "",
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    urn: int
    name: str
    hint: str
    address: str
    """Empty for a school that is a member already or has closed."""
    why_not: str


def candidates(partnership_id: int, found: SchoolsFound, members: frozenset[int]) -> tuple[Candidate, ...]:
    """Schools that answer a search, each with what stands in the way of its joining."""
    lines = []
    for school in found.schools:
        why_not = "Member" if school.urn in members else "Closed" if school.status is SchoolStatus.CLOSED else ""
        place = (school.town, school.postcode, f"URN {school.urn}")
        address = "" if why_not else reverse("journey:add-school", args=[partnership_id, school.urn])
        lines.append(Candidate(school.urn, school.name, " · ".join(filter(None, place)), address, why_not))
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class StepLine:
    title: str
    hint: str


@dataclass(frozen=True, slots=True)
class DefinitionPage:
    """A programme file in words, before anybody chooses it."""

    id: str
    title: str
    about: str
    source: str
    pairing: str
    judging: str
    fits: bool
    steps: tuple[StepLine, ...]
    summary: str
    clauses: tuple[Clause, ...]
    release: tuple[str, ...]
    signs: bool
    address: str


def definition_page(item: ProgrammeDefinition, *, kind: str, address: str) -> DefinitionPage:
    """``kind``: the key of the partnership's kind. ``address``: where the programme is chosen."""
    return DefinitionPage(
        id=item.id,
        title=item.title,
        about=item.about,
        source=item.source,
        pairing=PAIRING_WORDS[item.pairing],
        judging=JUDGING_WORDS[item.judging],
        fits=not item.kinds or kind in item.kinds,
        steps=tuple(_step_line(item, index) for index in range(len(item.steps))),
        summary=summary(item.contract),
        clauses=clauses(item.contract, {artefact for artefact, _, _ in item.contract.lines}),
        release=release_words(item.contract),
        signs=item.contract.needs_signature,
        address=address,
    )


def _step_line(item: ProgrammeDefinition, index: int) -> StepLine:
    step = item.steps[index]
    parts = [
        "" if step.weeks is None else f"by the end of week {step.weeks}" if step.weeks else "on the first day",
        about_so_long(step.minutes),
    ]
    if step.kind is StepKind.MILESTONE:
        who = listed([ROLES[role].title.lower() for role in step.by])
        once = "once for the whole partnership" if step.whose is StepFor.PARTNERSHIP else "for each school"
        parts.append(f"noted here when it is done, {once}{f', by the {who}' if who else ''}")
    when = opening("; ".join(filter(None, parts)))
    return StepLine(step.title, " ".join(filter(None, (step.about, f"{when}." if when else ""))))


def about_so_long(minutes: int) -> str:
    """``about 45 minutes``, ``about two hours``, ``about two and a half hours``; empty where nobody can say."""
    if minutes < 100:
        return f"about {minutes} minutes" if minutes else ""
    hours, rest = divmod(minutes + 10, 60)
    return f"about {count_word(hours)}{' and a half' if rest >= 30 else ''} hours"
