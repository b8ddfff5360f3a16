"""The comments on one area: the threads that are the viewer's, and what they may add."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from plait.domain.contract_words import people
from plait.domain.releases import READERS
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Verdict
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.frameworks.queries import framework
from plait.partnerships.queries import round_facts
from plait.schools.queries import names
from plait.selfevaluation import comment_queries as comments
from plait.selfevaluation import queries
from plait.selfevaluation.comment_queries import ANSWERING, AT_A_SCHOOL, CommentFacts, Party, ThreadFacts
from plait.selfevaluation.comment_rules import may_strike, may_write_comments
from plait.selfevaluation.queries import EvaluationFacts

SPEAKING = {
    Relation.STAFF: "Staff of {host}",
    Relation.GOVERNOR: "Governors of {host}",
    Relation.LEAD: "The partnership lead",
    Relation.PROVIDER: "The diagnostic provider",
    Relation.FACILITATOR: "The improvement facilitator",
    Relation.AREA_OFFICER: "Area officers",
    Relation.BROKER: "Brokers of the area",
    Relation.BOARD: "The area’s board",
}


@dataclass(frozen=True, slots=True)
class CommentRow:
    """``strike``: the address that strikes it out; empty for everybody but its author."""

    id: int
    who: str
    school: str
    when: datetime
    text: str
    struck_at: datetime | None
    from_school: bool
    strike: str


@dataclass(frozen=True, slots=True)
class ThreadView:
    """``with_whom``: the other side, or those who began it; ``readers``: who reads this thread."""

    id: int
    key: str
    title: str
    readers: str
    rows: tuple[CommentRow, ...]
    answered_at: datetime | None
    answered_by: str
    settle: str
    """Address of the button that marks it as answered or opens it again."""


@dataclass(frozen=True, slots=True)
class CommentsPage:
    evaluation_id: int
    area_id: str
    area: str
    school: str
    where: str
    answering: bool
    """The viewer answers for the school; otherwise they comment."""
    readers: str
    threads: tuple[ThreadView, ...]
    may_write: Verdict
    choices: tuple[tuple[str, str], ...]
    """Those for whom the viewer may write, by key; none for people who only answer."""

    @property
    def address(self) -> str:
        return reverse("selfevaluation:comments", args=[self.evaluation_id, self.area_id])

    @property
    def begins(self) -> bool:
        """Whether there is a box for a comment of one's own, not for an answer."""
        return bool(self.choices) and bool(self.may_write)


def comments_page(viewer: Viewer, evaluation_id: int, area_id: str) -> CommentsPage:
    """Raises ``NotVisible`` for everybody whom comments on this evaluation do not concern. Nine queries at most."""
    found = queries.facts(viewer, evaluation_id)
    area = framework(found.framework_id, found.framework_version).area(area_id)
    if area is None or not comments.concerns(viewer, found):
        raise NotVisible(f"comments on {area_id} of self-evaluation {evaluation_id}")
    parties = comments.parties_of(viewer, found)
    answering = comments.answers_for_the_school(viewer, found)
    told = comments.threads(viewer, found, parties, area_id=area_id)
    named = names({found.urn, *(item.urn or found.urn for item in (*parties, *(each.party for each in told)))})
    this = round_facts([found.round_id])[found.round_id]
    may_write = may_write_comments(
        submitted=found.submitted, round_open=found.round_open, signature_stands=found.signature_stands
    )
    return CommentsPage(
        evaluation_id=found.id,
        area_id=area_id,
        area=area.title,
        school=named[found.urn],
        where=this.title,
        answering=answering,
        readers=_readers(found, named[found.urn], answering=answering),
        threads=tuple(_thread(viewer, found, item, named, may_write) for item in told),
        may_write=may_write,
        choices=tuple((item.key, _speaking(item, found.urn, named)) for item in _writing(parties)),
    )


def _writing(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """Those for whom somebody may begin: who looks at the school for a partner does not also write as its member."""
    looking = {item.urn for item in parties if item.relation is Relation.REVIEWER}
    return tuple(item for item in parties if item.relation is not Relation.MEMBER or item.urn not in looking)


def party_of(page: CommentsPage, key: str) -> Party:
    """The party that a form names, or the only one. Raises ``NotAllowedNow`` for none of the
    viewer's."""
    keys = [known for known, _ in page.choices]
    chosen = key or (keys[0] if len(keys) == 1 else "")
    if chosen not in {*keys, *(item.key for item in page.threads)}:
        raise NotAllowedNow("Choose for whom you write. For your own school, answer in one of the threads.")
    relation, _, urn = chosen.partition(":")
    return Party(Relation(relation), int(urn) if urn else None)


def _speaking(party: Party, host: int, named: dict[int, str]) -> str:
    if party.relation in AT_A_SCHOOL:
        return named[party.urn or 0]
    return SPEAKING[party.relation].format(host=named[host])


def _readers(found: EvaluationFacts, school: str, *, answering: bool) -> str:
    """Who reads what the viewer writes here."""
    if not answering:
        return f"those who comment together with you, and the headteacher and senior leaders of {school}"
    allowed = found.contract.relations(Artefact.SELF_JUDGEMENT, Phase.SUBMITTED, Sight.COMMENT) - ANSWERING
    return (
        "your headteacher and senior leaders, and each thread also those who began it. By your agreement, those who "
        f"may comment are {people(allowed)}"
    )


def _thread(
    viewer: Viewer, found: EvaluationFacts, item: ThreadFacts, named: dict[int, str], may_write: Verdict
) -> ThreadView:
    speaking = _speaking(item.party, found.urn, named)
    who = (
        f"those who review for {speaking}" if item.party.relation is Relation.REVIEWER else _readers_of(item, speaking)
    )
    return ThreadView(
        id=item.id,
        key=item.party.key,
        title=speaking,
        readers=f"{who}, and the headteacher and senior leaders of {named[found.urn]}",
        rows=tuple(
            _row(viewer, found, item.area_id, each, named[found.urn] if each.from_school else speaking)
            for each in item.comments
        ),
        answered_at=item.answered_at,
        answered_by=item.answered_by,
        settle=reverse("selfevaluation:comments-answered", args=[found.id, item.area_id, item.id]) if may_write else "",
    )


def _readers_of(item: ThreadFacts, speaking: str) -> str:
    if item.party.relation is Relation.REVIEWER:
        return f"those who review for {speaking}"
    if item.party.relation is Relation.MEMBER:
        return f"everybody with a role at {speaking}"
    return READERS[item.party.relation]


def _row(viewer: Viewer, found: EvaluationFacts, area_id: str, item: CommentFacts, school: str) -> CommentRow:
    allowed = may_strike(
        own=item.author_id == viewer.person_id, struck=item.struck_at is not None, round_open=found.round_open
    )
    return CommentRow(
        item.id,
        item.author,
        school,
        item.written_at,
        item.text,
        item.struck_at,
        item.from_school,
        reverse("selfevaluation:comment-strike", args=[found.id, area_id, item.id]) if allowed else "",
    )
