"""The section "Who sees what" of ``docs/journeys.md`` as plain loops over plain facts, sentence by sentence.

It imports nothing of the product, and takes no short ways: where the product asks once, this goes through every row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.sight.comment_model import Comments
from tests.sight.evidence_model import Library
from tests.sight.excellence_model import Excellence
from tests.sight.framework_model import Frameworks
from tests.sight.group_model import Groups
from tests.sight.rater_model import Raters
from tests.sight.reviewer_model import Reviewers
from tests.sight.signal_model import Signals
from tests.sight.visit_model import Visits
from tests.sight.workshop_model import Workshops

SIGHTS = ("hidden", "existence", "roll-up", "read", "comment")
HIDDEN, EXISTENCE, ROLLUP, READ, COMMENT = range(5)
OF_THE_SCHOOL = ("head", "leader", "staff", "governor")
REVIEWING = ("head", "leader", "reviewer")
OF_A_PROGRAMME = {"provider": "provider", "facilitator": "facilitator"}
OF_AN_AREA = {"area-officer": "area-officer", "broker": "broker", "board-member": "board"}
DEEP = 4


class Model(Comments, Library, Frameworks, Raters, Reviewers, Groups, Visits, Workshops, Excellence, Signals):
    """The rules, asked about one state of the facts. People are named by their numbers; 0 is a stranger."""

    def __init__(self, facts: Any) -> None:
        self.facts = facts
        self._roles: dict[int, list[tuple[str, str, int]]] = {}
        self._relations: dict[tuple[int, int, int, bool], set[str]] = {}

    # What somebody is to a school's work in a round

    def roles(self, person: int) -> list[tuple[str, str, int]]:
        """Role, kind of place and its number: of today, and at closed schools whose history is carried on."""
        if person not in self._roles:
            held = []
            for row in self.facts.appointments.values():
                if row["person_id"] != person or row["starts"] > self.facts.today:
                    continue
                if row["ends"] is not None and row["ends"] < self.facts.today:
                    continue
                if row["school_id"] is not None:
                    held.append((row["role"], "school", row["school_id"]))
                    held += [(row["role"], "school", old) for old in self.carried_on_by(row["school_id"])]
                elif row["partnership_id"] is not None:
                    held.append((row["role"], "partnership", row["partnership_id"]))
                elif row["programme_id"] is not None:
                    held.append((row["role"], "programme", row["programme_id"]))
                else:
                    held.append((row["role"], "everywhere", 0))
            self._roles[person] = held
        return self._roles[person]

    def _next(self, urn: int, *, forward: bool) -> set[int]:
        found = set()
        for link in self.facts.links.values():
            if link["kind"] == "related":
                continue
            before, after = (link["urn"], link["other_urn"])
            if link["kind"] == "predecessor":
                before, after = after, before
            if forward and before == urn:
                found.add(after)
            if not forward and after == urn:
                found.add(before)
        return found - {urn}

    def _reached(self, urn: int, *, forward: bool) -> set[int]:
        found: set[int] = set()
        edge = {urn}
        while edge:
            edge = {far for near in edge for far in self._next(near, forward=forward)} - found - {urn}
            found |= edge
        return found

    def _after(self, urn: int) -> set[int]:
        return self._reached(urn, forward=True) - self._reached(urn, forward=False)

    def carried_on_by(self, urn: int) -> set[int]:
        """Closed schools before this one whose line leads on to one school alone."""
        earlier = self._reached(urn, forward=False) - self._reached(urn, forward=True)
        found = set()
        for old in earlier:
            if old in self.facts.schools and self.facts.schools[old]["status"] == "closed":
                last = {far for far in self._after(old) if not self._after(far)}
                if len(last) == 1:
                    found.add(old)
        return found

    def holds(self, person: int, roles: Iterable[str], place: str, number: int) -> bool:
        return any(role in roles and (place, number) == (kind, of) for role, kind, of in self.roles(person))

    def belongs(self, person: int, urn: int) -> bool:
        """Of the school itself."""
        return self.holds(person, OF_THE_SCHOOL, "school", urn)

    def writes_for(self, person: int, urn: int) -> bool:
        """Somebody who looks at partners for this school."""
        return self.holds(person, REVIEWING, "school", urn)

    def signed(self, round_id: int, urn: int) -> bool:
        """Its head has signed and not withdrawn."""
        return any(
            row["withdrawn_at"] is None for row in self.facts.where("signatures", round_id=round_id, school_id=urn)
        )

    def partnership_of(self, round_id: int) -> int:
        return int(self.facts.programmes[self.facts.rounds[round_id]["programme_id"]]["partnership_id"])

    def lies_in(self, partnership_id: int) -> list[int]:
        """The partnership and those around it."""
        found: list[int] = []
        here: int | None = partnership_id
        while here is not None and len(found) < DEEP:
            found.append(here)
            here = self.facts.partnerships[here]["parent_id"]
        return found

    def relations(self, person: int, round_id: int, urn: int, *, while_signed: bool = True) -> set[str]:
        """All that a person is to a school in a round (but for author, which is to a view).

        Not ``while_signed``: whether or not the school's own signature stands.
        """
        key = (person, round_id, urn, while_signed)
        if key not in self._relations:
            found = {role for role in OF_THE_SCHOOL if self.holds(person, {role}, "school", urn)}
            if not while_signed or self.signed(round_id, urn):
                found |= self._from_outside(person, round_id, urn)
            self._relations[key] = found
        return self._relations[key]

    def _from_outside(self, person: int, round_id: int, urn: int) -> set[str]:
        found = {"reviewer"} if self.reviews_on_team(person, round_id, urn) else set()
        for pair in self.facts.where("pairings", round_id=round_id, host_id=urn):
            if self.writes_for(person, pair["reviewer_id"]) and self.signed(round_id, pair["reviewer_id"]):
                found.add("reviewer")
        for place in self.facts.where("places", round_id=round_id, ended_on=None):
            if self.belongs(person, place["school_id"]) and not self.belongs(person, urn):
                found.add("member")
        partnership_id = self.partnership_of(round_id)
        if self.holds(person, {"partnership-lead"}, "partnership", partnership_id):
            found.add("lead")
        for role, relation in OF_A_PROGRAMME.items():
            if self.holds(person, {role}, "programme", self.facts.rounds[round_id]["programme_id"]):
                found.add(relation)
        for role, relation in OF_AN_AREA.items():
            if any(self.holds(person, {role}, "partnership", around) for around in self.lies_in(partnership_id)):
                found.add(relation)
        return found

    # How much

    def sight(self, round_id: int, artefact: str, phase: str, relations: Iterable[str]) -> int:
        """The most that any of the relations gives by the round's contract; what is not mentioned is hidden."""
        row = self.facts.rounds[round_id]["terms"]["sees"].get(artefact, {}).get(phase, {})
        return max([SIGHTS.index(row[relation]) for relation in relations if relation in row], default=HIDDEN)

    # Judgements, evidence

    def of_judgements(self, person: int, evaluation_id: int) -> int:
        row = self.facts.evaluations[evaluation_id]
        relations = self.relations(person, row["round_id"], row["school_id"])
        return self.sight(row["round_id"], "self-judgement", row["state"], relations)

    def reads_judgements(self, person: int, evaluation_id: int) -> bool:
        return self.of_judgements(person, evaluation_id) >= READ

    def knows_evaluation(self, person: int, evaluation_id: int) -> bool:
        return self.of_judgements(person, evaluation_id) >= EXISTENCE

    def counts_evaluation(self, person: int, evaluation_id: int) -> bool:
        submitted = self.facts.evaluations[evaluation_id]["state"] == "submitted"
        return submitted and self.of_judgements(person, evaluation_id) >= ROLLUP

    def reads_evidence(self, person: int, evaluation_id: int) -> bool:
        row = self.facts.evaluations[evaluation_id]
        relations = self.relations(person, row["round_id"], row["school_id"])
        beside = self.sight(row["round_id"], "evidence", row["state"], relations) >= READ
        return beside and self.reads_judgements(person, evaluation_id)

    def reads_draft_report(self, person: int, evaluation_id: int) -> bool:
        row = self.facts.evaluations[evaluation_id]
        relations = self.relations(person, row["round_id"], row["school_id"])
        sight = self.sight(row["round_id"], "report", "draft", relations)
        return sight >= READ and self.reads_judgements(person, evaluation_id)

    # Partners' views, challenge

    def waited_for(self, review_id: int) -> list[dict[str, Any]]:
        """The views that count: those of schools that withdrew before handing in are set aside."""
        return [row for row in self.facts.where("views", review_id=review_id) if row["set_aside_at"] is None]

    def revealed(self, review_id: int) -> bool:
        review = self.facts.reviews[review_id]
        if review["agreed_at"] is not None:
            return True
        if self.facts.evaluations[review["evaluation_id"]]["state"] != "submitted":
            return False
        return all(row["handed_in_at"] is not None for row in self.waited_for(review_id))

    def to_review(self, person: int, review_id: int) -> set[str]:
        review = self.facts.reviews[review_id]
        return self.relations(person, review["round_id"], review["host_id"])

    def of_views(self, person: int, review_id: int, *also: str) -> int:
        phase = "revealed" if self.revealed(review_id) else "open"
        relations = {*self.to_review(person, review_id), *also}
        return self.sight(self.facts.reviews[review_id]["round_id"], "peer-view", phase, relations)

    def is_author(self, person: int, review_id: int) -> bool:
        return any(self.writes_for(person, row["school_id"]) for row in self.facts.where("views", review_id=review_id))

    def reads_view(self, person: int, view_id: int) -> bool:
        row = self.facts.views[view_id]
        own = self.writes_for(person, row["school_id"])
        if row["set_aside_at"] is not None and not own:
            return False
        return self.of_views(person, row["review_id"], *(["author"] if own else [])) >= READ

    def reads_challenge(self, person: int, review_id: int) -> bool:
        round_id = self.facts.reviews[review_id]["round_id"]
        sight = self.sight(round_id, "challenge", "recorded", self.to_review(person, review_id))
        return self.revealed(review_id) and sight >= READ

    def reads_agreed(self, person: int, evaluation_id: int) -> bool:
        """The agreed level is part of the challenge record, wherever it is shown."""
        reviews = self.facts.where("reviews", evaluation_id=evaluation_id)
        return self.reads_judgements(person, evaluation_id) and any(
            self.reads_challenge(person, row["id"]) for row in reviews
        )

    def knows_stage(self, person: int, review_id: int) -> bool:
        """How far a review is, beside the others of its round."""
        return self.of_views(person, review_id) >= EXISTENCE

    def opens_review(self, person: int, review_id: int) -> bool:
        if self.is_author(person, review_id):
            return True
        sight = self.of_views(person, review_id)
        of_it = self.belongs(person, self.facts.reviews[review_id]["host_id"])
        return sight >= (EXISTENCE if of_it else READ) or self.reads_challenge(person, review_id)

    def learns_handed_in(self, person: int, view_id: int) -> bool:
        """When and by whom a view was handed in, for those who open its review."""
        row = self.facts.views[view_id]
        return self.revealed(row["review_id"]) or self.writes_for(person, row["school_id"])

    def lists_view(self, person: int, view_id: int) -> bool:
        row = self.facts.views[view_id]
        return row["set_aside_at"] is None or self.writes_for(person, row["school_id"])

    # Working notes, released versions

    def reads_note(self, person: int, view_id: int) -> bool:
        """Those who write the view, as far as the contract lets authors, and nobody else."""
        row = self.facts.views[view_id]
        round_id = self.facts.reviews[row["review_id"]]["round_id"]
        own = self.writes_for(person, row["school_id"])
        return own and self.sight(round_id, "working-note", "kept", ["author"]) >= READ

    def released_to(self, person: int, release_id: int) -> bool:
        """One of its audiences, that nobody has ended, is what the person is today; signed or withdrawn."""
        row = self.facts.releases[release_id]
        is_now = self.relations(person, row["round_id"], row["school_id"], while_signed=False)
        return any(
            each["relation"] in is_now and self.sight(row["round_id"], "report", "released", [each["relation"]]) >= READ
            for each in self.facts.where("audiences", release_id=release_id, ended_at=None)
        )

    def opens_release(self, person: int, release_id: int) -> bool:
        row = self.facts.releases[release_id]
        relations = self.relations(person, row["round_id"], row["school_id"])
        draft = self.sight(row["round_id"], "report", "draft", relations) >= READ
        return draft or self.released_to(person, release_id)

    def link_opens(self, link_id: int) -> bool:
        """To whoever holds the address: until its last day, or until it is ended."""
        row = self.facts.release_links[link_id]
        return row["ended_at"] is None and bool(row["expires_on"] >= self.facts.today)

    def reads_trail(self, person: int, entry_id: int) -> bool:
        """Heads and senior leaders of the school whose work it was, as far as they may read the thing itself."""
        row = self.facts.trail[entry_id]
        urn, number = row["school_urn"], int(row["object_id"]) if row["object_id"].isdigit() else 0
        if urn is None or not self.holds(person, {"head", "leader"}, "school", urn):
            return False
        rules = {
            "self-evaluation": ("evaluations", self.reads_evidence),
            "peer-view": ("views", self.reads_view),
            "peer-review": ("reviews", self.reads_challenge),
            "action": ("actions", self.reads_action),
            "asking": ("askings", self.reads_agreed_from_views),
        }
        if row["kind"] in rules:
            table, rule = rules[row["kind"]]
            return number in self.facts.tables[table] and rule(person, number)
        return row["kind"] != "visit" or self.reads_trail_of_visit(person, row)

    # The rest

    def lets_in(self, person: int, urn: int | None, partnership_id: int | None) -> bool:
        """Whoever invites people to a place: its head, or its lead."""
        if urn is not None:
            return self.holds(person, {"head"}, "school", urn)
        return self.holds(person, {"partnership-lead"}, "partnership", partnership_id or 0)

    def knows_partnership(self, person: int, partnership_id: int) -> bool:
        if self._runs_or_oversees(person, partnership_id):
            return True
        if any(
            self.holds(person, OF_A_PROGRAMME, "programme", row["id"])
            for row in self.facts.where("programmes", partnership_id=partnership_id)
        ):
            return True
        return any(
            row["left"] is None and row["school_id"] is not None and self.belongs(person, row["school_id"])
            for row in self.facts.where("memberships", partnership_id=partnership_id)
        )

    def _runs_or_oversees(self, person: int, partnership_id: int) -> bool:
        return self.holds(person, {"partnership-lead"}, "partnership", partnership_id) or any(
            self.holds(person, OF_AN_AREA, "partnership", around) for around in self.lies_in(partnership_id)
        )

    def knows_round(self, person: int, round_id: int) -> bool:
        row = self.facts.rounds[round_id]
        if self._runs_or_oversees(person, self.partnership_of(round_id)):
            return True
        if self.holds(person, OF_A_PROGRAMME, "programme", row["programme_id"]):
            return True
        return any(self.belongs(person, place["school_id"]) for place in self.facts.where("places", round_id=round_id))

    # A planted text, wherever it stands

    def reads_text(self, person: int, table: str, number: int) -> bool:
        """Whether what somebody wrote into this row may reach a person, by whatever way."""
        if not person:
            return False
        row = self.facts.tables[table][number]
        match table:
            case "schools":
                return True  # the register is public
            case "judgements":
                return self.reads_evidence(person, row["evaluation_id"])
            case "rater_words" | "agreed_views":
                return self.reads_of_raters(person, row)
            case "comments":
                return self.reads_thread(person, row["thread_id"])
            case "words":
                return self.reads_view(person, row["view_id"])
            case "visits" | "visit_notes" | "focuses" | "focus_changes" | "hypotheses" | "activities":
                return self.reads_of_visit(person, table, number)
            case "evidence_items" | "evidence_contents":
                asked = self.reads_item if table == "evidence_items" else self.reads_content
                return asked(person, number)
            case "evidence_uses":
                return self.reads_use(person, number)
            case "challenges":
                return self.reads_challenge(person, row["review_id"])
            case "actions" | "impact_answers" | "workshops" | "cards":
                return self.reads_after_review(person, table, row)
            case "excellence" | "excellence_evidence" | "fact_points" | "fact_quotes" | "fact_replies":
                return self.reads_once_agreed(person, table, number)
            case "notes" | "observations":
                return self.reads_note(person, row["view_id"])
            case "released":
                return self.opens_release(person, row["release_id"])
            case "release_links" | "signatures":
                of = row if table == "signatures" else self.facts.releases[row["release_id"]]
                return self.belongs(person, of["school_id"])
            case "trail":
                return self.reads_trail(person, number)
            case "pool" | "conflicts" | "school_conflicts":
                return self.reads_of_pool(person, table, row)
            case "invitations" | "proposals":
                place = (row.get("school_id"), row.get("partnership_id"))
                return self.lets_in(person, *place) if table == "invitations" else self.reads_groups(person, row)
            case "uploads" | "turns":
                return bool(row["person_id"] == person)
            case "drafts" | "versions":
                return self.reads_draft(person, number) if table == "drafts" else self.reads_version(person, number)
            case "rounds":
                return self.knows_title(person, number)
            case "programmes":
                return self.knows_partnership(person, row["partnership_id"]) or any(
                    self.knows_round(person, each["id"]) for each in self.facts.where("rounds", programme_id=number)
                )
            case "partnerships":
                return self.knows_partnership(person, number) or any(
                    self.knows_round(person, each) for each in self.facts.rounds if self.partnership_of(each) == number
                )
        raise ValueError(table)
