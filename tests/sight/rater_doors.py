"""Which addresses about raters' views answer whom: mixed into :mod:`tests.sight.doors`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class RaterDoors:
    """Mixed into the doors, which bring everything else."""

    facts: Any
    model: Any
    names: dict[str, int]
    holds: Callable[..., bool]

    def opens_views(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        """Pages about raters' views: who is asked, one's own, and those of all."""
        person, evaluation_id = self.names[name], ids["evaluation_id"]
        asking = self.model.asking_of(evaluation_id)
        if page.startswith("differences"):
            return self.model.reads_all_views(person, evaluation_id)
        if page in ("rate", "rate-area", "rate-hand-in"):
            return self.model.own_rater(person, evaluation_id) is not None
        if page == "rater-take-off":
            fits = asking is not None and self.facts.raters[ids["rater_id"]]["asking_id"] == asking["id"]
            return fits and self.model.opens_raters(person, evaluation_id)
        return (page == "raters" or asking is not None) and self.model.opens_raters(person, evaluation_id)

    def changes_views(self, name: str, page: str, ids: Mapping[str, Any], *, writable: bool) -> bool:
        """``writable``: the evaluation is a draft of an open round, and its head has signed at some time."""
        person, evaluation_id = self.names[name], ids["evaluation_id"]
        urn, asking = self.facts.evaluations[evaluation_id]["school_id"], self.model.asking_of(evaluation_id)
        if not writable or page in ("rate", "differences"):
            return False
        if page == "differences-area":
            return self.holds(name, {"head", "leader"}, urn)
        shown = asking is not None and self.model.views_open(asking)
        if page == "raters-open":
            return self.holds(name, {"head"}, urn) and self.model.may_open_few(asking)
        if page in ("raters", "rater-take-off"):
            return self.holds(name, {"head"}, urn) and not shown
        own = self.model.own_rater(person, evaluation_id)
        late = self.facts.today > asking["closes_on"]
        return own["handed_in_at"] is None and own["removed_at"] is None and not shown and not late
