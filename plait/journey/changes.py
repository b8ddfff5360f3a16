"""What the page “Who changed what” shows: the trail of one school's own work, field by field.

A row may stand in the school's trail and still hold words that the viewer may not read (any more): they are shown only
where the same contract that opens the thing itself opens them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from plait.actionplans import queries as actionplans
from plait.audit import queries as audit
from plait.audit.queries import Entry
from plait.domain.frameworks import Framework
from plait.domain.judgements import answer_from_key, answer_label
from plait.domain.releases import AUDIENCES
from plait.domain.rounds import RoundFacts
from plait.domain.text_changes import Piece, pieces
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Sight
from plait.domain.wording import day_in_words
from plait.excellence import queries as excellence
from plait.factchecks import queries as factchecks
from plait.frameworks.queries import framework
from plait.journey.change_words import DONE, FIELDS, KINDS
from plait.journey.readers import asked_for
from plait.partnerships import queries as partnerships
from plait.peerreview import queries as peerreview
from plait.reports import releases
from plait.schools.queries import names
from plait.selfevaluation import comment_queries as commenting
from plait.selfevaluation import queries as selfevaluation
from plait.selfevaluation import rater_mentions as judging_first
from plait.ui.words import at_time, in_words, moment
from plait.visits import mentions as visits
from plait.workshops import queries as workshops

ROWS = 150  # of the trail on one page, before successive saves are put together

JUDGEMENTS = {"answer", "agreed", "before"}
NO_WORDS = {"contract.contract", "appointment.person", "release.version", "release-link.version", "release-link.ended"}
"""Fields that hold numbers for machines, or say again what the row says anyway."""
WRITTEN = {"evidence", "actions", "workbook"}
"""Fields of a self-evaluation that only those see who may read its evidence; a file's name is somebody's words too."""
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DAYS = {"closes_on", "due", "done_on", "expires", "joined", "left", "starts", "ends", "effective_on", "review_on"} | {
    "held_on",
    "check_on",
    "check_by",
}
AUDIENCE_FIELDS = {"audience", "audiences"}


@dataclass(frozen=True, slots=True)
class Known:
    """A thing that trail rows are about: its round and name, and which of its fields the viewer may read."""

    round: RoundFacts
    name: str
    reads: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One field that one person changed, in one save or in several that followed each other."""

    first: datetime
    last: datetime
    who: str
    what: str
    did: str
    where: str
    hidden: bool
    pieces: tuple[Piece, ...]
    saves: int

    @property
    def when(self) -> str:
        """``14 September 2026 at 10:30``, or from when to when."""
        if self.saves == 1 or moment(self.first) == moment(self.last):
            return moment(self.last)
        if in_words(self.first) == in_words(self.last):
            return f"{in_words(self.last)}, {at_time(self.first)} to {at_time(self.last)}"
        return f"{moment(self.first)} to {moment(self.last)}"


@dataclass(frozen=True, slots=True)
class ChangesPage:
    urn: int
    school: str
    rows: tuple[ChangeRow, ...]
    rounds: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    round_id: int | None
    area_id: str
    person_id: int | None
    older: int | None


def changes_page(
    viewer: Viewer,
    urn: int,
    *,
    round_id: int | None = None,
    area_id: str = "",
    person_id: int | None = None,
    before: int | None = None,
) -> ChangesPage:
    """Who changed what of the school's own work. Raises ``NotVisible``. A fixed number of queries, and one for each
    framework that its rounds were judged against."""
    asked_for(viewer, urn)
    urns = viewer.also(urn)
    rounds = {item.id: item for item, _ in partnerships.rounds_of_school(viewer, urn)}
    known, school = _known(viewer, urn, rounds)
    objects = [key for key, item in known.items() if item.round.id == round_id] if round_id is not None else None
    found = audit.entries(
        urns,
        kinds=KINDS,
        objects=objects,
        actor_id=person_id,
        area_id=area_id,
        before=before,
        limit=ROWS + 1,
    )
    shown = found[:ROWS]
    pinned = {(item.framework_id, item.framework_version) for item in rounds.values()}
    frameworks = {key: framework(*key) for key in sorted(pinned)}
    return ChangesPage(
        urn=urn,
        school=school,
        rows=tuple(_folded(shown, known, frameworks, area_id)),
        rounds=tuple((str(item.id), item.title) for item in rounds.values()),
        areas=tuple({area.id: area.title for item in frameworks.values() for area in item.areas}.items()),
        people=tuple((str(key), name) for key, name in audit.actors(urns, kinds=KINDS)),
        round_id=round_id,
        area_id=area_id,
        person_id=person_id,
        older=shown[-1].id if len(found) > ROWS else None,
    )


def _known(viewer: Viewer, urn: int, rounds: Mapping[int, RoundFacts]) -> tuple[dict[tuple[str, str], Known], str]:
    """What the viewer may know of, by kind and number; and the name of the school."""
    found: dict[tuple[str, str], Known] = {}
    ids = list(rounds)

    def always(_: str) -> bool:
        return True

    for item in rounds.values():
        found["contract", str(item.id)] = Known(item, KINDS["contract"], always)
        for step in item.definition.steps:
            found["step", f"{item.id}:{step.key}"] = Known(item, step.title, always)
        found["partners", str(item.id)] = Known(item, KINDS["partners"], always)
    for evaluation in selfevaluation.of_school(viewer, urn, ids).values():
        words = evaluation.sight(Artefact.EVIDENCE) >= Sight.READ
        found["self-evaluation", str(evaluation.id)] = Known(
            rounds[evaluation.round_id],
            KINDS["self-evaluation"],
            lambda name, words=words: words or last_part(name) not in WRITTEN,  # type: ignore[misc]
        )
    reviews = [review for school in viewer.also(urn) for review in peerreview.of_school(viewer, school, ids)]
    threads = commenting.taking_part(viewer.also(urn), ids)
    hosts = names({urn, *(about for _, _, about in threads)})
    for thread_id, at_round, about in threads:
        found["comment", str(thread_id)] = Known(rounds[at_round], KINDS["comment"].format(hosts[about]), always)
    for asking_id, (at_round, knows, reads) in judging_first.numbers(viewer, viewer.also(urn), ids).items():
        found["asking", str(asking_id)] = Known(
            rounds[at_round],
            KINDS["asking"],
            lambda name, knows=knows, reads=reads: reads if "." in name else knows,  # type: ignore[misc]
        )
    for kind, visit_id, at_round, host, reads_field in visits.taking_part(viewer, viewer.also(urn), ids):
        found[kind, str(visit_id)] = Known(rounds[at_round], KINDS[kind].format(host), reads_field)
    for review in reviews:
        round_ = rounds[review.round_id]
        if review.host_urn in viewer.also(urn):
            found["devices", str(review.id)] = Known(round_, KINDS["devices"], always)
            reads = review.revealed and review.sight_of_challenge(viewer) >= Sight.READ
            found["peer-review", str(review.id)] = Known(
                round_,
                KINDS["peer-review"],
                lambda _, reads=reads: reads,  # type: ignore[misc]
            )
            continue
        for view in review.views:
            if view.urn in viewer.also(urn) and peerreview.may_read_view(viewer, review, view):
                name = KINDS["peer-view"].format(review.host)
                found["peer-view", str(view.id)] = Known(round_, name, always)
    for action_id, (at_round, number) in actionplans.numbers(viewer, viewer.also(urn)).items():
        if at_round in rounds:
            found["action", str(action_id)] = Known(rounds[at_round], KINDS["action"].format(number), always)
    for workshop_id, at_round in workshops.numbers(viewer.also(urn)).items():
        if at_round in rounds:
            found["workshop", str(workshop_id)] = Known(rounds[at_round], KINDS["workshop"], always)
    for number, at_round in excellence.numbers(viewer.also(urn)).items():
        if at_round in rounds:
            found["excellence", str(number)] = Known(rounds[at_round], KINDS["excellence"], always)
    for number, at_round in factchecks.numbers(viewer.also(urn)).items():
        if at_round in rounds:
            found["fact-check", str(number)] = Known(rounds[at_round], KINDS["fact-check"], always)
    for kind, number, at_round, version in releases.numbers(viewer.also(urn)):
        if at_round in rounds:
            found[kind, str(number)] = Known(rounds[at_round], f"{KINDS[kind]}, version {version}", always)
    return found, hosts[urn]


def _folded(
    entries: Sequence[Entry],
    known: Mapping[tuple[str, str], Known],
    frameworks: Mapping[tuple[str, str], Framework],
    area_id: str,
) -> list[ChangeRow]:
    """Newest first; saves of one person in one field that no other person's save of it lies between, in one row."""
    rows: list[_Raw] = []
    latest: dict[tuple[str, str, str], _Raw] = {}
    for entry in entries:
        said = [change for change in entry.changes if f"{entry.kind}.{change[0]}" not in NO_WORDS]
        for name, old, new in said or (("", "", ""),):
            if area_id and not name.startswith(f"{area_id}."):
                continue
            key = (entry.kind, entry.object_id, name)
            last = latest.get(key)
            together = last is not None and last.entry.actor_id == entry.actor_id and last.entry.action == entry.action
            if last is not None and together and entry.action in ("save", "record challenge"):
                last.old, last.first, last.saves = old, entry.at, last.saves + 1
                continue
            latest[key] = _Raw(entry, name, old, new, entry.at)
            rows.append(latest[key])
    return [_row(raw, known.get((raw.entry.kind, raw.entry.object_id)), frameworks) for raw in rows]


@dataclass(slots=True)
class _Raw:
    entry: Entry
    name: str
    old: str
    new: str
    first: datetime
    saves: int = 1


def _row(raw: _Raw, known: Known | None, frameworks: Mapping[tuple[str, str], Framework]) -> ChangeRow:
    entry, name = raw.entry, raw.name
    free = entry.kind in ("membership", "appointment", "evidence", "team-place", "school-conflict")
    hidden = bool(name) and not free and (known is None or not known.reads(name))
    judged = frameworks.get((known.round.framework_id, known.round.framework_version)) if known else None
    judged = known.round.definition.judged(judged) if known and judged else judged
    field, old, new = _in_words(name, raw.old, raw.new, judged)
    row = ChangeRow(
        first=raw.first,
        last=entry.at,
        who=entry.actor or "Plait, by itself",
        what=known.name if known else KINDS[entry.kind].replace(" {}", ""),
        did=DONE.get(entry.action, entry.action.replace("-", " ")),
        where=", ".join(part for part in (known.round.title if known else "", field) if part),
        hidden=hidden,
        pieces=(),
        saves=raw.saves,
    )
    if hidden or not name:
        return row
    return replace(row, pieces=pieces(old, new))


def _audiences(keys: str) -> str:
    known = {relation.value: words for relation, words in AUDIENCES.items()}
    return "; ".join(known.get(key, key) for key in keys.split(", ")) if keys else ""


def _day(text: str) -> str:
    """``2026-12-03`` → ``3 December 2026``; anything else as it is."""
    return day_in_words(date.fromisoformat(text)) if ISO_DAY.fullmatch(text) else text


def last_part(name: str) -> str:
    """The kind of a field: ``evidence`` of ``vision.evidence`` and of ``vision.rung:secure:evidence``."""
    return name.rpartition(".")[2].rpartition(":")[2]


def _in_words(name: str, old: str, new: str, judged: Framework | None) -> tuple[str, str, str]:
    """A field's name and both values as people say them."""
    area_id, _, field = name.rpartition(".")
    area = judged.area(area_id) if judged and area_id else None
    if field in AUDIENCE_FIELDS:
        old, new = _audiences(old), _audiences(new)
    if field in DAYS:
        old, new = _day(old), _day(new)
    if area is None:
        return FIELDS.get(name, name.replace("_", " ").replace("-", " ").capitalize()), old, new
    if field.startswith("rung:"):
        level = area.scale.by_key(field.split(":")[1])
        return f"{area.title}{f', {level.label}' if level else ''}: {FIELDS[last_part(field)]}", old, new
    statement = area.statement(field)
    called = {"strengths": judged.labels.strengths, "consider": judged.labels.consider} if judged else {}
    title = f"{area.title}: {called.get(field) or FIELDS.get(field) or (statement.text if statement else field)}"
    if field in JUDGEMENTS or statement is not None:

        def label(key: str) -> str:
            if judged is not None and judged.words:
                return ""  # from before the round was judged in words alone
            try:
                asked = area.asked(statement) if statement is not None else area.scale
                return answer_label(answer_from_key(asked, key)) if key else ""
            except ValueError:
                return key

        return title, label(old), label(new)
    return title, old, new
