"""One area's part of a report, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plait.adapters.documents.tables import Table
from plait.adapters.palette import level_colours
from plait.domain.diagnosis import AreaDiagnosis, Basis, Diagnosis
from plait.domain.frameworks import Framework, Labels
from plait.domain.judgements import NonLevel, answer_label
from plait.domain.wording import counted, day_in_words, lines_of, listed, plural

BASIS_WORDS = {
    Basis.AGREED: "agreed after challenge",
    Basis.JUDGED: "as your school judged it",
    Basis.STATEMENTS: "as the statements lead to it",
    Basis.NOTHING: "",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A level on the strip: its word, its colours, and whether it is this round's or the last one's."""

    label: str
    surface: str
    ink: str
    chosen: bool
    earlier: bool


@dataclass(frozen=True, slots=True)
class View:
    """Somebody's view of the area. ``words`` sets it beside the school's; ``paragraphs`` are what they
    wrote."""

    who: str
    level: str
    words: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """Points under the programme's own heading; ``none`` stands where there are none."""

    title: str
    points: tuple[str, ...]
    none: str


@dataclass(frozen=True, slots=True)
class AreaPart:
    """What a report says about one area. Empty lists come with a sentence in the matching ``no_…``."""

    id: str
    number: int
    title: str
    summary: str
    has_levels: bool
    word: str
    basis: str
    meaning: str
    strip: tuple[Place, ...]
    strip_alt: str
    change: str
    rule: str
    rule_words: str
    note: str
    prompts: tuple[str, ...]
    comments: tuple[str, ...]
    views: tuple[View, ...]
    no_views: str
    challenge: str
    challenge_reason: tuple[str, ...]
    challenge_by: str
    evidence: tuple[tuple[str, str], ...]
    no_evidence: str
    next_title: str
    next_table: Table | None
    next_words: str
    actions: Table | None
    no_actions: str
    bare: str
    said: tuple[Said, ...] = ()
    """What is given instead of a level where the round is judged in words."""


def area_part(diagnosis: Diagnosis, area: AreaDiagnosis) -> AreaPart:
    """One area of ``diagnosis`` as a document says it."""
    challenged = area.challenged
    by = ""
    if challenged:
        by = ", ".join(part for part in (challenged.by, day_in_words(challenged.on)) if part)
    next_title, next_table, next_words = _next(area)
    return AreaPart(
        id=area.area.id,
        number=area.number,
        title=area.area.title,
        summary=area.area.summary,
        has_levels=bool(area.scale),
        word=answer_label(area.settled) if area.scale else "",
        basis=BASIS_WORDS[area.basis] if area.scale else "",
        meaning=area.level.meaning if area.level else _no_level(area),
        strip=_strip(area),
        strip_alt=_strip_alt(area),
        change=area.change.words if area.change else "",
        rule=area.rule_words,
        rule_words=area.derived.words if area.rule_words else "",
        note=area.note,
        prompts=() if area.scale else area.area.prompts,
        comments=_paragraphs(area.comments),
        views=_views(area, diagnosis.framework),
        no_views=_no_views(diagnosis, area),
        challenge=challenged.words if challenged else _no_challenge(diagnosis, area),
        challenge_reason=_paragraphs(challenged.reason) if challenged else (),
        challenge_by=by,
        evidence=tuple((f"{area.number}.{at}", text) for at, text in enumerate(area.evidence, start=1)),
        no_evidence=(
            ""
            if area.evidence
            else "No evidence is written here yet. One line that says where a reader could look is enough."
        ),
        next_title=next_title,
        next_table=next_table,
        next_words=next_words,
        actions=_actions(area),
        no_actions=(
            ""
            if area.actions
            else ("No action is written here yet. One thing to do, with a name and a date beside it, is a good start.")
        ),
        bare=_bare(area),
        said=_said(diagnosis.framework, area),
    )


def _said(framework: Framework, area: AreaDiagnosis) -> tuple[Said, ...]:
    if not framework.words:
        return ()
    labels = framework.labels
    return tuple(
        Said(title, points, "" if points else "Nothing is written here.")
        for title, points in ((labels.strengths, area.strengths), (labels.consider, area.consider))
    )


def _bare(area: AreaDiagnosis) -> str:
    """One sentence for an area on which nobody has said anything; empty for any other."""
    said = (
        area.own,
        area.settled,
        area.strengths,
        area.consider,
        area.evidence,
        area.comments,
        area.actions,
        area.challenged,
        area.earlier and area.earlier[-1].answer,
        any(
            view.answer or view.comment or view.evidence or view.suggestions or view.strengths or view.consider
            for view in area.peers
        ),
        any(view.own for view in area.statements),
    )
    if any(said):
        return ""
    if not area.scale:
        return "Nothing is written here."
    return "No judgement, evidence or action is written here yet. The statements are a good place to begin."


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.replace("\r", "\n").split("\n") if line.strip())


def _no_level(area: AreaDiagnosis) -> str:
    if not area.scale:
        return ""
    if area.settled is NonLevel.NOT_APPLICABLE:
        return "Your school does not do this work, so there is nothing to judge."
    if area.settled is NonLevel.NOT_SURE:
        return "Your school could not place this area yet. The descriptors of each level may help."
    return "Your school has not judged this area yet. The statements are a good place to begin."


def _strip(area: AreaDiagnosis) -> tuple[Place, ...]:
    before = area.previous.answer if area.previous else None
    return tuple(
        Place(level.label, surface, ink, level == area.settled, level == before)
        for level, (surface, ink) in zip(area.scale, level_colours(len(area.scale)), strict=True)
    )


def _strip_alt(area: AreaDiagnosis) -> str:
    if not area.scale:
        return ""
    words = f"Levels, least developed first: {listed([level.label for level in area.scale])}. "
    words += f"This round: {answer_label(area.settled)}."
    if area.previous and not area.previous.note:
        words += f" {area.previous.round}: {answer_label(area.previous.answer)}."
    return words


def _views(area: AreaDiagnosis, framework: Framework) -> tuple[View, ...]:
    if not area.peers:
        return ()
    if framework.words:
        return _views_in_words(area, framework.labels)
    count = len(area.evidence)
    own = f"Gives {counted(count, 'point')} of evidence, below." if count else "Gives no evidence yet."
    views = [View("Your school", answer_label(area.own) if area.scale else "", "", (own,))]
    for peer in area.peers:
        paragraphs = list(_paragraphs(peer.comment))
        paragraphs += [f"Seen: {line}" for line in peer.evidence]
        paragraphs += [f"Suggests: {line}" for line in peer.suggestions]
        level = answer_label(peer.answer) if area.scale else ""
        words = peer.words + (" From its answers to the statements." if peer.derived else "")
        views.append(View(peer.peer, level, words, tuple(paragraphs)))
    return tuple(views)


def _views_in_words(area: AreaDiagnosis, labels: Labels) -> tuple[View, ...]:
    def lines(strengths: Iterable[str], consider: Iterable[str]) -> tuple[str, ...]:
        return (
            *(f"{labels.strengths}: {line}" for line in strengths),
            *(f"{labels.consider}: {line}" for line in consider),
        )

    changed = area.challenged is not None and not area.challenged.kept
    own = lines(lines_of(area.own_words.strengths), lines_of(area.own_words.consider))
    nothing = ("Wrote nothing about this area.",)
    peers = (View(peer.peer, "", peer.words, lines(peer.strengths, peer.consider) or nothing) for peer in area.peers)
    return (
        View("Your school", "", "", (own or nothing) if changed or not own else ("What it wrote stands above.",)),
        *peers,
    )


def _no_views(diagnosis: Diagnosis, area: AreaDiagnosis) -> str:
    if area.peers:
        return ""
    return "No peer has looked at this area yet. When one does, its view will stand here beside your school’s."


def _no_challenge(diagnosis: Diagnosis, area: AreaDiagnosis) -> str:
    if not any(view.steps for view in area.peers):
        return ""
    return (
        "The views differ and no agreed view is recorded yet. Setting what each side saw beside the"
        " descriptors is a good way to begin that conversation."
    )


def _next(area: AreaDiagnosis) -> tuple[str, Table | None, str]:
    if not area.scale:
        return "", None, ""
    if area.level is None:
        return "", None, ""
    if area.next_level is None:
        words = f"{area.level.label} is the top of this scale. What keeps it there is worth writing down."
        return "Staying there", None, words
    title = f"One level up: {area.next_level.label}"
    if not area.next_descriptors:
        if area.statements and any(view.statement.descriptor(area.next_level) for view in area.statements):
            words = f"Every statement is already judged {area.next_level.label} or above."
        else:
            words = area.next_level.meaning
        return title, None, words
    count = len(area.next_descriptors)
    rows = tuple((row.statement, row.now, row.descriptor) for row in area.next_descriptors)
    none_said = all(view.own is None for view in area.statements)
    words = (
        "No statement has a level yet, so all of them are shown."
        if none_said
        else f"{plural(count, 'The statement that is', 'The statements that are')} not there yet:"
    )
    if none_said:
        rows = tuple((statement, "", descriptor) for statement, _, descriptor in rows)
        table = Table(title, ("Statement", "How it looks one level up"), tuple((a, c) for a, _, c in rows), (2, 5))
    else:
        table = Table(title, ("Statement", "Now", "How it looks one level up"), rows, (2, 1.2, 4.4))
    return title, table, words


def _actions(area: AreaDiagnosis) -> Table | None:
    if not area.actions:
        return None
    states = {"to-do": "To\N{NO-BREAK SPACE}do", "in-progress": "In progress", "done": "Done", "stopped": "Stopped"}
    columns: list[tuple[str, float, list[str]]] = [
        ("Action", 4.4, [action.text for action in area.actions]),
        ("Who", 1.7, [action.owner for action in area.actions]),
        ("By when", 1.7, [day_in_words(action.due) for action in area.actions]),
        ("How you will know", 3, [action.measure for action in area.actions]),
        ("Now", 1.3, [states.get(action.state or "", "") for action in area.actions]),
    ]
    kept = [column for index, column in enumerate(columns) if index == 0 or any(column[2])]
    rows = tuple(zip(*(cells for _, _, cells in kept), strict=True))
    note = ""
    if not any(action.owner or action.due for action in area.actions):
        note = "A name and a date beside each make it likelier to happen."
    filled = tuple(tuple(cell or "–" for cell in row) for row in rows)
    return Table(
        f"Actions: {area.area.title}",
        tuple(name for name, _, _ in kept),
        filled,
        tuple(width for _, width, _ in kept),
        note,
    )
