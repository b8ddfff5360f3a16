"""Which addresses answer whom, and what a form sent there may change: "Rules, as a table" of ``docs/journeys.md``.

Stands on :mod:`tests.sight.contract_model`, which says who reads what. People are called by their short names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.sight.contract_model import OF_A_PROGRAMME, OF_AN_AREA, ROLLUP, Model
from tests.sight.excellence_model import ExcellenceDoors
from tests.sight.observation_doors import ObservationDoors
from tests.sight.rater_doors import RaterDoors
from tests.sight.reviewer_model import NUMBERS, SETS, ReviewerDoors
from tests.sight.rows import Facts
from tests.sight.visit_doors import VisitDoors
from tests.sight.workshop_doors import WorkshopDoors

WRITERS = {"head", "leader"}
"""Who writes a school's own evaluation and actions."""


WRITTEN_BY = (
    "actor_id", "saved_by_id", "author_id", "added_by_id", "recorded_by_id", "person_id", "withdrawn_by_id",
    "made_by_id", "published_by_id", "answered_by_id", "set_by_id", "marked_by_id", "replied_by_id", "proposed_by_id",
    "decided_by_id",
)  # fmt: skip
RUNNING = {"open-round", "close-round", "change-dates", "start-programme", "change-programme-to"}
"""What the lead decides, and where nobody leads the head of any member school."""
FORMING = {"groups", "groups-rules", "groups-change", "groups-take-over", "groups-school"}
"""What whoever opens rounds finds about the groups of a programme."""
LEADING = {
    "found-inside", "inside", "add-school", "add-partner", "end-membership", "take-place", "end-place", "open-places",
}  # fmt: skip
"""What is the lead's alone (but for leaving, which is also a head's)."""


class Doors(RaterDoors, ReviewerDoors, VisitDoors, ObservationDoors, WorkshopDoors, ExcellenceDoors):
    """The rules about addresses in one state of the facts. ``names``: short name to the person's number."""

    def __init__(self, facts: Facts, names: Mapping[str, int], areas: tuple[str, ...]) -> None:
        self.facts, self.names, self.areas = facts, dict(names), areas
        self.model = Model(facts)
        self.marks = facts.marks()

    def numbers(self) -> dict[str, list[Any]]:
        """What each number in an address can be."""
        tables = {
            "urn": "schools",
            "review_id": "reviews",
            "evaluation_id": "evaluations",
            "round_id": "rounds",
            "programme_id": "programmes",
            "partnership_id": "partnerships",
            "upload_id": "uploads",
            "action_id": "actions",
            "appointment_id": "appointments",
            "invitation_id": "invitations",
            "membership_id": "memberships",
            "release_id": "releases",
            "link_id": "release_links",
            "complaint_id": "complaints",
            "thread_id": "threads",
            "comment_id": "comments",
            "item_id": "evidence_items",
            "use_id": "evidence_uses",
            "draft_id": "drafts",
            "version_id": "versions",
            "old_id": "versions",
            "rater_id": "raters",
            **NUMBERS,
            "note_id": "observations",
            "photo_id": "photos",
            "place_id": "team_places",
            "card_id": "cards",
            "point_id": "fact_points",
            "excellence_id": "excellence",
        }
        found: dict[str, list[Any]] = {key: sorted(self.facts.tables[table]) for key, table in tables.items()}
        found["visit_uuid"] = [row["uuid"] for row in self.facts.visits.values()]
        found["activity_uuid"] = [row["uuid"] for row in self.facts.activities.values()]
        found["focus_number"] = sorted({row["number"] for row in self.facts.focuses.values()})
        return found | {"area_id": list(self.areas), "definition_id": ["peer-trio"], "part_key": ["a1", "s2"]} | SETS

    def reads(self, name: str, text: str, *, copy: bool = True) -> bool:
        """Whether a text may reach somebody; without ``copy``: by a page, not only in the copy of what they wrote."""
        who, places = self.names.get(name, 0), self.marks[text]
        return any(self.model.reads_text(who, *place) or (copy and self._wrote(who, *place)) for place in places)

    def _wrote(self, person: int, table: str, number: int) -> bool:
        """One's own words are data about oneself: anybody can take them away, whatever roles they hold."""
        row = self.facts.tables[table][number]
        return bool(person) and person in {row.get(key) for key in WRITTEN_BY}

    def holds(self, name: str, roles: set[str], urn: int) -> bool:
        return self.model.holds(self.names.get(name, 0), roles, "school", urn)

    def belongs(self, name: str, urn: int) -> bool:
        return self.model.belongs(self.names.get(name, 0), urn)

    def leads(self, name: str, partnership_id: int) -> bool:
        return self.model.holds(self.names.get(name, 0), {"partnership-lead"}, "partnership", partnership_id)

    # which addresses may answer

    def opens(self, name: str, route: str, ids: Mapping[str, Any]) -> bool:
        """Whether an address with these numbers in it may answer this person with a page or file."""
        app, _, page = route.rpartition(":")
        if name == "" or not self._there(ids):
            return False
        asked = getattr(self, f"_opens_{app}", None)
        if asked is None:
            raise ValueError(route)
        return bool(asked(name, page, ids))

    def _there(self, ids: Mapping[str, Any]) -> bool:
        """Everything that an address names exists; what a school is looked for by, the register knows."""
        known = self.numbers()
        return all(value in known[key] for key, value in ids.items() if key in known and key != "urn")

    def _opens_frameworks(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        return self.model.opens_framework(self.names[name], page, ids)

    def _changes_frameworks(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        return "draft_id" in ids or page == "next"  # whoever opens a draft may change it

    def _opens_schools(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        return True

    def _opens_journey(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        if page in ("school", "contract", "withdraw", "partners"):
            return self.belongs(name, ids["urn"]) and (page == "school" or self._placed(ids))
        if page in ("readers", "readers-csv", "changes"):
            return self.holds(name, WRITERS, ids["urn"])
        if page in ("note-step", "note-school-step"):
            return False  # no round of the story has a milestone
        if "partnership_id" not in ids:
            knows = self.model.knows_round(self.names[name], ids["round_id"])
            return knows and (page != "round-numbers" or self._counts_for(name, ids["round_id"]))
        here = ids["partnership_id"]
        if page in ("reminders", "remind"):  # the lead alone; a form, for an open round of the partnership
            row = self.facts.rounds[ids["round_id"]] if page == "remind" else None
            fits = row is None or (row["closed_on"] is None and self.model.partnership_of(row["id"]) == here)
            return fits and self.leads(name, here)
        if page in FORMING:
            programme_id, bare = ids["programme_id"], page in ("groups", "groups-rules", "groups-change")
            forms = self._lies_here(ids) and self.model.opens_rounds(self.names[name], here)
            return forms and (bare or self.model.in_groups(programme_id, ids.get("urn")))
        return self._lies_here(ids) and self.model.knows_partnership(self.names[name], here)

    def _lies_here(self, ids: Mapping[str, Any]) -> bool:
        """Whatever else an address names belongs to the partnership that it names."""
        tables = {"programme_id": "programmes", "membership_id": "memberships"}
        found = {self.facts.tables[tables[key]][ids[key]]["partnership_id"] for key in tables if key in ids}
        found |= {self.model.partnership_of(ids["round_id"])} if "round_id" in ids else set()
        return found <= {ids["partnership_id"]}

    def _counts_for(self, name: str, round_id: int) -> bool:
        """Counted together, for people from outside the schools whom the contract lets see that."""
        here, programme = self.model.partnership_of(round_id), self.facts.rounds[round_id]["programme_id"]
        person = self.names[name]
        outside = {"lead"} if self.leads(name, here) else set()
        outside |= {key for key in OF_A_PROGRAMME if self.model.holds(person, {key}, "programme", programme)}
        for role, relation in OF_AN_AREA.items():
            if any(self.model.holds(person, {role}, "partnership", around) for around in self.model.lies_in(here)):
                outside.add(relation)
        return self.model.sight(round_id, "self-judgement", "submitted", outside) >= ROLLUP

    def _placed(self, ids: Mapping[str, Any]) -> bool:
        return bool(self.facts.where("places", round_id=ids["round_id"], school_id=ids["urn"]))

    def _opens_invitations(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        """Pages about who holds which role, and their buttons."""
        if "appointment_id" in ids:
            row = self.facts.appointments[ids["appointment_id"]]
            urn, partnership_id = row["school_id"], row["partnership_id"]
            if programme_id := row["programme_id"]:
                works = self.model.holds(self.names[name], OF_A_PROGRAMME, "programme", programme_id)
                own = row["person_id"] == self.names[name] and works
                return own or self.leads(name, self.facts.programmes[programme_id]["partnership_id"])
            there = self.belongs(name, urn) if urn else self.leads(name, partnership_id or 0)
            return there and (row["person_id"] == self.names[name] or self.lets_in(name, urn, partnership_id))
        if "invitation_id" in ids:
            row = self.facts.invitations[ids["invitation_id"]]
            if page == "accept":
                return bool(row["email"] == f"{name}@example.org")
            return self.holds(name, {"head"}, row["school_id"])
        if page == "school":
            return self.belongs(name, ids["urn"])
        if "programme_id" in ids:
            works = self.model.holds(self.names[name], OF_A_PROGRAMME, "programme", ids["programme_id"])
            return self._lies_here(ids) and (
                self.lets_in(name, None, ids["partnership_id"]) or (page == "programme" and works)
            )
        return self.lets_in(name, ids.get("urn"), ids.get("partnership_id"))

    def lets_in(self, name: str, urn: int | None, partnership_id: int | None) -> bool:
        """Whoever invites people to a place, and ends their roles: its head, or its lead."""
        return self.holds(name, {"head"}, urn) if urn else self.leads(name, partnership_id or 0)

    def _opens_rights(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        if "partnership_id" in ids:
            return self.model.knows_partnership(self.names[name], ids["partnership_id"])
        if "urn" in ids:  # what is held about the school: its head, who decides what leaves it
            return self.holds(name, {"head"}, ids["urn"])
        if page == "hold":  # deletion is stopped by the lead alone
            return self.leads(name, self.model.partnership_of(ids["round_id"]))
        row = self.facts.complaints[ids["complaint_id"]]
        runs = self.model.holds(self.names[name], {"administrator"}, "everywhere", 0)
        able = runs if row["to_administrators"] else self.leads(name, row["partnership_id"])
        answers = able and row["named_id"] != self.names[name]
        return answers or row["made_by_id"] == self.names[name]

    def _changes_rights(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        return True  # whoever may open the page to complain, or to stop deletion, may

    def _uploaded(self, name: str, subject: str, subject_id: int, ids: Mapping[str, Any]) -> bool:
        row = self.facts.uploads[ids["upload_id"]]
        return (row["person_id"], row["subject"], row["subject_id"]) == (self.names[name], subject, subject_id)

    def _opens_selfevaluation(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        evaluation_id = ids["evaluation_id"]
        if "upload_id" in ids:
            return self._uploaded(name, "self-evaluation", evaluation_id, ids)
        if page == "upload":
            return self.belongs(name, self.facts.evaluations[evaluation_id]["school_id"])
        if page in ("last-time", "take-over"):
            return False  # no school of the story judges by another framework than last time
        if page.startswith("comment"):
            return self._opens_comments(name, ids)
        if page in ("library", "speaks-to", "take-off"):
            return self._opens_attaching(name, ids)
        if page.startswith(("rate", "differences")):
            return self.opens_views(name, page, ids)
        return self.model.reads_judgements(self.names[name], evaluation_id)

    def _opens_attaching(self, name: str, ids: Mapping[str, Any]) -> bool:
        """Whoever keeps the library and reads the evaluation; what is taken off is attached there."""
        row = self.facts.evaluations[ids["evaluation_id"]]
        use = self.facts.evidence_uses.get(ids.get("use_id", 0))
        if "use_id" in ids and (use is None or (use["subject_id"], use["area"]) != (row["id"], ids["area_id"])):
            return False
        return self.holds(name, WRITERS, row["school_id"]) and self.model.reads_judgements(self.names[name], row["id"])

    def _opens_evidence(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        """The library is its keepers'; what is attached is read by whoever reads the evidence there."""
        if "urn" in ids:
            return self.holds(name, WRITERS, ids["urn"])
        if "use_id" in ids:
            item = self.facts.evidence_items[self.facts.evidence_uses[ids["use_id"]]["item_id"]]
            mine = self.model.reads_use(self.names[name], ids["use_id"])
        else:
            item = self.facts.evidence_items[ids["item_id"]]
            mine = self.holds(name, WRITERS, item["school_id"])
        if page.endswith("picture"):
            return False  # no item of the story is one
        return mine and (not page.endswith("file") or item["kind"] == "file")

    def _changes_evidence(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        if page in ("change", "tags"):
            return self.facts.evidence_items[ids["item_id"]]["archived_at"] is None
        return page in ("add", "put-away", "take-back")

    def _opens_comments(self, name: str, ids: Mapping[str, Any]) -> bool:
        person, evaluation_id = self.names[name], ids["evaluation_id"]
        number = self.facts.comments[ids["comment_id"]]["thread_id"] if "comment_id" in ids else ids.get("thread_id")
        if number is None:
            return self.model.opens_comments(person, evaluation_id)
        row = self.facts.threads[number]
        fits = (row["evaluation_id"], row["area"]) == (evaluation_id, ids["area_id"])
        return fits and self.model.reads_thread(person, number)

    def _opens_reports(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        if "evaluation_id" in ids:
            own = self.belongs(name, self.facts.evaluations[ids["evaluation_id"]]["school_id"])
            draft = self.model.reads_draft_report(self.names[name], ids["evaluation_id"])
            return draft and (own or page in ("report", "download"))
        release_id = self.facts.release_links[ids["link_id"]]["release_id"] if "link_id" in ids else ids["release_id"]
        if page.startswith("released"):
            return self.model.opens_release(self.names[name], release_id)
        return self.belongs(name, self.facts.releases[release_id]["school_id"])

    def _opens_actionplans(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        if "action_id" in ids:
            return self.model.reads_action(self.names[name], ids["action_id"])
        return self._placed(ids) and self.belongs(name, ids["urn"])

    def _opens_peerreview(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        if page == "take-back":
            return self.belongs(name, self.facts.evaluations[ids["evaluation_id"]]["school_id"])
        review_id = ids["review_id"]
        if "urn" in ids:
            views = self.facts.where("views", review_id=review_id, school_id=ids["urn"])
            mine = bool(views) and self.model.writes_for(self.names[name], ids["urn"])
            return mine and ("upload_id" not in ids or self._uploaded(name, "peer-view", views[0]["id"], ids))
        if page == "review":
            return self.model.opens_review(self.names[name], review_id)
        if page == "agree":
            return self.model.revealed(review_id) and self.holds(
                name, {"head"}, self.facts.reviews[review_id]["host_id"]
            )
        return self.model.reads_challenge(self.names[name], review_id)

    # what each may change

    def changes(self, name: str, route: str, ids: Mapping[str, Any]) -> bool:
        """Whether a form sent to this address may change anything."""
        app, _, page = route.rpartition(":")
        if not self.opens(name, route, ids):
            return False
        asked = getattr(self, f"_changes_{app}", None)
        return bool(asked(name, page, ids)) if asked else False

    def _changes_invitations(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        return page not in ("school", "partnership", "programme")

    def _changes_reports(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        if page not in ("release", "end-audience", "make-link", "end-link"):
            return False
        if "evaluation_id" in ids:
            return self.holds(name, {"head"}, self.facts.evaluations[ids["evaluation_id"]]["school_id"])
        release_id = self.facts.release_links[ids["link_id"]]["release_id"] if "link_id" in ids else ids["release_id"]
        return self.holds(name, {"head"}, self.facts.releases[release_id]["school_id"])

    def _changes_journey(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        if page == "remind":
            return True
        if page in FORMING:
            return page not in ("groups", "groups-school")
        if page in ("contract", "withdraw"):
            signed = self.model.signed(ids["round_id"], ids["urn"])
            is_open = self.facts.rounds[ids["round_id"]]["closed_on"] is None
            return self.holds(name, {"head"}, ids["urn"]) and (signed if page == "withdraw" else is_open and not signed)
        if page not in RUNNING | LEADING:
            return False
        here = ids["partnership_id"]
        members = {row["school_id"] for row in self.facts.where("memberships", partnership_id=here, left=None)}
        if page == "end-membership":
            member = self.facts.memberships[ids["membership_id"]]["school_id"]
            return self.leads(name, here) or self.holds(name, {"head"}, member)
        head = any(self.holds(name, {"head"}, urn) for urn in members)
        stands_in = head and not any(self.leads(each, here) for each in self.names)
        return self.leads(name, here) or (stands_in and page in RUNNING)

    def _changes_actionplans(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        urn = self.facts.actions[ids["action_id"]]["school_id"] if "action_id" in ids else ids["urn"]
        return self.holds(name, WRITERS, urn)

    def _is_open(self, row: Mapping[str, Any]) -> bool:
        return self.facts.rounds[row["round_id"]]["closed_on"] is None

    def _changes_selfevaluation(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        row = self.facts.evaluations[ids["evaluation_id"]]
        if page == "comment-strike":
            own = self.facts.comments[ids["comment_id"]]
            return own["author_id"] == self.names[name] and own["struck_at"] is None and self._is_open(row)
        if page.startswith("comment"):
            signed = self.model.signed(row["round_id"], row["school_id"])
            return self._is_open(row) and row["state"] == "submitted" and signed
        ever = bool(self.facts.where("signatures", round_id=row["round_id"], school_id=row["school_id"]))
        if page.startswith(("rate", "differences")):
            draft = self._is_open(row) and row["state"] == "draft"
            return self.changes_views(name, page, ids, writable=draft and ever)
        signed = self.model.signed(row["round_id"], row["school_id"]) if page == "submit" else ever
        who = {"head"} if page == "submit" else WRITERS
        writable = self._is_open(row) and row["state"] == "draft" and signed
        return writable and page != "evaluation" and self.holds(name, who, row["school_id"])

    def _changes_peerreview(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        if page == "take-back":
            row = self.facts.evaluations[ids["evaluation_id"]]
            begun = any(
                word["version"]
                for review in self.facts.where("reviews", evaluation_id=row["id"])
                for view in self.facts.where("views", review_id=review["id"])
                for word in self.facts.where("words", view_id=view["id"])
            )
            waits = self._is_open(row) and row["state"] == "submitted" and not begun
            return waits and self.holds(name, {"head"}, row["school_id"])
        review = self.facts.reviews[ids["review_id"]]
        if page in ("notes", "notes-delete"):
            writable = self._is_open(review) or page == "notes-delete"
            return writable and self.holds(name, {"head", "leader", "reviewer"}, ids["urn"])
        if not self._is_open(review) or review["agreed_at"] is not None:
            return False
        if "urn" not in ids:
            return self.model.revealed(review["id"]) and self.holds(name, {"head"}, review["host_id"])
        view = self.facts.where("views", review_id=review["id"], school_id=ids["urn"])[0]
        submitted = self.facts.evaluations[review["evaluation_id"]]["state"] == "submitted"
        signed = all(self.model.signed(review["round_id"], urn) for urn in (review["host_id"], ids["urn"]))
        who = {"head"} if page == "hand-in" else {"head", "leader", "reviewer"}
        waiting = submitted and signed and view["handed_in_at"] is None and page != "view"
        return waiting and self.holds(name, who, ids["urn"])
