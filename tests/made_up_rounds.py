"""Small frameworks and hand-ins of made-up schools, for tests of what is said about a round."""

from __future__ import annotations

from collections.abc import Mapping

from plait.domain.frameworks import Area, Framework, Level, Overall, Rule, RuleKind, Scale, Statement
from plait.domain.judgements import Answer, AreaEntry, NonLevel, StatementEntry, Submission

WORDS = ("Emerging", "Expanding", "Secure", "Sustainable")
NAMES = (
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh",
    "Twelfth",
)  # fmt: skip
MET = Scale((Level("not-met", "Not met", "It is not.", 1), Level("met", "Met", "It is.", 2)))
Said = int | str | NonLevel | None


def framework(
    *,
    areas: int = 3,
    levels: tuple[str, ...] = WORDS,
    id_: str = "own-made",
    version: str = "1",
    overall: bool = True,
    own_scale: bool = False,
    applies: Mapping[str, str] | None = None,
    rule: RuleKind = RuleKind.BEST_FIT,
) -> Framework:
    """Areas ``first``, ``second``… with three statements each. ``own_scale``: the third is met / not met."""
    scale = Scale(tuple(Level(at, label, f"It is {label}.", at) for at, label in enumerate(levels, start=1)))
    made = []
    for name in NAMES[:areas]:
        used = MET if own_scale and name == "Third" else scale
        statements = tuple(
            Statement(
                f"{name.lower()}-{word}",
                f"{name} {word}",
                tuple((level.key, f"{name} {word} at {level.label}") for level in used),
            )
            for word in ("one", "two", "three")
        )
        tags = frozenset({applies[name.lower()]}) if applies and name.lower() in applies else frozenset()
        made.append(
            Area(
                name.lower(),
                name,
                name,
                f"About {name}.",
                used,
                Rule(rule),
                statements,
                tags,
                ("What have you learnt?",),
            )
        )
    whole = (
        Overall(True, Rule(RuleKind.BEST_FIT), "It helps.")
        if overall
        else Overall(False, None, "Areas stand side by side.")
    )
    return Framework(id_, version, "Our own", "en", "MIT", "By us.", "Ours.", scale, Rule(rule), whole, tuple(made))


def answer(area: Area, value: Said) -> Answer:
    if value is None or isinstance(value, NonLevel):
        return value
    return area.scale.at(value)


def said(
    ours: Framework,
    *values: Said,
    partner: str = "",
    round_: str = "",
    school: str = "Fernhill",
    urn: int | None = 900001,
    agreed: Mapping[str, tuple[Said, str]] | None = None,
    statements: Mapping[str, tuple[Said, ...]] | None = None,
    actions: Mapping[str, str] | None = None,
    evidence: Mapping[str, str] | None = None,
    comments: Mapping[str, str] | None = None,
) -> Submission:
    """A hand-in with one answer an area, in the framework's order."""
    entries = []
    for area, value in zip(ours.areas, values, strict=True):
        settled = (agreed or {}).get(area.id, (None, ""))
        entries.append(
            AreaEntry(
                area.id,
                answer(area, value),
                (evidence or {}).get(area.id, ""),
                (actions or {}).get(area.id, ""),
                (comments or {}).get(area.id, ""),
                answer(area, settled[0]),
                settled[1],
            )
        )
    given = [
        StatementEntry(statement.id, answer(area, value))
        for area in ours.areas
        for statement, value in zip(area.statements, (statements or {}).get(area.id, ()), strict=False)
    ]
    return Submission(ours, school, urn, round_, "", partner, None, tuple(entries), tuple(given))
