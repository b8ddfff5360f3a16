"""What the pages about who gets a report show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plait.adapters.documents import FORMATS
from plait.domain.contract_words import people as in_contract_words
from plait.domain.contract_words import release_words
from plait.domain.releases import AUDIENCES, READERS, in_words
from plait.domain.verdicts import Verdict
from plait.domain.viewer import Viewer
from plait.domain.visibility import OWN, Artefact, Contract, Phase, Relation, Sight
from plait.domain.wording import day_in_words, listed
from plait.partnerships.audiences import Crowd, crowds
from plait.reports import releases, rules
from plait.reports.queries import ReleaseDesk
from plait.reports.releases import LinkFacts, ReleaseFacts
from plait.schools.queries import names
from plait.ui.words import count, moment

NAMED = 6  # schools named one by one before only their number is said


@dataclass(frozen=True, slots=True)
class AudienceRow:
    """An audience of a version: who they are, and whether the viewer may end it for them."""

    key: str
    title: str
    ended: str
    may_end: Verdict


@dataclass(frozen=True, slots=True)
class LinkRow:
    id: int
    label: str
    state: str
    used: str
    opens: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    id: int
    number: int
    released: str
    audiences: tuple[AudienceRow, ...]
    links: tuple[LinkRow, ...]


@dataclass(frozen=True, slots=True)
class ReleasesPage:
    """``own``: who at the school reads the report anyway; ``terms``: what the signed contract says, in sentences."""

    evaluation_id: int
    urn: int
    round_id: int
    school: str
    where: str
    own: str
    terms: tuple[str, ...]
    may_release: Verdict
    may_link: Verdict
    may_end_links: Verdict
    number: int
    """Of the next version."""
    versions: tuple[VersionRow, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """An audience to choose or that is always there. ``who``: how many people and at which schools that is today."""

    relation: Relation
    title: str
    who: str
    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class ChoosePage:
    evaluation_id: int
    school: str
    where: str
    own: str
    number: int
    must: tuple[Choice, ...]
    may: tuple[Choice, ...]
    by_link: bool
    before: str
    """To whom the version before is open; empty for a first one."""

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(item.relation.value, f"{item.title}: {item.who}") for item in self.may]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Exactly who will be able to read, before it happens. ``wider``: the tick that it asks for; empty for none."""

    choose: ChoosePage
    readers: tuple[Choice, ...]
    people: int
    wider: str


def where(desk: ReleaseDesk) -> str:
    return f"{desk.round.programme}, {desk.round.title}"


def own_readers(contract: Contract) -> str:
    """Who at the school reads the report whether it is released or not."""
    return in_contract_words(contract.relations(Artefact.REPORT, Phase.DRAFT, Sight.READ) & OWN)


def releases_page(viewer: Viewer, desk: ReleaseDesk, *, today: date) -> ReleasesPage:
    """Every version and who it is open to. Five queries, whatever the number of versions."""
    terms = desk.round.contract.release
    versions = releases.versions(desk.urn, desk.round.id)
    return ReleasesPage(
        evaluation_id=desk.evaluation_id,
        urn=desk.urn,
        round_id=desk.round.id,
        school=desk.school,
        where=where(desk),
        own=own_readers(desk.round.contract),
        terms=release_words(desk.round.contract),
        may_release=rules.may_release_it(viewer, desk),
        may_link=rules.may_make_link(viewer, urn=desk.urn, terms=terms, signature_stands=desk.signature_stands),
        may_end_links=rules.may_end_link(viewer, urn=desk.urn),
        number=versions[0].number + 1 if versions else 1,
        versions=tuple(_version(viewer, desk, item, today) for item in versions),
    )


def _version(viewer: Viewer, desk: ReleaseDesk, item: ReleaseFacts, today: date) -> VersionRow:
    def audience(relation: Relation, ended: str) -> AudienceRow:
        verdict = rules.may_end(
            viewer,
            urn=desk.urn,
            relation=relation,
            terms=desk.round.contract.release,
            signature_stands=desk.signature_stands,
        )
        return AudienceRow(relation.value, AUDIENCES[relation], ended, verdict)

    return VersionRow(
        item.id,
        item.number,
        f"Released by {item.released_by} on {moment(item.released_at)}",
        tuple(
            audience(one.relation, f"Ended by {one.ended_by} on {moment(one.ended_at)}" if one.ended_at else "")
            for one in item.audiences
        ),
        tuple(_link(link, today) for link in item.links),
    )


def _link(link: LinkFacts, today: date) -> LinkRow:
    if link.ended_at is not None:
        state = f"Ended on {moment(link.ended_at)}"
    elif not link.opens(today):
        state = f"Ran out on {day_in_words(link.expires_on)}"
    else:
        state = f"Opens until {day_in_words(link.expires_on)}"
    used = f"Last read on {moment(link.used_at)}" if link.used_at else "Not read yet"
    return LinkRow(link.id, link.label, state, used, link.opens(today))


def choose_page(desk: ReleaseDesk, *, today: date) -> ChoosePage:
    """Whom the school may choose, with how many people that is today. A query for each audience and five more."""
    terms = desk.round.contract.release
    wanted = [relation for relation in Relation if relation in {*terms.must, *terms.may}]
    found = crowds(desk.round.id, desk.urn, wanted, today=today)
    named = names({urn for crowd in found.values() for urn in crowd.urns})
    made = {relation: _choice(found[relation], named, desk.urn) for relation in wanted}
    versions = releases.versions(desk.urn, desk.round.id)
    last = versions[0] if versions else None
    return ChoosePage(
        evaluation_id=desk.evaluation_id,
        school=desk.school,
        where=where(desk),
        own=own_readers(desk.round.contract),
        number=last.number + 1 if last else 1,
        must=tuple(made[relation] for relation in wanted if relation in terms.must),
        may=tuple(made[relation] for relation in wanted if relation not in terms.must),
        by_link=terms.by_link,
        before=f"Version {last.number} is open to {in_words(last.open_to)}" if last else "",
    )


def _choice(crowd: Crowd, named: Mapping[int, str], urn: int) -> Choice:
    if not crowd.people:
        who = "nobody holds this role today; whoever does later can read it then"
    else:
        schools = sorted(named.get(other, str(other)) for other in crowd.urns if other != urn)
        who = count(len(crowd.people), "person", "people")
        if 0 < len(schools) <= NAMED:
            who += f" at {listed(schools)}"
        elif schools:
            who += f" at {len(schools)} schools"
        who += " today"
    return Choice(crowd.relation, AUDIENCES[crowd.relation], who, crowd.people)


def check_page(choose: ChoosePage, chosen: Collection[Relation]) -> CheckPage:
    """Who will be able to read the version with these audiences."""
    readers = (*choose.must, *(item for item in choose.may if item.relation in chosen))
    people = len(frozenset().union(*(item.people for item in readers)))
    wider = [item.relation for item in choose.may if item.relation in chosen]
    question = f"{choose.school} wants {in_words(wider)} to be able to read this version" if wider else ""
    return CheckPage(choose, readers, people, question)


@dataclass(frozen=True, slots=True)
class FileRow:
    suffix: str
    words: str


@dataclass(frozen=True, slots=True)
class ReleasedPage:
    """A version as its readers meet it before they open it."""

    id: int
    school: str
    where: str
    version: str
    released: str
    readers: str
    files: tuple[FileRow, ...]
    until: str = ""
    label: str = ""


def released_page(found: ReleaseFacts, readers: str, *, link: LinkFacts | None = None) -> ReleasedPage:
    """One query."""
    return ReleasedPage(
        found.id,
        found.school,
        f"{found.programme}, {found.round}",
        f"Version {found.number}",
        f"Released by {found.released_by} on {moment(found.released_at)}",
        readers,
        files(releases.suffixes(found.id)),
        until=day_in_words(link.expires_on) if link else "",
        label=link.label if link else "",
    )


PURPOSES = {"pdf": "to read and print", "docx": "to edit", "html": "one file to keep", "xlsx": "the numbers"}


def files(sizes: Mapping[str, int]) -> tuple[FileRow, ...]:
    return tuple(
        FileRow(suffix, f"{FORMATS[suffix].label}, {PURPOSES.get(suffix, 'for other software')} ({_size(size)})")
        for suffix, size in sizes.items()
    )


def _size(size: int) -> str:
    return f"{max(1, round(size / 1024))} KB"


@dataclass(frozen=True, slots=True)
class ReleasedRow:
    id: int
    title: str
    hint: str


def released_rows(found: Sequence[ReleaseFacts]) -> tuple[ReleasedRow, ...]:
    return tuple(
        ReleasedRow(
            item.id,
            f"{item.school}, {item.round}, version {item.number}",
            f"{item.programme}. Released on {moment(item.released_at)}",
        )
        for item in found
    )


def readers_in_words(found: ReleaseFacts, audiences: Sequence[Relation]) -> str:
    """Who can read a version, for those who read it."""
    known = [READERS[relation] for relation in Relation if relation in audiences]
    return f"{found.school}" + (f"; {'; '.join(known)}" if known else "")
