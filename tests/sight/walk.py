"""Small worlds that change step by step: schools, people, nested partnerships, programmes, rounds, all by choice.

Everything is done by the product's own actions. Each text that somebody writes stands nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count

from django.utils.timezone import make_aware

from plait.actionplans import actions as actionplans
from plait.domain.roles import ROLES, HeldAt, Role
from plait.domain.viewer import Viewer
from plait.journey import actions as journey
from plait.partnerships import actions as partnerships
from plait.partnerships import programme_actions
from plait.partnerships import queries as partnership_queries
from plait.partnerships.models import Contract, Membership, Partnership
from plait.peerreview import actions as peerreview
from plait.people.models import Person
from plait.schools.models import School, SchoolLink
from tests.sight import contracts
from tests.sight.contract_model import Model
from tests.sight.picking import Pick, by_number
from tests.sight.rater_walk import RaterWalk
from tests.sight.release_steps import ReleaseSteps
from tests.sight.round_steps import FRAMEWORK
from tests.sight.rows import Facts, Row, read
from tests.world import TODAY, peer_trio

URNS = tuple(range(990101, 990109))
NAMES = ("ada", "ben", "cat", "dan", "eve", "fay", "gus", "hal", "ivy", "jon")


class Walk(RaterWalk, ReleaseSteps):
    """One world. ``pick`` chooses; every step returns whether there was anything to do."""

    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.numbers = count(1)
        self.today: date = TODAY
        self.set_aside: set[int] = set()
        """Views that nobody waits for, by a ledger of its own."""
        self.secrets: dict[int, str] = {}
        """What opens each address that was given out."""
        School.objects.bulk_create(School(urn=urn, name=f"School {self.text()}", status="open") for urn in URNS)
        people = Person.objects.bulk_create(
            Person(email=f"{name}@example.org", name=name.capitalize(), password="!") for name in NAMES
        )
        self.people = {row.name.lower(): row for row in people}
        self._found_partnerships()
        self._give_roles()
        for programme in list(self.facts.programmes.values()):
            self._open(programme)

    # the beginning

    def _found_partnerships(self) -> None:
        """An area, a cluster in it, and a third inside the cluster, inside the area or on its own; schools overlap."""
        area = self._partnership("council-area", None)
        cluster = self._partnership("cluster", area)
        third = self._partnership("trio", self.pick((cluster, area, None)))
        self.partnerships = (area, cluster, third)
        for number, partnership_id in enumerate((cluster, third, area)):
            chance = by_number(self.pick(range(10_000)))  # too many choices to make one by one
            definition = contracts.programme(chance, peer_trio(FRAMEWORK))
            size = (4, 3, 3)[number] - self.pick((0, 0, 0, 1))
            start = (0, 2, 4)[number]
            urns = [URNS[(start + each) % len(URNS)] for each in range(size)]
            Membership.objects.bulk_create(
                Membership(partnership_id=partnership_id, school_id=urn, joined=date(2026, 1, 1)) for urn in urns
            )
            programme_actions.start_programme(
                partnership_id=partnership_id, definition=definition, title=f"Programme {self.text()}", at=self.at
            )

    def _partnership(self, kind: str, parent: int | None) -> int:
        made = partnerships.found_partnership(
            name=f"Partnership {self.text()}", kind=kind, urns=(), joined=date(2026, 1, 1), at=self.at
        )
        Partnership.objects.filter(pk=made).update(parent=parent)
        return made

    def _give_roles(self) -> None:
        """Four heads share the schools; everybody has more roles, of any kind."""
        for number, urn in enumerate(URNS):
            self._appoint(NAMES[number % 4], Role.HEAD, urn, self.today)
        for name in NAMES[3:]:
            for _ in range(self.pick((1, 2, 3))):
                self.appoint(name)

    # what is asked again and again

    @property
    def at(self) -> datetime:
        return make_aware(datetime.combine(self.today, datetime.min.time()).replace(hour=9))

    @property
    def facts(self) -> Facts:
        return read(self.today)

    def text(self) -> str:
        return f"Zq{next(self.numbers):05d}mk"

    def viewer(self, name: str) -> Viewer:
        return partnership_queries.viewer_for(self.people[name], today=self.today)

    def heads(self, model: Model, urn: int) -> list[str]:
        return [name for name in NAMES if model.holds(self.people[name].pk, {"head"}, "school", urn)]

    def _appoint(self, name: str, role: Role, place: int | None, starts: date, ends: date | None = None) -> None:
        at = {HeldAt.SCHOOL: "urn", HeldAt.PROGRAMME: "programme_id"}.get(ROLES[role].held_at, "partnership_id")
        where = {} if place is None else {at: place}
        partnerships.appoint(person_id=self.people[name].pk, role=role, starts=starts, ends=ends, at=self.at, **where)

    # steps

    def appoint(self, name: str = "") -> bool:
        """Any role at any place of its kind, some of them for a few days."""
        role = self.pick(tuple(Role))
        places: dict[HeldAt, tuple[int | None, ...]] = {
            HeldAt.SCHOOL: URNS,
            HeldAt.PARTNERSHIP: self.partnerships,
            HeldAt.AREA: self.partnerships,
            HeldAt.PROGRAMME: tuple(self.facts.programmes),
            HeldAt.EVERYWHERE: (None,),
        }
        ends = self.today + timedelta(days=self.pick((0, 1, 20)))
        soon = ROLES[role].must_end or self.pick((False, False, True))
        starts = self.today if ends == self.today else self.today + timedelta(days=self.pick((0, 0, 0, 1)))
        place = self.pick(places[ROLES[role].held_at])
        self._appoint(name or self.pick(NAMES), role, place, starts, ends if soon else None)
        return True

    def end_role(self) -> bool:
        held = [row for row in self.facts.appointments.values() if row["ends"] is None and row["starts"] <= self.today]
        if not held:
            return False
        partnerships.end_appointment(appointment_id=self.pick(held)["id"], ends=self.today, at=self.at)
        return True

    def let_days_pass(self) -> bool:
        self.today += timedelta(days=self.pick((1, 2, 30)))
        return True

    def sign(self) -> bool:
        """A school that has not, or that withdrew, signs."""
        facts = self.facts
        model = Model(facts)
        places = [
            row
            for row in facts.places.values()
            if facts.rounds[row["round_id"]]["closed_on"] is None
            and not model.signed(row["round_id"], row["school_id"])
            and self.heads(model, row["school_id"])
        ]
        if not places:
            return False
        self._sign(facts, model, self.pick(places))
        return True

    def _sign(self, facts: Facts, model: Model, place: Row) -> None:
        round_id, urn = place["round_id"], place["school_id"]
        fingerprint = Contract.objects.get(rounds=round_id).fingerprint
        for view_id in self.set_aside & self._views_owed(facts, round_id, urn):
            review = facts.reviews[facts.views[view_id]["review_id"]]
            submitted = facts.evaluations[review["evaluation_id"]]["state"] == "submitted"
            others = [row["id"] for row in facts.where("views", review_id=review["id"], handed_in_at=None)]
            if review["agreed_at"] is None and (not submitted or set(others) - self.set_aside):
                self.set_aside -= {view_id}
        name = self.pick(self.heads(model, urn))
        journey.sign(viewer=self.viewer(name), round_id=round_id, urn=urn, fingerprint=fingerprint, at=self.at)
        self.ask_people(self.facts, round_id, urn)

    def _views_owed(self, facts: Facts, round_id: int, urn: int) -> set[int]:
        return {
            row["id"]
            for row in facts.where("views", school_id=urn, handed_in_at=None)
            if facts.reviews[row["review_id"]]["round_id"] == round_id
        }

    def withdraw(self) -> bool:
        facts = self.facts
        model = Model(facts)
        standing = [
            row
            for row in facts.signatures.values()
            if row["withdrawn_at"] is None and self.heads(model, row["school_id"])
        ]
        if not standing:
            return False
        row = self.pick(standing)
        self.set_aside |= self._views_owed(facts, row["round_id"], row["school_id"])
        journey.withdraw(
            viewer=self.viewer(self.pick(self.heads(model, row["school_id"]))),
            round_id=row["round_id"],
            urn=row["school_id"],
            reason=self.text(),
            at=self.at,
        )
        return True

    def take_back(self) -> bool:
        facts = self.facts
        model = Model(facts)
        begun = {facts.views[row["view_id"]]["review_id"] for row in facts.words.values() if row["version"]}
        begun_of = {facts.reviews[number]["evaluation_id"] for number in begun}
        found = [
            row
            for row in facts.where("evaluations", state="submitted")
            if row["id"] not in begun_of
            and facts.rounds[row["round_id"]]["closed_on"] is None
            and self.heads(model, row["school_id"])
        ]
        if not found:
            return False
        row = self.pick(found)
        name = self.pick(self.heads(model, row["school_id"]))
        peerreview.take_back(viewer=self.viewer(name), evaluation_id=row["id"], at=self.at)
        return True

    def plan(self) -> bool:
        facts = self.facts
        model = Model(facts)
        found = [row for row in facts.places.values() if self.heads(model, row["school_id"])]
        if not found:
            return False
        place = self.pick(found)
        due = self.today + timedelta(weeks=3)
        given = actionplans.ActionInput("area-1", self.text(), self.text(), due, self.text())
        name = self.pick(self.heads(model, place["school_id"]))
        actionplans.add(
            viewer=self.viewer(name), urn=place["school_id"], round_id=place["round_id"], given=given, at=self.at
        )
        return True

    def nest(self) -> bool:
        """The third partnership moves: inside the cluster, inside the area, or on its own."""
        area, cluster, third = self.partnerships
        Partnership.objects.filter(pk=third).update(parent=self.pick((cluster, area, None)))
        return True

    def leave(self) -> bool:
        found = [row["id"] for row in self.facts.where("memberships", left=None)]
        Membership.objects.filter(pk=self.pick(found)).update(left=self.today)
        return True

    def convert(self) -> bool:
        """A school closes, and another carries on its history, or two each a part."""
        urn = self.pick(URNS[:6])
        School.objects.filter(pk=urn).update(status="closed")
        later = [other for other in URNS[6:] if not SchoolLink.objects.filter(urn=other, other_urn=urn).exists()]
        for other in later[: self.pick((1, 1, 2))]:
            side = self.pick(("predecessor", "successor", "related"))
            mine, other_ = (urn, other) if side == "successor" else (other, urn)
            SchoolLink.objects.get_or_create(urn=mine, other_urn=other_, defaults={"kind": side, "words": side})
        return True

    def open_next(self) -> bool:
        programme = self.pick(list(self.facts.programmes.values()))
        return self._open(programme)

    def close(self) -> bool:
        facts = self.facts
        model = Model(facts)
        for row in facts.where("rounds", closed_on=None):
            partnership_id = model.partnership_of(row["id"])
            lead = [
                name
                for name in NAMES
                if model.holds(self.people[name].pk, {"partnership-lead"}, "partnership", partnership_id)
            ]
            if lead:
                programme_actions.close_round(
                    viewer=self.viewer(lead[0]), round_id=row["id"], at=self.at, today=self.today
                )
                return True
        return False

    def _open(self, programme: Row) -> bool:
        members = partnership_queries.members(programme["partnership_id"])
        if len(members) < 2:
            return False
        last = max((row["number"] for row in self.facts.where("rounds", programme_id=programme["id"])), default=0)
        if last == 3:
            return False
        journey.set_up_round(
            programme_id=programme["id"],
            members=members,
            given=journey.RoundInput(
                f"Round {self.text()}", self.today + timedelta(weeks=5), self.today + timedelta(weeks=9), last
            ),
            at=self.at,
            today=self.today,
            actor_id=None,
        )
        return True

    def go_on(self) -> bool:
        """A school of an open round does what is next for it; or its partners do."""
        facts = self.facts
        model = Model(facts)
        found = [
            row
            for row in facts.evaluations.values()
            if facts.rounds[row["round_id"]]["closed_on"] is None and self.heads(model, row["school_id"])
        ]
        if not found:
            return False
        number = self.pick(found)["id"]
        for _ in range(self.pick((1, 3, 8))):
            if not self._once(number):
                break
        return True

    def _once(self, evaluation_id: int) -> bool:
        facts = self.facts
        model = Model(facts)
        row = facts.evaluations[evaluation_id]
        if not self.heads(model, row["school_id"]):
            return False
        if not model.signed(row["round_id"], row["school_id"]):
            self._sign(facts, model, {"round_id": row["round_id"], "school_id": row["school_id"]})
        elif row["state"] == "draft":
            self._evaluate(model, row, submit=self.pick((True, True, False)))
        else:
            return self._review(facts, model, row)
        return True


STEPS: dict[str, int] = {
    "go_on": 9,
    "sign": 3,
    "withdraw": 2,
    "appoint": 2,
    "end_role": 1,
    "let_days_pass": 1,
    "take_back": 1,
    "plan": 2,
    "nest": 1,
    "leave": 1,
    "convert": 1,
    "open_next": 2,
    "close": 1,
    "give": 3,
    "take_away": 1,
}
"""Steps, and how often each is taken beside the others."""
WEIGHTED = tuple(name for name, weight in STEPS.items() for _ in range(weight))


def step(walk: Walk, name: str) -> bool:
    taken: Callable[[], bool] = getattr(walk, name)
    return taken()
