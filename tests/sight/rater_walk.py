"""Judging alone in random worlds. What happens follows from the evaluation's number, so that no choice is used up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Sight
from plait.selfevaluation import rater_actions as asking
from plait.selfevaluation import rater_queries as raters
from plait.selfevaluation import rating_actions as rating
from tests.sight.contract_model import EXISTENCE, Model
from tests.sight.rows import Facts


class RaterWalk:
    """The part of a walk in which a school that has just signed asks its people."""

    people: dict[str, Any]
    today: date
    at: datetime

    def text(self) -> str:
        raise NotImplementedError

    def viewer(self, name: str) -> Viewer:
        raise NotImplementedError

    def ask_people(self, facts: Facts, round_id: int, urn: int) -> None:
        """Everybody of the school; some hand in, one may be half-way, some have not begun."""
        model = Model(facts)
        here = [name for name, row in self.people.items() if model.belongs(row.pk, urn)]
        heads = [name for name in here if model.holds(self.people[name].pk, {"head"}, "school", urn)]
        for row in facts.where("evaluations", round_id=round_id, school_id=urn, state="draft"):
            number = row["id"]
            if len(here) < 2 or not heads or not model.lets_ask(number) or model.asking_of(number) is not None:
                continue
            people = [self.people[name].pk for name in here]
            closes_on = self.today + timedelta(days=1 + number % 3 * 12)
            where: dict[str, Any] = {"evaluation_id": number, "at": self.at, "today": self.today}
            asking.ask(viewer=self.viewer(heads[0]), people=people, closes_on=closes_on, **where)
            given = number % (len(here) + 1)
            for place, name in enumerate(here[: given + 1]):
                for judgement in facts.where("judgements", evaluation_id=number):
                    said = rating.Judged("3", 0, {})
                    area = judgement["area"]
                    rating.save_instinct(viewer=self.viewer(name), area_id=area, given=said, begin=True, **where)
                    said = rating.Judged("2", 1, {}, self.text())
                    rating.save_considered(viewer=self.viewer(name), area_id=area, given=said, **where)
                if place < given:
                    rating.hand_in(viewer=self.viewer(name), **where)


def told_of_raters(
    viewer: Viewer, model: Model, rows: Iterable[Any], today: date, judged: Any
) -> tuple[dict[int, Any], dict[int, Any]]:
    """What the product tells one person of each asking, and what the rules let it tell: whether all views are read, the
    number that are in, the texts of one's own view and those of all."""
    got: dict[int, Any] = {}
    wanted: dict[int, Any] = {}
    person = viewer.person_id
    for row in rows:
        number = row["evaluation_id"]
        try:
            found = raters.asking(viewer, number, today=today)
        except NotVisible:
            found = None
        if found is not None and found.count is not None:
            own = raters.own_words(found, judged) if found.own else {}
            views = raters.all_words(viewer, found, judged) if found.reads_all else ()
            got[number] = (
                found.reads_all,
                found.count.given if found.sight() >= Sight.EXISTENCE else None,
                frozenset(item.reason for item in own.values()),
                frozenset(item.reason for view in views for item in view.areas.values()),
            )
        mine, knows = model.own_rater(person, number), model.of_raters(person, number) >= EXISTENCE
        if mine is None and not knows:
            continue
        reads = model.reads_all_views(person, number)
        given = [each for each in model.facts.where("raters", asking_id=row["id"]) if each["handed_in_at"] is not None]
        texts = {
            each["id"]: {said["reason"] for said in model.facts.where("rater_words", rater_id=each["id"])}
            for each in (*given, *([mine] if mine else []))
        }
        wanted[number] = (
            reads,
            len(given) if knows else None,
            frozenset(texts[mine["id"]] if mine else ()),
            frozenset(text for each in given for text in texts[each["id"]]) if reads else frozenset(),
        )
    return got, wanted
