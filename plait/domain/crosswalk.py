"""How the statements of one framework stand to those of another, and what may be said across that.

A crosswalk is somebody's considered view, so each link has an author and a note. Levels cross only through links that
are *exact*, and only where the crosswalk says which level of one scale is which of the other. Everything else may be
read beside, never counted: no trend is drawn across a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from plait.domain.frameworks import Area, Framework, Statement


class Relation(StrEnum):
    """How the target stands to the source.

    ``broader``: the target takes in more than the source. ``narrower``: it takes in only a part of it. ``related``:
    they meet, but neither holds the other.
    """

    EXACT = "exact"
    BROADER = "broader"
    NARROWER = "narrower"
    RELATED = "related"


_INVERSE = {
    Relation.EXACT: Relation.EXACT,
    Relation.BROADER: Relation.NARROWER,
    Relation.NARROWER: Relation.BROADER,
    Relation.RELATED: Relation.RELATED,
}

_COMPOSED = {
    (Relation.BROADER, Relation.BROADER): Relation.BROADER,
    (Relation.NARROWER, Relation.NARROWER): Relation.NARROWER,
}
"""Two steps as one, besides those with an exact one. Any other two may lead anywhere, so they give nothing."""


@dataclass(frozen=True, slots=True)
class Link:
    """One statement to another. ``note``: why, and what does not fit."""

    source: str
    target: str
    relation: Relation
    note: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Links from one framework version to another.

    ``source`` and ``target`` are cited as ``id@version``. ``levels``: key of a level of the source's scale → key of
    the target's, empty where no level of one is a level of the other.
    """

    id: str
    version: str
    title: str
    source: str
    target: str
    author: str = ""
    licence: str = ""
    summary: str = ""
    links: tuple[Link, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.id}@{self.version}"

    def of_source(self, statement_id: str) -> tuple[Link, ...]:
        """Every link of a source statement, exact first."""
        found = [link for link in self.links if link.source == statement_id]
        return tuple(sorted(found, key=lambda link: list(Relation).index(link.relation)))

    def of_target(self, statement_id: str) -> tuple[Link, ...]:
        """Every link that leads to a target statement, exact first."""
        found = [link for link in self.links if link.target == statement_id]
        return tuple(sorted(found, key=lambda link: list(Relation).index(link.relation)))

    def inverse(self) -> Crosswalk:
        """The same view from the other side. Levels turn round only where no two share a target."""
        turned = {new: old for old, new in self.levels.items()}
        return Crosswalk(
            f"{self.id}-inverse",
            self.version,
            self.title,
            self.target,
            self.source,
            self.author,
            self.licence,
            self.summary,
            tuple(
                Link(link.target, link.source, _INVERSE[link.relation], link.note, link.author) for link in self.links
            ),
            turned if len(turned) == len(self.levels) else {},
        )


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """How much of an area a crosswalk reaches. ``exact`` and ``linked`` count statements; exact ones are linked."""

    area: str
    title: str
    statements: int
    exact: int
    linked: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """``source`` and ``target``: area by area. ``relations``: how many links of each kind."""

    source: tuple[AreaCoverage, ...]
    target: tuple[AreaCoverage, ...]
    relations: Mapping[Relation, int]

    def words(self) -> str:
        """One sentence for a page that shows something through a crosswalk."""
        linked = sum(area.linked for area in self.target)
        exact = sum(area.exact for area in self.target)
        total = sum(area.statements for area in self.target)
        return (
            f"Seen through a crosswalk that reaches {linked} of {total} statements, {exact} of them exactly. "
            "The others have no history here."
        )


def coverage(crosswalk: Crosswalk, source: Framework, target: Framework) -> Coverage:
    """What the crosswalk reaches of either framework."""

    def areas(framework: Framework, linked: set[str], exact: set[str]) -> tuple[AreaCoverage, ...]:
        return tuple(
            AreaCoverage(
                area.id,
                area.title,
                len(area.statements),
                sum(item.id in exact for item in area.statements),
                sum(item.id in linked for item in area.statements),
            )
            for area in framework.areas
        )

    exact = [link for link in crosswalk.links if link.relation is Relation.EXACT]
    return Coverage(
        areas(source, {link.source for link in crosswalk.links}, {link.source for link in exact}),
        areas(target, {link.target for link in crosswalk.links}, {link.target for link in exact}),
        {relation: sum(link.relation is relation for link in crosswalk.links) for relation in Relation},
    )


def compose(first: Crosswalk, second: Crosswalk) -> Crosswalk:
    """From the source of ``first`` to the target of ``second``. Raises ``ValueError`` where they do not meet.

    An exact step takes the relation of the other; broader then broader stays broader, and so with narrower. Any other
    pair gives no link: what is broader than something narrower may be anything. Of several ways the closest counts.
    """
    if first.target != second.source:
        raise ValueError(f"{first.name} leads to {first.target}, but {second.name} begins at {second.source}.")
    best: dict[tuple[str, str], Link] = {}
    order = list(Relation)
    for one in first.links:
        for two in second.of_source(one.target):
            relation = composed(one.relation, two.relation)
            if relation is None:
                continue
            link = Link(one.source, two.target, relation, f"By way of “{one.target}”. {one.note} {two.note}".strip())
            known = best.get((link.source, link.target))
            if known is None or order.index(relation) < order.index(known.relation):
                best[link.source, link.target] = link
    levels = {old: second.levels[middle] for old, middle in first.levels.items() if middle in second.levels}
    return Crosswalk(
        f"{first.id}-{second.id}",
        "composed",
        f"{first.title}, then {second.title}",
        first.source,
        second.target,
        links=tuple(best.values()),
        levels=levels,
    )


def composed(one: Relation, two: Relation) -> Relation | None:
    """Two relations one after the other, or ``None`` where nothing follows."""
    if one is Relation.EXACT:
        return two
    if two is Relation.EXACT:
        return one
    return _COMPOSED.get((one, two))


@dataclass(frozen=True, slots=True)
class Carried:
    """What an old level says about one new statement.

    ``level``: the target's level, only across an exact link and declared levels. ``beside``: source statements that
    may be read beside it, with how they stand to it. ``why``: in a sentence.
    """

    statement: Statement
    level: str | None
    beside: tuple[Link, ...]
    why: str


def carry(
    crosswalk: Crosswalk, source: Framework, target: Framework, levels: Mapping[str, str | None]
) -> tuple[Carried, ...]:
    """For each statement of the target in its order, what ``levels`` (source statement → level key) say of it.

    Raises ``ValueError`` for frameworks that the crosswalk is not about.
    """
    refuse_others(crosswalk, source, target)
    return tuple(_carried(crosswalk, item, levels) for item in target.statements)


def refuse_others(crosswalk: Crosswalk, source: Framework, target: Framework) -> None:
    """Raise ``ValueError`` unless the crosswalk leads from ``source`` to ``target``."""
    if (crosswalk.source, crosswalk.target) != (source.name, target.name):
        raise ValueError(
            f"{crosswalk.name} leads from {crosswalk.source} to {crosswalk.target}, "
            f"not from {source.name} to {target.name}."
        )


def _carried(crosswalk: Crosswalk, item: Statement, levels: Mapping[str, str | None]) -> Carried:
    links = crosswalk.of_target(item.id)
    if not links:
        return Carried(item, None, (), "The crosswalk has nothing for this statement.")
    exact = [link for link in links if link.relation is Relation.EXACT]
    if not exact:
        return Carried(
            item, None, links, "The crosswalk knows statements to read beside it, but none that is the same."
        )
    said = {levels.get(link.source) for link in exact} - {None}
    if not said:
        return Carried(item, None, links, "The statement that is the same was not answered.")
    if len(said) > 1:
        return Carried(item, None, links, "Several statements are said to be the same, and their levels differ.")
    key = crosswalk.levels.get(str(said.pop()))
    if key is None:
        return Carried(item, None, links, "The two scales do not match, so the level does not cross.")
    return Carried(item, key, links, "The statement is the same, and so is its level.")


@dataclass(frozen=True, slots=True)
class TrendVerdict:
    """Whether a line may be drawn from before a change of framework to after it, and why (not)."""

    allowed: bool
    why: str


def trend(crosswalk: Crosswalk | None, source: Framework, target: Framework, area: Area) -> TrendVerdict:
    """Whether an area of ``target`` may carry on the line of ``source``.

    Only where the frameworks are one version, or a crosswalk reaches every statement of the area exactly, from one
    area, and says which level is which for each level of the area's scale.
    """
    if source.name == target.name:
        return TrendVerdict(True, "Both rounds use the same version of the framework.")
    if crosswalk is None:
        return TrendVerdict(False, "The framework changed, and there is no crosswalk between the two.")
    refuse_others(crosswalk, source, target)
    origins: set[str] = set()
    missing = 0
    for item in area.statements:
        exact = [link for link in crosswalk.of_target(item.id) if link.relation is Relation.EXACT]
        origins.update(found.id for link in exact if (found := source.area_of(link.source)) is not None)
        missing += not exact
    if missing or not area.statements:
        total = len(area.statements)
        return TrendVerdict(
            False, f"The crosswalk reaches {total - missing} of {total} statements of this area exactly."
        )
    if len(origins) != 1:
        return TrendVerdict(False, "The statements of this area come from several areas of the earlier framework.")
    if {level.key for level in area.scale} - set(_levels(crosswalk.levels.values())):
        return TrendVerdict(False, "The crosswalk does not say which earlier level each level of this area was.")
    return TrendVerdict(True, "Every statement has an exact counterpart, and so has every level.")


def _levels(keys: Iterable[str]) -> set[str]:
    return {str(key) for key in keys}
