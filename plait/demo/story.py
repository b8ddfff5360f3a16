"""What the demonstration's files say: made-up people, and what happened in each partnership's rounds.

Days are counted from the day on which the demonstration is built: -7 is a week before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from plait.demo.cluster_story import ClusterStory, cluster

FOLDER = Path(__file__).resolve().parent
SCHOOLS_FILE = FOLDER / "made-up-schools.csv"
PARTNERSHIPS = ("hillside", "valley")


@dataclass(frozen=True, slots=True)
class Held:
    """A role at a school (its URN) or in a partnership (its key)."""

    role: str
    urn: int | None = None
    partnership: str | None = None
    until: int | None = None
    """The last day of a role that is held for a time."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A made-up person. ``key`` is the name before the @ of the address."""

    key: str
    name: str
    roles: tuple[Held, ...]

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"


@dataclass(frozen=True, slots=True)
class AreaStory:
    """What is written about one area. ``text`` is evidence, comment or reason, by where it stands.

    ``statements`` are answer keys in the framework's order, as far as somebody got. ``by`` is who wrote it,
    where it was not the headteacher.
    """

    area: str
    answer: str
    text: str
    actions: str = ""
    statements: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class ViewStory:
    """One partner's view of the school; ``handed_in`` is ``None`` while it is being written."""

    reviewer: int
    begun: int
    areas: tuple[AreaStory, ...]
    handed_in: int | None


@dataclass(frozen=True, slots=True)
class ActionStory:
    """An action of the plan, and the steps taken with it since."""

    area: str
    text: str
    owner: str
    due: int
    measure: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceStory:
    """An item of a school's library. ``day``: from when it is; ``look_again``: the day of that, or ``None``.

    ``statements`` are those that it speaks to, ``areas`` those of the evaluation that it is attached to.
    """

    kind: str
    title: str
    shows: str
    day: int
    strength: str
    reason: str
    look_again: int | None
    statements: tuple[str, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchoolStory:
    """One school's way through a round, as far as it got."""

    urn: int
    signed: int | None
    """When its head signed who sees what; ``None`` while that has not happened."""
    begun: int
    areas: tuple[AreaStory, ...]
    submitted: int | None
    views: tuple[ViewStory, ...]
    talked: int
    conversation: tuple[AreaStory, ...]
    agreed: int | None
    plan: tuple[ActionStory, ...]
    evidence: tuple[EvidenceStory, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundStory:
    opened: int
    evaluation_due: int
    review_due: int
    schools: tuple[SchoolStory, ...]


@dataclass(frozen=True, slots=True)
class PartnershipStory:
    key: str
    name: str
    kind: str
    programme: str
    framework_id: str
    framework_version: str
    members: tuple[int, ...]
    joined: int
    rounds: tuple[RoundStory, ...]


@dataclass(frozen=True, slots=True)
class AloneArea:
    """What somebody said of an area alone, at first and after reading; or what was agreed, without a first instinct."""

    area: str
    instinct: str
    answer: str
    reason: str


@dataclass(frozen=True, slots=True)
class AloneView:
    by: str
    begun: int
    areas: tuple[AloneArea, ...]


@dataclass(frozen=True, slots=True)
class AloneStory:
    """A school that works on its own, whose people judged alone first. ``head`` and ``by`` are keys of people."""

    urn: int
    head: str
    name: str
    kind: str
    programme: str
    framework: tuple[str, str]
    joined: int
    opened: int
    evaluation_due: int
    review_due: int
    asked: int
    closes: int
    views: tuple[AloneView, ...]
    agreed_on: int
    agreed_by: str
    agreed: tuple[AloneArea, ...]


@dataclass(frozen=True, slots=True)
class Story:
    people: tuple[Actor, ...]
    partnerships: tuple[PartnershipStory, ...]
    alone: AloneStory
    cluster: ClusterStory

    @property
    def together(self) -> tuple[PartnershipStory | ClusterStory, ...]:
        """Every partnership of several schools."""
        return (*self.partnerships, self.cluster)

    @property
    def urns(self) -> tuple[int, ...]:
        return (*(urn for item in self.together for urn in item.members), self.alone.urn)


def read() -> Story:
    """The whole story, from the files beside this module."""
    cast = _file("people")
    urns: dict[str, int] = cast["schools"]
    people = tuple(
        Actor(
            key,
            item["name"],
            tuple(
                Held(
                    held["role"],
                    urns[held["school"]] if "school" in held else None,
                    held.get("partnership"),
                    held.get("until"),
                )
                for held in item["roles"]
            ),
        )
        for key, item in cast["people"].items()
    )
    together = tuple(_partnership(key, _file(key), urns) for key in PARTNERSHIPS)
    return Story(people, together, _alone(_file("alone"), urns), cluster(_file("cluster"), urns))


def _alone(data: Mapping[str, Any], urns: Mapping[str, int]) -> AloneStory:
    framework_id, version = data["framework"].split("@")
    days = {key: data[key] for key in ("joined", "opened", "evaluation_due", "review_due", "asked", "closes")}
    agreed = data["agreed"]
    return AloneStory(
        urn=urns[data["school"]],
        head=next(iter(data["views"])),
        name=data["name"],
        kind=data["kind"],
        programme=data["programme"],
        framework=(framework_id, version),
        views=tuple(
            AloneView(
                by,
                view["begun"],
                tuple(
                    AloneArea(area, item["levels"][0], item["levels"][1], item["reason"])
                    for area, item in view["areas"].items()
                ),
            )
            for by, view in data["views"].items()
        ),
        agreed_on=agreed["day"],
        agreed_by=agreed["by"],
        agreed=tuple(AloneArea(area, "", item["level"], item["reason"]) for area, item in agreed["areas"].items()),
        **days,
    )


def _file(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def _partnership(key: str, data: Mapping[str, Any], urns: Mapping[str, int]) -> PartnershipStory:
    framework_id, version = data["framework"].split("@")
    rounds = tuple(
        RoundStory(
            item["opened"],
            item["evaluation_due"],
            item["review_due"],
            tuple(_school(urns[school], part, urns, item["opened"]) for school, part in item["schools"].items()),
        )
        for item in data["rounds"]
    )
    members = tuple(urns[name] for name in data["members"])
    return PartnershipStory(
        key,
        data["name"],
        data["kind"],
        data["programme"],
        framework_id,
        version,
        members,
        data["joined"],
        rounds,
    )


def _school(urn: int, data: Mapping[str, Any], urns: Mapping[str, int], opened: int) -> SchoolStory:
    talk = data.get("conversation", {})
    return SchoolStory(
        urn=urn,
        signed=data.get("signed", opened),
        begun=data.get("begun", 0),
        areas=_areas(data, "level", "evidence"),
        submitted=data.get("submitted"),
        views=tuple(
            ViewStory(urns[school], view["begun"], _areas(view, "level", "comment"), view.get("handed_in"))
            for school, view in data.get("views", {}).items()
        ),
        talked=talk.get("day", 0),
        conversation=_areas(talk, "agreed", "reason"),
        agreed=talk.get("agreed"),
        plan=tuple(
            ActionStory(
                item["area"],
                _text(item["text"]),
                item["owner"],
                item["due"],
                _text(item["measure"]),
                tuple(item["steps"]),
            )
            for item in data.get("plan", [])
        ),
        evidence=tuple(
            EvidenceStory(
                item["kind"],
                item["title"],
                _text(item["shows"]),
                item["day"],
                item["strength"],
                _text(item.get("reason", "")),
                item.get("look-again"),
                tuple(item.get("statements", [])),
                tuple(item.get("areas", [])),
            )
            for item in data.get("evidence", [])
        ),
    )


def _areas(data: Mapping[str, Any], answer: str, text: str) -> tuple[AreaStory, ...]:
    return tuple(
        AreaStory(
            area=area,
            answer=str(item[answer]),
            text=_text(item[text]),
            actions=_text(item.get("actions", "")),
            statements=tuple(str(level) for level in item.get("statements", [])),
            by=item.get("by", data.get("by", "")),
        )
        for area, item in data.get("areas", {}).items()
    )


def _text(folded: str) -> str:
    """A folded text as somebody types it: paragraphs with an empty line between them."""
    return "\n\n".join(part.strip() for part in folded.split("\n") if part.strip())
