"""What the lead of a round is told of signals, told a second time: a part of :mod:`tests.sight.contract_model`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.reviewers.signal_queries import round_signs

ROLLUP, READ = 2, 3
OWN, VIEWS = ("self-judgement", "submitted"), ("peer-view", "revealed")
TALK, EVIDENCE = ("challenge", "recorded"), ("evidence", "submitted")
Told = tuple[Any, ...]


class Signals:
    """Mixed into the model, which brings everything else."""

    facts: Any
    levels = frozenset("1234")
    """What counts as a level in the framework of these rounds."""
    sight: Callable[..., int]
    signed: Callable[..., bool]
    revealed: Callable[..., bool]
    runs_pool: Callable[..., bool]
    partnership_of: Callable[..., int]

    def told_of_signals(self, person: int, round_id: int) -> Told | None:
        """``None`` for everybody but who leads; else how each part comes to them, and how many pairs of levels of which
        schools were counted for the first."""
        row = self.facts.rounds[round_id]
        if not self.runs_pool(person, self.partnership_of(round_id)):
            return None
        before = self._round_before(round_id)
        views, talks = self._all_in(round_id)
        first = self._comes([round_id], [OWN, VIEWS], [TALK], views)
        last = self._comes([round_id], [VIEWS], [], views)
        rising = "unseen"
        if before is not None:
            rising = self._comes([round_id, before], [OWN, TALK, EVIDENCE], [], talks and self._all_in(before)[1])
        counted = row["definition"]["judging"] == "levels" and first in ("read", "told")
        return first, last, rising, self._pairs(round_id) if counted else None

    def _round_before(self, round_id: int) -> int | None:
        """The last one of the programme before it, if it was judged by the same framework."""
        row = self.facts.rounds[round_id]
        rounds = self.facts.where("rounds", programme_id=row["programme_id"])
        earlier = [each for each in rounds if each["number"] < row["number"]]
        if not earlier:
            return None
        last = max(earlier, key=lambda each: each["number"])
        same = all(last[name] == row[name] for name in ("framework_id", "framework_version"))
        return int(last["id"]) if same else None

    def _comes(self, rounds: list[int], of: list[tuple[str, str]], also: list[tuple[str, str]], here: bool) -> str:
        """Read where the lead reads all of it. Else told, if heads have signed in each round and the lead reads no part
        of it; and then only once all is here."""
        reads = {
            (number, *line): self.sight(number, *line, ["lead"]) >= READ for number in rounds for line in [*of, *also]
        }
        if all(reads[number, *line] for number in rounds for line in of):
            return "read"
        if any(reads.values()):
            return "unseen"
        for number in rounds:
            if self.sight(number, "signal", "revealed", ["lead"]) < ROLLUP:
                return "unseen"
        return "told" if here else "waits"

    def _counting(self, round_id: int) -> list[Mapping[str, Any]]:
        """Reviews of schools whose signature stands and whose evaluation has not been emptied."""
        return [
            row
            for row in self.facts.where("reviews", round_id=round_id)
            if self.signed(round_id, row["host_id"])
            and self.facts.evaluations[row["evaluation_id"]]["emptied_at"] is None
        ]

    def _all_in(self, round_id: int) -> tuple[bool, bool]:
        """Every view, every conversation; a closed round has all that will come."""
        if self.facts.rounds[round_id]["closed_on"] is not None:
            return True, True
        reviews = self._counting(round_id)
        views = all(self.revealed(row["id"]) for row in reviews)
        return bool(reviews) and views, bool(reviews) and all(row["agreed_at"] is not None for row in reviews)

    def _pairs(self, round_id: int) -> int:
        """A partner's level beside the school's own for the same area, of every review whose views are shown."""
        found = 0
        for review in self._counting(round_id):
            own = self.facts.evaluations[review["evaluation_id"]]
            if not self.revealed(review["id"]) or own["state"] != "submitted":
                continue
            said = {row["area"]: row["answer"] for row in self.facts.where("judgements", evaluation_id=own["id"])}
            for view in self.facts.where("views", review_id=review["id"]):
                if view["handed_in_at"] is None:
                    continue
                for word in self.facts.where("words", view_id=view["id"]):
                    found += {word["answer"], said.get(word["area"])} <= self.levels
        return found


def signals_told(viewer: Viewer, model: Any, round_ids: list[int]) -> dict[int, Told]:
    """What the product tells a viewer of each round, in the model's words."""
    found = {}
    for number in round_ids:
        try:
            signs = round_signs(viewer, model.partnership_of(number), number)
        except NotVisible:
            continue
        ways = (signs.cosy_way.value, signs.agreed_way.value, signs.drift_way.value)
        found[number] = (*ways, None if signs.cosy is None else signs.cosy.things)
    return found
