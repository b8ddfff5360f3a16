"""The tables "Who sees what in a trio's round" and "Rules, as a table" as plain functions over plain facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

REVIEWERS = {"head", "leader"}
"""Who looks at partners: "The two partner schools" are their headteachers and senior leaders."""
AT_A_SCHOOL = {"head", "leader", "governor"}


@dataclass
class Evaluation:
    urn: int
    round_id: int
    submitted: bool


@dataclass
class Review:
    """``handed_in`` says of each partner whether its view is in, ``begun`` whether it has saved anything."""

    host: int
    round_id: int
    evaluation_id: int
    handed_in: dict[int, bool]
    begun: bool
    agreed: bool

    @property
    def all_in(self) -> bool:
        return all(self.handed_in.values())


@dataclass(frozen=True)
class Marker:
    """A text planted in one place. ``kind`` and ``of`` say where it stands."""

    text: str
    kind: str
    of: tuple[int, ...]


@dataclass
class Facts:
    """Everything that the rules ask about. ``roles`` holds the roles of today only: (role, school or partnership)."""

    roles: dict[str, set[tuple[str, int]]]
    members: dict[int, set[int]]
    programmes: dict[int, int]
    """Programme to partnership."""
    rounds: dict[int, tuple[int, set[int], bool]]
    """Round to its partnership, its schools, and whether it is open."""
    evaluations: dict[int, Evaluation]
    reviews: dict[int, Review]
    actions: dict[int, int]
    """Action to the school whose it is."""
    uploads: dict[int, tuple[str, str, tuple[int, ...]]]
    """Upload to the person who made it, what it is for, and the number of that (for a view: review and school)."""
    areas: tuple[str, ...]
    appointments: dict[int, tuple[str, int | None, int | None]]
    """Role of somebody to who holds it, and the school or partnership."""
    invitations: dict[int, tuple[str, int]]
    """Open invitation to the person whose address it went to, and the school."""
    markers: list[Marker] = field(default_factory=list)

    def holds(self, name: str, roles: set[str], urn: int) -> bool:
        return any((role, urn) in self.roles.get(name, set()) for role in roles)

    def belongs(self, name: str, urn: int) -> bool:
        """Own school: any role there."""
        return self.holds(name, AT_A_SCHOOL, urn)

    def leads(self, name: str, partnership_id: int) -> bool:
        return ("partnership-lead", partnership_id) in self.roles.get(name, set())

    def review_of(self, evaluation_id: int) -> Review:
        return next(item for item in self.reviews.values() if item.evaluation_id == evaluation_id)

    def looks_at(self, name: str, review: Review) -> bool:
        """One of the two partner schools: somebody who reviews there."""
        return any(self.holds(name, REVIEWERS, urn) for urn in review.handed_in)

    # what each may read

    def reads_evaluation(self, name: str, evaluation_id: int) -> bool:
        found = self.evaluations[evaluation_id]
        if self.belongs(name, found.urn):
            return True
        return found.submitted and self.looks_at(name, self.review_of(evaluation_id))

    def reads_view(self, name: str, review_id: int, urn: int) -> bool:
        review = self.reviews[review_id]
        if review.all_in and self.belongs(name, review.host):
            return True
        if review.all_in and self.looks_at(name, review):
            return True
        return self.holds(name, REVIEWERS, urn)

    def reads_challenge(self, name: str, review_id: int) -> bool:
        review = self.reviews[review_id]
        return self.belongs(name, review.host) or self.looks_at(name, review)

    def reads(self, name: str, marker: Marker) -> bool:
        """Whether a marker may reach somebody, by whatever way."""
        if name == "":
            return False
        match marker.kind:
            case "evaluation":
                return self.reads_evaluation(name, marker.of[0])
            case "carried over":  # written in one evaluation, brought along into the draft of the next
                return any(self.reads_evaluation(name, each) for each in marker.of)
            case "view":
                return self.reads_view(name, *marker.of)
            case "note":
                return self.holds(name, REVIEWERS, marker.of[1])
            case "challenge":
                return self.reads_challenge(name, marker.of[0])
            case "action":
                return self.belongs(name, self.actions[marker.of[0]])
            case "upload":
                return self.uploads[marker.of[0]][0] == name
            case "invitation":
                return self.holds(name, {"head"}, marker.of[0])
            case "partnership":
                return self.knows_partnership(name, marker.of[0])
        raise ValueError(marker.kind)

    def knows_partnership(self, name: str, partnership_id: int) -> bool:
        return self.leads(name, partnership_id) or any(
            self.belongs(name, urn) for urn in self.members.get(partnership_id, set())
        )

    # which addresses may answer

    def opens(self, name: str, route: str, ids: Mapping[str, Any]) -> bool:
        """Whether an address with these numbers in it may answer this person with a page or file."""
        app, _, page = route.rpartition(":")
        if name == "":
            return False
        if app == "invitations":
            return self.opens_people(name, page, ids)
        evaluation, review = self.evaluations.get(ids.get("evaluation_id")), self.reviews.get(ids.get("review_id"))
        urn = ids.get("urn", 0)
        if ("evaluation_id" in ids and evaluation is None) or ("review_id" in ids and review is None):
            return False
        if ids.get("area_id", self.areas[0]) not in self.areas:
            return False
        if app == "schools":
            return True
        if app == "journey":
            if page == "school":
                return self.belongs(name, urn)
            if page in ("reminders", "remind"):  # the lead alone; a form, for an open round of the partnership
                mine = self.rounds.get(ids["round_id"], (0, set(), False)) if page == "remind" else None
                known = mine is None or (mine[0] == ids["partnership_id"] and mine[2])
                return known and self.leads(name, ids["partnership_id"])
            mine = self.programmes.get(ids.get("programme_id", -1), ids["partnership_id"]) == ids["partnership_id"]
            known = "programme_id" not in ids or ids["programme_id"] in self.programmes
            return mine and known and self.knows_partnership(name, ids["partnership_id"])
        if app == "selfevaluation":
            if "upload_id" in ids:
                return self.uploads.get(ids["upload_id"]) == (name, "self-evaluation", (ids["evaluation_id"],))
            if page == "upload":
                return self.belongs(name, evaluation.urn)
            return self.reads_evaluation(name, ids["evaluation_id"])
        if app == "reports":
            return self.belongs(name, evaluation.urn)
        if app == "actionplans":
            if "action_id" in ids:
                return ids["action_id"] in self.actions and self.belongs(name, self.actions[ids["action_id"]])
            return urn in self.rounds.get(ids["round_id"], (0, set(), False))[1] and self.belongs(name, urn)
        if app == "peerreview":
            if page == "take-back":
                return self.belongs(name, evaluation.urn)
            if "urn" in ids:
                if "upload_id" in ids and self.uploads.get(ids["upload_id"]) != (
                    name,
                    "peer-view",
                    (ids["review_id"], urn),
                ):
                    return False
                return urn in review.handed_in and self.holds(name, REVIEWERS, urn)
            if page == "review":
                return self.belongs(name, review.host) or self.looks_at(name, review)
            if page == "agree":
                return review.all_in and self.holds(name, {"head"}, review.host)
            return review.all_in and self.reads_challenge(name, ids["review_id"])
        raise ValueError(route)

    def lets_in(self, name: str, urn: int | None, partnership_id: int | None) -> bool:
        """Whoever invites people to a place, and ends their roles: its head, or its lead."""
        return self.holds(name, {"head"}, urn) if urn else self.leads(name, partnership_id or 0)

    def opens_people(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        """Pages about who holds which role, and their buttons."""
        if "appointment_id" in ids:
            who, urn, partnership_id = self.appointments.get(ids["appointment_id"], ("", 0, 0))
            there = self.belongs(name, urn) if urn else self.leads(name, partnership_id or 0)
            return there and (who == name or self.lets_in(name, urn, partnership_id))
        if "invitation_id" in ids:
            whom, urn = self.invitations.get(ids["invitation_id"], ("", 0))
            return whom == name if page == "accept" else self.holds(name, {"head"}, urn)
        if page == "school":
            return self.belongs(name, ids["urn"])
        return self.lets_in(name, ids.get("urn"), ids.get("partnership_id"))

    # what each may change

    def changes(self, name: str, route: str, ids: Mapping[str, Any]) -> bool:
        """Whether a form sent to this address may change anything."""
        app, _, page = route.rpartition(":")
        if app == "invitations":
            return self.opens(name, route, ids) and page not in ("school", "partnership")
        if not self.opens(name, route, ids):
            return False
        evaluation, review = self.evaluations.get(ids.get("evaluation_id")), self.reviews.get(ids.get("review_id"))
        if evaluation is not None:
            review = self.review_of(ids["evaluation_id"])
        if app == "journey":
            if page == "remind":
                return True
            if page != "open-round":
                return False
            somebody_leads = any(self.leads(each, ids["partnership_id"]) for each in self.roles)
            head = any(self.holds(name, {"head"}, urn) for urn in self.members[ids["partnership_id"]])
            return self.leads(name, ids["partnership_id"]) or (head and not somebody_leads)
        if app == "actionplans":
            return self.holds(name, REVIEWERS, self.actions[ids["action_id"]] if "action_id" in ids else ids["urn"])
        if app in ("schools", "reports") or review is None:
            return False
        is_open = self.rounds[review.round_id][2]
        submitted = self.evaluations[review.evaluation_id].submitted
        if app == "selfevaluation":
            who = {"head"} if page == "submit" else REVIEWERS
            return is_open and not submitted and page != "evaluation" and self.holds(name, who, review.host)
        if page == "take-back":
            return is_open and submitted and not review.begun and self.holds(name, {"head"}, review.host)
        if "urn" in ids:
            who = {"head"} if page == "hand-in" else REVIEWERS
            if page in ("notes", "notes-delete"):
                return (is_open or page == "notes-delete") and self.holds(name, who, ids["urn"])
            waiting = submitted and not review.handed_in[ids["urn"]]
            return is_open and waiting and page != "view" and self.holds(name, who, ids["urn"])
        return is_open and review.all_in and not review.agreed and self.holds(name, {"head"}, review.host)
