"""What the product's queries give each person, beside what the model says: every row, every way to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plait.actionplans import queries as actionplans
from plait.actionplans.models import Action
from plait.audit.actions import collecting
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.journey.changes import changes_page
from plait.journey.contract import contract_page
from plait.journey.readers import readers_page
from plait.observations import queries as observations
from plait.partnerships import queries as partnerships
from plait.peerreview import note_queries
from plait.peerreview import queries as peerreview
from plait.peerreview.models import PeerReview
from plait.reports import queries as reports
from plait.reports import releases
from plait.reports.models import Release
from plait.selfevaluation import queries as selfevaluation
from plait.selfevaluation.models import SelfEvaluation
from tests.sight.contract_model import Model
from tests.sight.kept import Kept
from tests.sight.rater_walk import told_of_raters
from tests.sight.rows import MARK, Facts
from tests.sight.signal_model import signals_told
from tests.sight.walk import FRAMEWORK, Walk


@dataclass
class Comparison:
    """``wrong``: differences in words. ``pairs``: how many (person, thing) were compared, by channel."""

    pairs: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    turn: int = 0
    kept: Kept = field(default_factory=Kept)

    @property
    def compared(self) -> int:
        return sum(self.pairs.values())

    def table(self) -> str:
        return ", ".join(f"{channel} {count:,}" for channel, count in self.pairs.most_common())

    def same(self, channel: str, who: str, of: Iterable[Any], got: Any, wanted: Any) -> None:
        """Two mappings, or two sets, over the same things must agree in each."""
        things = list(of)
        self.pairs[channel] += len(things)
        if got == wanted:
            return
        if isinstance(wanted, dict):
            differing = [key for key in {*got, *wanted} if got.get(key) != wanted.get(key)]
        else:
            differing = sorted(got ^ wanted, key=repr)
        for key in differing:
            has, may = (got.get(key), wanted.get(key)) if isinstance(wanted, dict) else (key in got, key in wanted)
            self.wrong.append(f"{channel}: {who} gets {has!r} of {key}, and the rules say {may!r}")


def texts(value: Any) -> frozenset[str]:
    return frozenset(text.lower() for text in MARK.findall(repr(value)))


def compare(walk: Walk, result: Comparison, *, enough: int = 0, documents: int = 10) -> Comparison:
    """Every person against every row there is now, or until ``enough`` was wrong.

    ``documents``: reports and pages of one person in so many, as they take their time.
    """
    facts = walk.facts
    model = Model(facts)
    ledger = {number for number, row in facts.views.items() if row["set_aside_at"] is not None}
    result.same("ledger", "everybody", facts.views, ledger, walk.set_aside)
    opens = {number for number, secret in walk.secrets.items() if _opens(secret, walk.today)}
    result.same("addresses", "a stranger", walk.secrets, opens, set(filter(model.link_opens, walk.secrets)))
    for place, name in enumerate(walk.people):
        around = sorted(facts.rounds)
        # one person in three also by every other way, for one round
        rounds = [around[(place + result.turn) % len(around)]] if (place + result.turn) % 3 == 0 else []
        asked = Asked(walk, facts, model, result, name, rounds)
        ways = [asked.evaluations, asked.reviews, asked.rest]
        if (place + result.turn) % documents == 0:
            ways.append(asked.documents)
        for way in ways:
            with collecting():  # what would be written into the schools' logs
                way()
            if enough and len(result.wrong) >= enough:
                return result
    result.turn += 1
    return result


def _opens(secret: str, today: date) -> bool:
    try:
        releases.by_link(secret, today=today)
    except NotVisible:
        return False
    return True


class Asked:
    """All questions of one person."""

    def __init__(
        self, walk: Walk, facts: Facts, model: Model, result: Comparison, name: str, rounds: list[int]
    ) -> None:
        self.facts, self.model, self.result, self.name = facts, model, result, name
        self.person = walk.people[name].pk
        self.today = walk.today
        self.rounds = rounds
        self.viewer: Viewer = walk.viewer(name)

    def same(self, channel: str, of: Iterable[Any], got: Any, wanted: Any) -> None:
        self.result.same(channel, self.name, of, got, wanted)

    def evaluations(self) -> None:
        facts, model, person, viewer = self.facts, self.model, self.person, self.viewer
        rows = facts.evaluations
        reads = {number for number in rows if model.reads_judgements(person, number)}
        knows = {number for number in rows if model.knows_evaluation(person, number)}
        counts = {number for number in rows if model.counts_evaluation(person, number)}
        objects = SelfEvaluation.objects
        # read as one evaluation is read, all that the viewer's one query finds
        listed = self.result.kept.rows(
            "evaluations", viewer, lambda viewer: objects.visible_to(viewer).with_people_and_round(viewer)
        )
        whole = selfevaluation.read_whole(viewer, list(map(selfevaluation.facts_of, listed)))
        self.same("evaluations listed", rows, {item.facts.id for item in whole}, reads)
        self.same("evaluations known", rows, self.found("known", objects.known_to), knows)
        self.same("evaluations counted", rows, self.found("counted", objects.rolled_up_for), counts)
        self._inside(whole)
        if self.rounds:
            self._evaluations_by_round(reads, knows)

    def found(self, name: str, rows: Callable[[Viewer], Any]) -> set[int]:
        """The numbers of what a row filter finds."""
        return set(
            self.result.kept.rows(
                name, self.viewer, lambda viewer: rows(viewer).order_by().values_list("pk", flat=True)
            )
        )

    def _evaluations_by_round(self, reads: set[int], knows: set[int]) -> None:
        facts, viewer, rows = self.facts, self.viewer, self.facts.evaluations
        near = {number: row for number, row in rows.items() if row["round_id"] in self.rounds}
        progress: dict[int, Any] = {}
        readable: set[int] = set()
        for round_id in self.rounds:
            for item in selfevaluation.progress(viewer, round_id).values():
                progress[item.evaluation_id] = (item.state, item.answered)
                readable |= {item.evaluation_id} if item.readable else set()
        wanted = {
            number: (
                row["state"],
                sum(bool(each["answer"]) for each in facts.where("judgements", evaluation_id=number)),
            )
            for number, row in near.items()
            if number in knows
        }
        self.same("progress", near, progress, wanted)
        self.same("evaluations to open", near, readable, reads & knows & set(near))
        for number in sorted(near)[:1]:
            self.same(
                "evaluation", [number], {number: self._opens(selfevaluation.get, number)}, {number: number in reads}
            )

    def _inside(self, whole: list[Any]) -> None:
        facts, model, person = self.facts, self.model, self.person
        evidence, levels = {}, {}
        for item in whole:
            of = item.facts.id
            evidence[of] = texts(item.areas)
            levels[of] = tuple((each.answer is not None, each.agreed is not None) for each in item.entries)
        wanted, wanted_levels = {}, {}
        for number in {item.facts.id for item in whole}:
            areas = sorted(facts.where("judgements", evaluation_id=number), key=lambda row: row["area"])
            words = [(row["evidence"], row["actions"], row["rungs"]) for row in areas]
            agreed = model.reads_agreed(person, number)
            wanted[number] = texts(words) if model.reads_evidence(person, number) else frozenset()
            wanted_levels[number] = tuple((bool(row["answer"]), bool(row["agreed"]) and agreed) for row in areas)
        self.same("evidence", facts.judgements, evidence, wanted)
        self.same("levels", facts.judgements, levels, wanted_levels)

    def reviews(self) -> None:
        facts, model, person, viewer = self.facts, self.model, self.person, self.viewer
        opens = {number for number in facts.reviews if model.opens_review(person, number)}
        rows = self.result.kept.rows(
            "reviews", viewer, lambda viewer: peerreview._with_all(PeerReview.objects.involving(viewer), viewer)
        )
        self.same("reviews opened", facts.reviews, {row.pk for row in rows}, opens)
        self._inside_reviews({item.id: item for item in peerreview._facts(rows, viewer.reviewing_urns)})
        if self.rounds:
            self._reviews_by_round(opens)

    def _reviews_by_round(self, opens: set[int]) -> None:
        facts, model, person, viewer = self.facts, self.model, self.person, self.viewer
        near = {number: row for number, row in facts.reviews.items() if row["round_id"] in self.rounds}
        stages: dict[int, Any] = {}
        for round_id in self.rounds:
            stages |= {
                item.id: (item.revealed, item.handed_in, sum(not view.set_aside for view in item.views))
                for item in peerreview.stages(viewer, round_id).values()
            }
        wanted = {
            number: (
                model.revealed(number),
                sum(row["handed_in_at"] is not None for row in facts.where("views", review_id=number)),
                len(model.waited_for(number)),
            )
            for number in near
            if model.knows_stage(person, number)
        }
        self.same("stages", near, stages, wanted)
        for number in sorted(near)[:1]:
            self.same("review", [number], {number: self._opens(peerreview.get, number)}, {number: number in opens})

    def _inside_reviews(self, opened: dict[int, Any]) -> None:
        facts, model, person, viewer = self.facts, self.model, self.person, self.viewer
        listed, dates, words, challenges, recorded, notes = {}, {}, {}, {}, {}, {}
        for number, item in opened.items():
            for view in item.views:
                listed[view.id] = True
                dates[view.id] = view.handed_in_at is not None
                if note_queries.may_read(viewer, item, view):
                    notes[view.id] = note_queries.note(viewer, item, view).text.lower()
            for each in peerreview.words(viewer, item, FRAMEWORK).values():
                words[each.facts.id] = texts(each.areas)
            challenges[number] = texts(peerreview.challenges(viewer, item, FRAMEWORK))
            recorded[number] = peerreview.recorded(viewer, item)
        observed = {}
        for number, item in opened.items():
            for view in item.views:
                try:
                    team = observations.team(viewer, number, view.urn)
                except NotVisible:
                    continue
                observed[view.id] = sorted(note.state.text.lower() for note in observations.notes(team))
        noted = {
            each: sorted(row["text"].lower() for row in facts.where("observations", view_id=each, gone_at=None))
            for each in facts.views
            if model.reads_note(person, each)
        }
        self.same("notes of visits", facts.views, observed, noted)
        written = {row["view_id"]: row["text"].lower() for row in facts.notes.values()}
        self.same(
            "working notes",
            facts.views,
            notes,
            {each: written.get(each, "") for each in facts.views if model.reads_note(person, each)},
        )
        views = {number: row for number, row in facts.views.items() if row["review_id"] in opened}
        self.same("views listed", facts.views, listed, {each: True for each in views if model.lists_view(person, each)})
        self.same(
            "views handed in",
            facts.views,
            dates,
            {
                each: views[each]["handed_in_at"] is not None and model.learns_handed_in(person, each)
                for each in views
                if model.lists_view(person, each)
            },
        )
        self.same(
            "words of views",
            facts.words,
            words,
            {
                each: texts([row["comment"] for row in facts.where("words", view_id=each)])
                for each in facts.views
                if model.reads_view(person, each)
            },
        )
        told = {
            number: facts.where("challenges", review_id=number) if model.reads_challenge(person, number) else []
            for number in opened
        }
        self.same(
            "challenges",
            facts.challenges,
            challenges,
            {number: texts([row["reason"] for row in rows]) for number, rows in told.items()},
        )
        self.same("records counted", facts.reviews, recorded, {number: len(rows) for number, rows in told.items()})

    def rest(self) -> None:
        facts, model, person, viewer = self.facts, self.model, self.person, self.viewer
        reads = {number for number in facts.actions if model.reads_action(person, number)}
        self.same("actions", facts.actions, self.found("actions", Action.objects.visible_to), reads)
        near = [
            row for row in facts.askings.values() if facts.evaluations[row["evaluation_id"]]["round_id"] in self.rounds
        ]
        if near:
            self.same("raters", near, *told_of_raters(viewer, model, near, self.today, FRAMEWORK))
        released = {number for number in facts.releases if model.released_to(person, number)}
        opened = {number for number in facts.releases if model.opens_release(person, number)}
        self.same("releases to me", facts.releases, self.found("released", Release.objects.released_to), released)
        self.same("releases opened", facts.releases, self.found("opened", Release.objects.visible_to), opened)
        led = {each: item for each in facts.rounds if (item := model.told_of_signals(person, each)) is not None}
        asked = sorted({*self.rounds, *led})  # whoever leads is asked about all that they lead
        self.same("signals", asked, signals_told(viewer, model, asked), led)
        if not self.rounds:
            return
        for number in sorted(facts.releases)[-1:]:
            self.same("release", [number], {number: self._opens(releases.get, number)}, {number: number in opened})
        for number in sorted(facts.actions)[-1:]:
            self.same("action", [number], {number: self._opens(actionplans.get, number)}, {number: number in reads})
        known = {item.id for item in partnerships.partnerships_of(viewer)}
        wanted = {number for number in facts.partnerships if model.knows_partnership(person, number)}
        self.same("partnerships", facts.partnerships, known, wanted)
        rounds = {number for number in self.rounds if self._opens(partnerships.known_round, number)}
        self.same("rounds", self.rounds, rounds, {each for each in self.rounds if model.knows_round(person, each)})

    def _opens(self, query: Any, number: int) -> bool:
        try:
            query(self.viewer, number)
        except NotVisible:
            return False
        return True

    def documents(self) -> None:
        """The slow ways: draft reports whole, and the pages about who sees what."""
        facts, model, person, viewer = self.facts, self.model, self.person, self.viewer
        opened, told = set(), {}
        marks = facts.marks()
        for number in facts.evaluations:
            try:
                found = reports.report(viewer, number, prepared=self.today)
            except NotVisible:
                continue
            opened.add(number)
            told[number] = texts(found.diagnosis)
        wanted = {number for number in facts.evaluations if model.reads_draft_report(person, number)}
        self.same("draft reports", facts.evaluations, opened, wanted)
        for number, found_texts in told.items():
            for text in found_texts:
                allowed = any(model.reads_text(person, *place) for place in marks.get(text, ()))
                self.same("words in reports", [text], {text: True}, {text: allowed or text not in marks})
            assert number in opened
        self._trails(marks)
        pages = {}
        for row in facts.places.values():
            try:
                page = contract_page(viewer, row["school_id"], row["round_id"])
            except NotVisible:
                continue
            pages[row["id"]] = texts(page.signature)
        self.same(
            "contract pages",
            facts.places,
            pages,
            {
                row["id"]: texts(
                    [
                        each["reason"]
                        for each in facts.where("signatures", round_id=row["round_id"], school_id=row["school_id"])
                    ]
                )
                for row in facts.places.values()
                if model.belongs(person, row["school_id"])
            },
        )

    def _trails(self, marks: dict[str, list[tuple[str, int]]]) -> None:
        """Who changed and who read a school's work, for those whose role lets them see it."""
        facts, model, person, viewer = self.facts, self.model, self.person, self.viewer
        for urn in {row["school_id"] for row in facts.places.values()}:
            allowed = model.holds(person, {"head", "leader"}, "school", urn)
            for channel, page in (("who changed what", changes_page), ("who has read", readers_page)):
                try:
                    found = texts(page(viewer, urn))
                except NotVisible:
                    self.same(channel, [urn], {urn: False}, {urn: allowed})
                    continue
                wrong = {
                    text: marks.get(text)
                    for text in found
                    if text in marks and not any(model.reads_text(person, *place) for place in marks[text])
                }
                self.same(channel, [urn, *found], {urn: True} | wrong, {urn: allowed})
