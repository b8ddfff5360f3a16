"""Made-up frameworks of every shape, and hand-ins for them: by hand where a test tells a story, by hypothesis else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from plait.adapters.framework_files import check
from plait.adapters.framework_files.mapping import as_mapping, from_mapping
from plait.domain.frameworks import (
    BY_LEVELS,
    NEXT,
    PEOPLE,
    AnswerSet,
    Area,
    Framework,
    Level,
    Overall,
    Rule,
    RuleKind,
    Rung,
    Scale,
    Statement,
    Tone,
)
from plait.domain.judgements import Answer, AreaEntry, NonLevel, StatementEntry, Submission

FOUR = b"""\
id: garden
version: "1"
title: School garden
licence: MIT
source: Made up for tests.
summary: How well the garden is used.
scale:
  - {value: 1, label: Emerging, meaning: Just begun., rank: 1}
  - {value: 2, label: Expanding, meaning: Under way., rank: 2}
  - {value: 3, label: Secure, meaning: Dependable., rank: 3}
  - {value: 4, label: Sustainable, meaning: Lasting., rank: 4}
rule: best-fit
overall: {allowed: true, rule: best-fit, note: One level helps.}
areas:
  - id: beds
    title: Beds and soil
    short: Beds
    summary: What grows.
    prompts: ["What grows best?"]
    evidence: ["A planting plan"]
    statements:
      - {id: beds-care, text: Care, levels: {1: a, 2: b, 3: c, 4: d}}
      - {id: beds-plan, text: Plan, levels: {1: a, 2: b, 3: c, 4: d}, prompts: ["Who plans?"]}
      - {id: beds-yield, text: Yield, levels: {1: a, 2: b, 3: c, 4: d}}
  - id: people
    title: People
    summary: Who works there.
    statements:
      - {id: people-pupils, text: Pupils, levels: {1: a, 2: b, 3: c, 4: d}}
      - {id: people-staff, text: Staff, levels: {1: a, 2: b, 3: c, 4: d}}
  - id: greenhouse
    title: Greenhouse
    applies_to: [secondary]
    statements:
      - {id: greenhouse-heat, text: Heat, levels: {1: a, 2: b, 3: c, 4: d}}
"""

ENQUIRY = b"""\
id: enquiry
version: "2026.1"
title: An enquiry
licence: MIT
source: Made up for tests.
summary: Questions only.
areas:
  - id: talk
    title: Talk
    prompts: ["What do people say at break?"]
    statements:
      - {id: talk-who, text: Who speaks?, prompts: ["And who does not?"]}
  - id: listen
    title: Listening
    prompts: ["What was heard?"]
"""


def framework_of(data: bytes) -> Framework:
    """The framework in a file that must be sound."""
    found = check(data)
    assert found.framework is not None, found.errors
    return found.framework


_LABELS = (
    "Emerging",
    "Secure",
    "A",
    "A*",
    "Not yet",
    "Ardderchog ŵŷ",
    "Yes",
    "No",
    "=SUM(1)",
    "4 stars",
    "Über alles 😀",
)
_XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.just("\n"),
    max_size=40,
)
_TRICKY = st.sampled_from(
    (
        "=1+1",
        "+44 20",
        "-5",
        "@home",
        "'quoted",
        '"',
        "a\nb\n\nc",
        "_x0041_",
        "\tTab",
        "#REF!",
        "TRUE",
        "3.0",
        "{=A1}",
        "x" * 3000,
    )
)
texts = (_XML_TEXT | _TRICKY).map(str.strip)
_titles = texts.filter(lambda text: bool(text) and len(text) <= 200)
_words = st.text("abcdefghijklmnop", min_size=1, max_size=8)


@st.composite
def scales(draw: st.DrawFn, least: int = 2) -> Scale:
    size = draw(st.integers(least, 6))
    labels = draw(st.lists(st.sampled_from(_LABELS), min_size=size, max_size=size, unique=True))
    kind = draw(st.sampled_from(("up", "down", "words", "odd")))
    values: list[int | str] = {
        "up": list(range(1, size + 1)),
        "down": list(range(size, 0, -1)),
        "words": [f"level-{'abcdef'[at]}" for at in range(size)],
        "odd": [10 * at for at in range(size)],
    }[kind]
    return Scale(tuple(Level(values[at], labels[at], "", at + 1) for at in range(size)))


@st.composite
def rules(draw: st.DrawFn, scale: Scale) -> Rule:
    kind = draw(st.sampled_from(RuleKind))
    if kind is not RuleKind.GATED or not scale or draw(st.booleans()):
        return Rule(kind)
    values = st.sampled_from([level.value for level in scale])
    return Rule(kind, draw(values), draw(st.none() | values))


@st.composite
def answer_sets(draw: st.DrawFn, name: str) -> AnswerSet:
    """Answers with lights or without, with a worth for all or for none."""
    levels = draw(scales()).levels
    worth = sorted(draw(st.lists(st.sampled_from((0.0, 0.25, 1.0, 2.5)), min_size=len(levels), max_size=len(levels))))
    weighed = worth[-1] > 0 and draw(st.booleans())
    tones = st.none() | st.sampled_from(Tone)
    return AnswerSet(
        tuple(
            replace(level, tone=draw(tones), worth=worth[at] if weighed else None) for at, level in enumerate(levels)
        ),
        name,
    )


@st.composite
def by_answers(draw: st.DrawFn, framework: Framework) -> Framework:
    """The same framework with answer sets, and rules that can count them: rungs, points, a gate, levels for people."""
    sets = tuple(draw(answer_sets(name)) for name in ("lights", "yes-no"))
    some = st.sampled_from((*sets, BY_LEVELS))

    def level_keys(scale: Scale) -> st.SearchStrategy[str]:
        return st.sampled_from([level.key for level in scale])

    def ladder(scale: Scale) -> Rule:
        keys = [level.key for level in scale]
        steps = [key for key in keys if draw(st.booleans())] or keys[-1:]
        answers = list(dict.fromkeys(answer.key for each in (*sets, scale) for answer in each))
        people = tuple(key for key in keys if key not in steps and draw(st.booleans()))
        ends = st.sampled_from([PEOPLE, *(key for key in keys if key not in people)])
        rungs = tuple(
            Rung(step, tuple((key, draw(ends if step == steps[-1] else ends | st.just(NEXT))) for key in answers))
            for step in steps
        )
        return Rule(RuleKind.LADDER, rungs=rungs, at_once=draw(st.booleans()), by_people=people)

    def points(scale: Scale) -> Rule:
        shares = (0.25, 0.5, 0.6, 0.75, 0.9)
        thresholds = tuple((level.key, shares[level.rank - 2]) for level in scale.levels[1:] if draw(st.booleans()))
        return Rule(RuleKind.WEIGHTED, thresholds=thresholds)

    def dressed(area: Area) -> Area:
        if not area.scale:
            statements = tuple(replace(item, answers=draw(some)) for item in area.statements)
            return replace(area, answers=draw(some), statements=statements)
        kind = draw(st.sampled_from(("as it is", "rungs", "points")))
        if kind == "as it is":
            return area
        rule = ladder(area.scale) if kind == "rungs" else points(area.scale)
        rungs = (
            level_keys(Scale(tuple(area.scale.at(rung.level) for rung in rule.rungs))) if rule.rungs else st.just("")
        )
        statements = tuple(replace(item, answers=draw(some), rung=draw(rungs)) for item in area.statements)
        return replace(area, rule=rule, answers=draw(some), statements=statements)

    made = replace(framework, answer_sets=sets, areas=tuple(dressed(area) for area in framework.areas))
    return from_mapping(as_mapping(made))  # its tables in the order in which files are read


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Any framework that a file could hold: 0 or 2 to 6 levels, areas with scales and rules of their own."""
    scale = draw(st.just(Scale()) | scales())
    rule = draw(rules(scale))
    areas = []
    for number in range(draw(st.integers(1, 4))):
        own = draw(st.booleans()) if number else False
        area_scale = draw(scales() | st.just(Scale())) if own else scale
        area_rule = draw(rules(area_scale)) if own or draw(st.booleans()) else rule
        statements = tuple(
            Statement(
                f"s-{number}-{at}",
                draw(_titles),
                tuple((level.key, draw(_titles)) for level in area_scale),
                draw(st.sampled_from((1.0, 2.0, 0.1, 0.2, 0.3, 2.5))),
                draw(st.booleans()),
                tuple(draw(st.lists(_titles, max_size=1))),
            )
            for at in range(draw(st.integers(0, 4)))
        )
        title = f"{draw(_titles)} {number}"
        areas.append(
            Area(
                f"area-{number}",
                title[:200].strip(),
                f"Short {number}",
                draw(texts)[:200].strip(),
                area_scale,
                area_rule,
                statements,
            )
        )
    allowed = bool(scale) and draw(st.booleans())
    overall = Overall(allowed, draw(rules(scale)) if allowed else None, "")
    name = "-".join(draw(st.lists(_words, min_size=1, max_size=3)))
    return Framework(name, "1.0", draw(_titles), "cy", "MIT", "", draw(texts), scale, rule, overall, tuple(areas))


def answers(scale: Scale) -> st.SearchStrategy[Answer]:
    if not scale:
        return st.none()
    return st.none() | st.sampled_from([*scale.levels, *NonLevel])


@st.composite
def submissions(draw: st.DrawFn, framework: Framework) -> Submission:
    """What a school might hand in: only things said, in the framework's order."""
    entries = [
        AreaEntry(
            area.id,
            draw(answers(area.scale)),
            draw(texts),
            draw(texts),
            draw(texts),
            draw(answers(area.scale)),
            draw(texts),
        )
        for area in framework.areas
    ]
    said = [
        StatementEntry(statement.id, draw(answers(area.asked(statement))))
        for area in framework.areas
        for statement in area.statements
    ]
    return Submission(
        framework,
        draw(texts),
        draw(st.none() | st.integers(1000, 9_999_999)),
        draw(texts),
        draw(texts),
        draw(texts),
        draw(st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))),
        tuple(entry for entry in entries if not entry.empty),
        tuple(entry for entry in said if entry.answer is not None),
    )
